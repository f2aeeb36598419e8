"""Sending of WebSocket frames by any number of threads, by flat combining.

One thread at a time has the turn and writes. A small frame of another thread waits in a queue, and
the one that has the turn takes it along: threads that queue for a lock whose holder is in a system
call cost each other more than half of their speed (Hendler and others, "Flat combining and the
synchronization-parallelism tradeoff", 2010). What follows from it:

- A thread waits for the room that its own frame needs, never for that of others: what does not go
  at once is left to a thread that is started for it.
- A frame stays in the queue until all of it is out. One of which nothing is out can be withdrawn.
- Who waits for the turn, for a large frame, gets it before small ones that come later.
- Frames go out in the order in which they came, also with a large one between them.
- Who is stopped in the middle of sending ends the connection: what came next would be misread.

Each system call takes longer than all else that a small message needs. So small messages that are
started one right after the other, and for which nobody waits yet, are held back to leave together:
when somebody waits for one, when there are enough, with the next message that is not held back, or
after a moment, for which there is a thread as long as there are such messages. The first of them
leaves at once, as it may be the only one. An event loop needs neither thread nor moment: what was
started in one of its rounds leaves in the next.
"""

from __future__ import annotations

import math
import struct
import time
from collections import deque
from contextlib import suppress
from itertools import islice
from threading import Condition, RLock, Thread, get_ident
from typing import TYPE_CHECKING

from websocket import ABNF

from livebind.common.message import Message, TextMessage
from livebind.errors import ConnectionClosedError, LivebindError, RequestTimeoutError
from livebind.timeouts import LONGEST_WAIT, Deadline
from livebind.transports.stream import CLOSED_HERE
from livebind.transports.websocket.frame_writer import frame_pieces, whole_frame
from livebind.transports.websocket.masking import KeySource

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.transports.stream import Stream

__all__ = ["FrameSender", "WaitingFrame"]

_SMALL = 16 * 1024
"""Bytes of a payload up to which a frame is left to the thread that is sending."""

_AT_ONCE = 256 * 1024
"""Bytes of a payload that take no time worth a thread to mask and to hand to the system."""

_MOST_WAITING = 256 * 1024
"""Bytes that wait at most: who comes then waits too. A slow network takes seconds for more."""

_ROUNDS = 4
"""How often a thread sends what others left meanwhile before a thread is started for that."""

_LONGEST_CLOSE = 5.0
"""Seconds that a thread whose connection was interrupted may take to notice it."""

_TOGETHER = 0.0002
"""Seconds between two messages that are started one right after the other."""

_ENOUGH = 32 * 1024
"""Bytes that are worth a system call."""

_MOMENT = 0.002
"""Seconds for which a message is held back, unless its thread is kept from the processor."""

_IDLE_MOMENTS = 10
"""Moments without such messages after which the thread for them ends."""

_DOES_NOT_READ = "the instance does not read what it is sent"


class WaitingFrame:
    """A frame that was left to another thread (`livebind.transports.transport.UnsentMessage`)."""

    __slots__ = ("frame", "sender")

    def __init__(self, frame: bytes, sender: FrameSender) -> None:
        self.frame = frame
        """No two are equal, as each has a random mask."""
        self.sender = sender
        """Who has it."""

    @property
    def waits(self) -> bool:
        """Whether nothing of it was sent."""
        return self.sender.is_unsent(self.frame)

    def withdraw(self) -> bool:
        """See to it that it is never sent; False if it was."""
        return self.sender.withdraw(self.frame)

    def hurry(self) -> None:
        """Send it now if it was held back, as somebody waits for its answer."""
        self.sender.flush()


