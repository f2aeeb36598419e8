"""Sending of WebSocket frames by any number of threads.

One thread at a time writes, the one that has the turn. A small frame of another thread waits in
`_waiting` until that one has sent its own and takes it along: threads that queue for a lock whose
holder is in a system call cost each other more than half of their speed. What follows from it:

- A thread waits for the room that its own frame needs, never for that of others: what does not go
  at once is left to a thread that is started for it.
- Frames that were taken together are kept in `_taken` until all are out, so that any thread can go
  on where another was stopped, by its deadline or by Ctrl-C at any point.
- A frame of which nothing is out can be withdrawn.
- Who waits for the turn, for a large frame, gets it before small ones that come later.
- Frames go out in the order in which they came, also with a large one between them.
- A large frame is not kept for others: who stops within one ends the connection.
"""

from __future__ import annotations

import struct
from collections import deque
from contextlib import suppress
from itertools import chain, repeat, starmap
from threading import RLock, Thread, get_ident
from typing import TYPE_CHECKING

from websocket import ABNF

from livebind.common.message import Message, TextMessage
from livebind.errors import ConnectionClosedError, LivebindError, RequestTimeoutError
from livebind.transports.stream import CLOSED_HERE
from livebind.transports.websocket.frame_writer import frame_start, masked_payload, whole_frame
from livebind.transports.websocket.masking import KeySource
from livebind.transports.websocket.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.timeouts import Deadline
    from livebind.transports.stream import Stream

__all__ = ["FrameSender", "WaitingFrame"]

_SMALL = 16 * 1024
"""Bytes of a payload up to which a frame is left to the thread that is sending."""

_MOST_WAITING = 256 * 1024
"""Bytes that wait at most: who comes then waits too. A slow network takes seconds for more."""

_ROUNDS = 4
"""How often a thread sends what others left meanwhile before a thread is started for that."""

_LONGEST_WAIT = 0.25
"""Seconds after which a thread that sends for others sees whether they have withdrawn."""

_DOES_NOT_READ = "the instance does not read what it is sent"


class WaitingFrame:
    """A frame that was left to another thread (`livebind.transports.transport.UnsentMessage`)."""

    __slots__ = ("_frame", "_moving", "_waiting")

    def __init__(self, frame: bytes, waiting: deque[bytes], moving: RLock) -> None:
        # No two frames are equal, as each has a random mask.
        self._frame = frame
        self._waiting = waiting
        self._moving = moving

    @property
    def waits(self) -> bool:
        """Whether nothing of it was sent."""
        with self._moving:
            return self._frame in self._waiting

    def withdraw(self) -> bool:
        """See to it that it is never sent; False if it was."""
        with self._moving:
            if self._frame in self._waiting:
                self._waiting.remove(self._frame)
                return True
        return False


class FrameSender:
    """Sends messages, each as one masked frame, and pongs (RFC 6455, 5)."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._keys = KeySource()
        self._turn = Turn()
        # Held while frames are neither waiting nor out, never for long. A signal's handler may send
        # in the thread that holds it.
        self._moving = RLock()
        self._waiting: deque[bytes] = deque()
        self._taken: list[bytes] = []
        self._large_size = 0
        self._wanting: set[int] = set()
        self._pong: WaitingFrame | None = None
        self._end = ""

    def send(self, message: Message, deadline: Deadline) -> WaitingFrame | None:
        """Send one message as a single frame; see `Transport.send`."""
        if isinstance(message, TextMessage):
            opcode, head, body = ABNF.OPCODE_TEXT, message.data, b""
        else:
            opcode, head, body = ABNF.OPCODE_BINARY, message.head, message.body
        try:
            if len(head) + len(body) > _SMALL:
                self._take_turn(deadline, lambda: self._send_large(opcode, head, body, deadline))
                return None
            # A copy, as others change it meanwhile.
            if self._waiting and sum(map(len, tuple(self._waiting))) > _MOST_WAITING:
                self._take_turn(deadline, lambda: self._send_waiting(deadline))
            return self._send_small(whole_frame(opcode, head + body, self._keys.take()), deadline)
        finally:
            if self._waiting or self._taken:
                try:
                    self._serve_others()
                except BaseException:  # Ctrl-C, which must not keep others waiting
                    self._start_helper()
                    raise

    def answer_ping(self, payload: bytes) -> None:
        """Answer a ping, and those before it that were not yet (RFC 6455, 5.5.3).

        Never waits: the peer may be waiting for us to read.
        """
        if self._pong is not None:
            self._pong.withdraw()
        frame = whole_frame(ABNF.OPCODE_PONG, payload, self._keys.take())
        self._pong = self._unsent(frame)
        self._waiting.append(frame)
        self._serve_others()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Send what waits and a close frame; see `Transport.say_goodbye`."""

        def send_last() -> None:
            payload = struct.pack("!H", code)
            self._waiting.append(whole_frame(ABNF.OPCODE_CLOSE, payload, self._keys.take()))
            try:
                self._send_waiting(deadline)
            finally:
                self._end = self._end or CLOSED_HERE

        with suppress(LivebindError):
            self._take_turn(deadline, send_last)

    def close(self) -> None:
        """Refuse to send from now on. Waits for the thread that sends: interrupt it before."""

        def end() -> None:
            self._end = self._end or CLOSED_HERE

        self._turn.take(None, end)

    def _take_turn(self, deadline: Deadline, act: Callable[[], None]) -> None:
        thread = get_ident()
        try:
            self._wanting.add(thread)
            if not self._turn.take(deadline.remaining(), act):
                raise RequestTimeoutError(
                    "nothing was sent in time: the connection is busy with another message"
                )
        finally:
            self._wanting.discard(thread)

    def _send_small(self, frame: bytes, deadline: Deadline) -> WaitingFrame | None:
        """Send a frame, or leave it to the thread that is sending."""
        waiting = self._waiting
        try:
            waiting.append(frame)
            if not self._wanting:
                self._turn.take(0.0, lambda: self._send_waiting(deadline))
        except BaseException as error:
            unsent = self._unsent(frame).withdraw()
            if unsent or not isinstance(error, RequestTimeoutError):
                raise
        return self._unsent(frame) if waiting else None

    def _unsent(self, frame: bytes) -> WaitingFrame:
        return WaitingFrame(frame, self._waiting, self._moving)

    def _serve_others(self) -> None:
        """Send what goes at once of what waits, and leave the rest to a thread of its own."""
        # More than once, as frames may have come to wait just before the turn was given back.
        with suppress(LivebindError, BlockingIOError):
            for _ in range(_ROUNDS):
                if not (self._is_needed() and self._turn.take(0.0, self._push_all)):
                    break
        self._start_helper()

    def _is_needed(self) -> bool:
        """Whether anything waits, and nobody who would send it with a large frame."""
        return bool((self._waiting or self._taken) and not self._wanting)

    def _start_helper(self) -> None:
        """Start a thread that sends what waits, unless another one is sending."""
        if self._is_needed() and not self._end and not self._turn.is_taken:
            # Not possible while the program ends: then it is left to who sends next.
            with suppress(RuntimeError):
                Thread(target=self._send_rest, name="livebind-sender", daemon=True).start()

    def _send_rest(self) -> None:
        """Send what waits until nothing does, or another thread sends. Runs in its own thread."""

        def push_or_wait() -> None:
            try:
                self._push_all()
            except BlockingIOError:
                self._stream.wait_to_send(_LONGEST_WAIT)

        with suppress(LivebindError):  # the connection has ended: the reader tells who waits
            while self._is_needed() and self._turn.take(0.0, push_or_wait):
                pass

    def _send_waiting(self, deadline: Deadline) -> None:
        """Send the frames that wait now, and none that comes later. The turn must be held."""
        if self._taken:
            self._send_next(0, deadline)
        self._send_next(len(self._waiting), deadline)

    def _send_next(self, count: int, deadline: Deadline) -> None:
        """Send the rest of what was taken before, and then the next `count` frames."""
        while True:
            try:
                self._push(count)
            except BlockingIOError:
                if self._taken:
                    count = 0
                self._wait_for_room(deadline)
            else:
                return

    def _wait_for_room(self, deadline: Deadline) -> None:
        if not self._stream.wait_to_send(deadline.remaining()):
            raise RequestTimeoutError(f"nothing was sent in time: {_DOES_NOT_READ}")

    def _push_all(self) -> None:
        self._push(len(self._waiting))

    def _push(self, count: int) -> None:
        """Send what was taken before, and then the next `count` frames. The turn must be held.

        Raises:
            BlockingIOError: they do not all go at once.
            ConnectionClosedError: the connection has ended.
        """
        with self._moving:
            self._check_unbroken()
            if self._taken:
                self._push_taken()
            self._stream.begin_frame()
            # In one step, so that no Ctrl-C can come while a frame is in neither of the two.
            count = min(count, len(self._waiting))
            self._taken.extend(starmap(self._waiting.popleft, repeat((), count)))
            if self._taken:
                self._push_taken()

    def _push_taken(self) -> None:
        stream, taken = self._stream, self._taken
        try:
            data = b"".join(taken)
            sent = stream.sent
            while sent < len(data):
                count = stream.send_some(memoryview(data)[sent:] if sent else data)
                if not count:
                    raise BlockingIOError
                sent += count
            taken.clear()
        except LivebindError as error:
            self._give_up(str(error))
            raise
        finally:
            if taken and stream.is_untouched:
                # In one step too; from the last to the first, each to the left of the one before.
                self._waiting.extendleft(map(taken.pop, repeat(-1, len(taken))))

    def _send_large(self, opcode: int, head: bytes, body: bytes, deadline: Deadline) -> None:
        """Send what waits and a frame whose payload is `head` and `body`, with the turn held."""
        self._send_waiting(deadline)
        # TLS takes in what it is offered: it could not be said any more that nothing was sent.
        self._wait_for_room(deadline)
        key = self._keys.take()
        start = frame_start(opcode, len(head) + len(body), key)
        self._stream.begin_frame()
        self._large_size = len(start) + len(head) + len(body)
        try:
            for piece in chain([start], masked_payload(head, body, key)):
                self._stream.write(piece, deadline)
        except TimeoutError as error:
            if self._stream.is_untouched:
                raise RequestTimeoutError(f"nothing was sent in time: {_DOES_NOT_READ}") from error
            raise self._give_up(
                f"{_DOES_NOT_READ}: the connection was given up in the middle of a message"
            ) from error
        except LivebindError as error:
            self._give_up(str(error))
            raise
        except BaseException:  # Ctrl-C
            with suppress(ConnectionClosedError):
                self._check_unbroken()
            raise

    def _check_unbroken(self) -> None:
        """Raise if the connection has ended, or must end as a thread was stopped within a frame.

        A part of that frame is out: what came after it would be read as its rest.
        """
        if self._end:
            raise ConnectionClosedError(self._end)
        stream = self._stream
        if stream.is_unsure or (
            self._large_size and not stream.is_untouched and stream.sent < self._large_size
        ):
            raise self._give_up("the connection was given up: sending a message was interrupted")
        self._large_size = 0

    def _give_up(self, why: str) -> ConnectionClosedError:
        """End the connection and return the error for it."""
        self._end = why
        self._stream.interrupt(why, 1006)
        return ConnectionClosedError(why)