class FrameSender:
    """Sends messages, each as one masked frame, and pongs (RFC 6455, 5)."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream  # written to by who has the turn
        self._keys = KeySource()
        # Guards all below and is never held for long. A signal's handler may send in the thread
        # that holds it.
        self._mutex = RLock()
        self._turn_is_free = Condition(self._mutex)
        self._turn: object | None = None
        """Stands for who has the turn: no two calls have the same."""
        self._wanting: set[object] = set()
        """Those that wait for the turn."""
        self._frames: deque[bytes] = deque()
        self._offered = 0
        """How many of the first frames may be out, in whole or in part."""
        self._skip = 0
        """Bytes of the first frame that are out."""
        self._is_within_frame = False
        """Whether a part of a frame is out, or may be: what came next would be misread."""
        self._last_start = -math.inf
        """When the last message was started that may be held back."""
        self._held = 0
        """Bytes that are held back."""
        self._is_watched = False
        """Whether somebody sends what is held back after a moment."""
        self._schedule: Callable[[Callable[[], None]], object] | None = None
        """Has an event loop do that, in its next round."""
        self._loop_thread = 0
        self._pong = b""
        self._end = ""
        """Why nothing can be sent any more."""

    def send(
        self, message: Message, deadline: Deadline | None, *, may_wait: bool = False
    ) -> WaitingFrame | None:
        """Send one message as a single frame; see `Transport.send`.

        One that `may_wait` is sent as `Transport.post` says. Without a deadline it does not wait,
        as `AsyncTransport.send_at_once` says.
        """
        if isinstance(message, TextMessage):
            opcode, head, binary = ABNF.OPCODE_TEXT, message.text, b""
        else:
            opcode, head, binary = ABNF.OPCODE_BINARY, message.head, message.binary
        size = len(head) + len(binary)
        if deadline is None:
            if size > _AT_ONCE or self._is_crowded():
                raise BlockingIOError
        elif size > _SMALL:
            turn = object()
            try:
                self._send_large(turn, opcode, head, binary, deadline)
            except BaseException:
                self._leave(turn)
                raise
            return None
        frame = whole_frame(opcode, head + binary, self._keys.take())
        if may_wait and self._hold(frame):
            return WaitingFrame(frame, self)
        try:
            return self._send_small(frame, deadline)
        except BaseException:
            self._leave(frame)  # once more: Ctrl-C may have come as it was left
            raise

    def flush_with(self, schedule: Callable[[Callable[[], None]], object]) -> None:
        """Hold back what this thread starts; see `AsyncTransport.flush_with`."""
        self._loop_thread = get_ident()
        self._schedule = schedule

    def flush(self) -> None:
        """Send what is held back, unless somebody is sending, who takes it along."""
        turn = object()
        with self._mutex:
            if self._turn is not None or self._wanting or self._end or not self._frames:
                return
            self._turn = turn
        try:
            self._push()
        except BaseException as error:
            self._stop(turn, error)
            if not isinstance(error, LivebindError):  # which the reader tells to who waits
                raise
        finally:
            self._leave(turn)

    def answer_ping(self, payload: bytes) -> None:
        """Answer a ping, and those before it that were not yet (RFC 6455, 5.5.3).

        Never waits: the peer may be waiting for us to read.
        """
        self.withdraw(self._pong)
        self._pong = whole_frame(ABNF.OPCODE_PONG, payload, self._keys.take())
        self._send_small(self._pong, None)

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Send what waits and a close frame; see `Transport.say_goodbye`."""
        frame = whole_frame(ABNF.OPCODE_CLOSE, struct.pack("!H", code), self._keys.take())
        turn = object()
        try:
            self._take_turn(turn, deadline)
            self._frames.append(frame)
            self._push()
            self._push_up_to(frame, deadline)
        except LivebindError:
            pass
        finally:
            self._end = self._end or CLOSED_HERE
            self._leave(turn)

    def close(self) -> None:
        """Refuse to send from now on. Waits for the thread that sends: interrupt it before."""
        with self._mutex:
            self._end = self._end or CLOSED_HERE
            self._turn_is_free.wait_for(lambda: self._turn is None, _LONGEST_CLOSE)

    def is_unsent(self, frame: bytes) -> bool:
        """Whether a frame waits, and nothing of it was sent."""
        with self._mutex:
            return frame in islice(self._frames, self._offered, None)

    def withdraw(self, frame: bytes) -> bool:
        """See to it that a frame is never sent; False if it was."""
        with self._mutex:
            if unsent := self.is_unsent(frame):
                self._frames.remove(frame)
            return unsent

    def _hold(self, frame: bytes) -> bool:
        """Hold a frame back, if there seem to be others; False if it is to be sent now."""
        now = time.monotonic()
        with self._mutex:
            if self._schedule is None:
                is_alone = now - self._last_start > _TOGETHER
            else:
                is_alone = self._loop_thread != get_ident()
            self._last_start = now
            self._held += len(frame)
            if is_alone or self._end or self._turn is not None or self._held > _ENOUGH:
                return False
            self._frames.append(frame)
            if not self._is_watched:
                self._is_watched = True
                self._begin_to_watch()
            return True

    def _begin_to_watch(self) -> None:
        if self._schedule is not None:
            self._schedule(self._flush_once)
            return
        helper = Thread(target=self._flush_often, name="livebind-gathering", daemon=True)
        with suppress(RuntimeError):  # the program ends: it is left to who waits, or sends next
            helper.start()

    def _flush_once(self) -> None:
        self._is_watched = False
        self.flush()

    def _flush_often(self) -> None:
        """Send what is held back every moment, until nothing is. Runs in a thread of its own."""
        idle = 0
        while True:
            time.sleep(_MOMENT)
            idle = 0 if self._frames else idle + 1
            self.flush()
            with self._mutex:
                if self._end or (idle > _IDLE_MOMENTS and not self._frames):
                    self._is_watched = False
                    return

    def _send_small(self, frame: bytes, deadline: Deadline | None) -> WaitingFrame | None:
        """Send a frame, or leave it to who has the turn; without a deadline, never wait.

        The frame stands for its turn itself.
        """
        try:
            with self._mutex:
                if self._frames or self._end:
                    self._wait_if_crowded(frame, deadline)
                self._frames.append(frame)
                if self._turn is None and not self._wanting:
                    self._turn = frame
                if self._turn is not frame:
                    return WaitingFrame(frame, self)
            self._push()
            if self._frames:
                if deadline is not None:
                    self._push_up_to(frame, deadline)
                self._combine()
            with self._mutex:
                if not (self._frames or self._wanting):
                    self._turn = None
        except BaseException as error:
            self._stop(frame, error)
            self.withdraw(frame)
            raise
        finally:
            if self._turn is frame or (self._frames and self._turn is None):
                self._leave(frame)
        return WaitingFrame(frame, self) if frame in self._frames else None

    def _wait_if_crowded(self, frame: bytes, deadline: Deadline | None) -> None:
        """Wait for the turn if there is no room for another frame that waits for it."""
        if self._end:
            raise ConnectionClosedError(self._end)
        if deadline is not None and self._is_crowded():
            self._take_turn(frame, deadline)

    def _is_crowded(self) -> bool:
        """Whether there is no room for another frame that waits."""
        with self._mutex:
            return bool(self._frames) and sum(map(len, self._frames)) > _MOST_WAITING

    def _send_large(
        self, turn: object, opcode: int, head: bytes, binary: bytes, deadline: Deadline
    ) -> None:
        """Send what waits, and a frame whose payload is `head` and `binary`."""
        try:
            self._take_turn(turn, deadline)
            while not self._push():
                self._wait_for_room(deadline)
            within_frame = Deadline(deadline.remaining())  # which nobody lets expire
            # TLS takes in what it is offered: it could not be said any more that nothing was sent.
            self._wait_for_room(deadline)
            self._is_within_frame = True
            try:
                for piece in frame_pieces(opcode, head, binary, self._keys.take()):
                    self._stream.write(piece, within_frame)
                self._is_within_frame = False
            except TimeoutError as error:
                raise ConnectionClosedError(
                    f"{_DOES_NOT_READ}: the connection was given up in the middle of a message"
                ) from error
            self._combine()
        except BaseException as error:
            self._stop(turn, error)
            raise
        finally:
            self._leave(turn)

    def _take_turn(self, turn: object, deadline: Deadline) -> None:
        with self._mutex:
            try:
                self._wanting.add(turn)
                if not self._turn_is_free.wait_for(
                    lambda: self._turn is None or self._end, deadline.remaining()
                ):
                    raise RequestTimeoutError(
                        "nothing was sent in time: the connection is busy with another message"
                    )
                if self._end:
                    raise ConnectionClosedError(self._end)
                self._turn = turn
            finally:
                self._wanting.discard(turn)

    def _leave(self, turn: object) -> None:
        """Give back the turn, if it was had: to who wants it, or a thread that sends the rest."""
        with self._mutex:
            if self._turn is turn:
                self._turn = None
            if self._turn is not None:
                return
            if self._wanting or self._end:
                self._turn_is_free.notify_all()
            if self._wanting or self._end or not self._frames:
                return
            helper = Thread(target=self._send_rest, name="livebind-sender", daemon=True)
            self._turn = helper
        try:
            helper.start()
        except BaseException as error:
            self._turn = None
            # Not possible while the program ends: then it is left to who sends next.
            if not isinstance(error, RuntimeError):
                raise

    def _stop(self, turn: object, error: BaseException) -> None:
        """End the connection if it broke, or who has the turn was stopped within a frame."""
        is_known = isinstance(error, LivebindError)
        if self._turn is not turn or isinstance(error, RequestTimeoutError):
            return
        if is_known or self._is_within_frame:
            self._end = str(error) if is_known else "sending a message was interrupted"
            self._stream.interrupt(self._end, 1006)

    def _combine(self) -> None:
        """Send what others left meanwhile, as long as all of it goes at once."""
        for _ in range(_ROUNDS):
            if not self._frames or self._wanting or not self._push():
                return

    def _push_up_to(self, frame: bytes, deadline: Deadline) -> None:
        """Send what waits, until `frame` is out."""
        while frame in self._frames:
            try:
                self._wait_for_room(deadline)
            except RequestTimeoutError:
                if self.withdraw(frame):
                    raise
                return  # a part of it is out: it is left to who sends next
            self._push()

    def _wait_for_room(self, deadline: Deadline) -> None:
        if not self._stream.wait_for_room(deadline) or deadline.has_expired:
            raise RequestTimeoutError(f"nothing was sent in time: {_DOES_NOT_READ}")

    def _push(self) -> bool:
        """Send of the frames that wait what goes at once; whether all did. Needs the turn."""
        frames = self._frames
        with self._mutex:
            if not frames:
                return True
            self._offered, self._held = len(frames), 0
            data: bytes | memoryview = b"".join(frames)
            self._is_within_frame = True
        if self._skip:
            data = memoryview(data)[self._skip :]
        sent = self._stream.send_some(data)
        with self._mutex:
            out = self._skip + sent
            while frames and out >= len(frames[0]):
                out -= len(frames.popleft())
                self._offered -= 1
            self._skip = out
            if not self._stream.must_repeat:
                self._offered = 1 if out else 0
            self._is_within_frame = self._offered > 0
        return sent == len(data)

    def _send_rest(self) -> None:
        """Send what waits until nothing does, or another thread wants the turn. Runs in its own."""
        turn = self._turn
        try:
            while True:
                if self._stream.wait_to_send(LONGEST_WAIT):
                    self._push()
                with self._mutex:
                    if self._wanting or not self._frames:
                        return
        except LivebindError as error:  # the connection has ended: the reader tells who waits
            self._stop(turn, error)
        finally:
            self._leave(turn)
