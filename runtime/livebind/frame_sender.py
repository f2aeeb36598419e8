"""Sending of WebSocket frames by any number of threads.

One thread at a time writes, the one that holds `_turn`. A small frame of another thread waits in
`_waiting` until that one has sent its own and takes it along: threads that queue for a lock whose
holder is in a system call cost each other more than half of their speed. What follows from it:

- Whoever gives the turn back looks again whether a frame came to wait meanwhile.
- A thread that has to go while frames of others wait (its deadline, Ctrl-C, a pong that the
  reader must not wait for) leaves the turn to a thread that is started for them.
- A frame that still waits can be withdrawn; one that was taken counts as sent.
- Frames wait in the order in which they came, and before any large frame that comes later.
"""

from __future__ import annotations

import struct
from collections import deque
from contextlib import contextmanager, suppress
from itertools import repeat, starmap
from threading import Lock, Thread
from typing import TYPE_CHECKING

from websocket import ABNF

from livebind.errors import ConnectionClosedError, LivebindError, RequestTimeoutError
from livebind.masking import KeySource, mask, masked_chunks
from livebind.timeouts import Deadline
from livebind.transport import Message, TextMessage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from livebind.stream import Stream

__all__ = ["FrameSender", "WaitingFrame"]

_SMALL = 16 * 1024
"""Bytes of a payload up to which a frame is left to the thread that is sending."""

_MOST_WAITING = 256
"""Frames that wait at most: who comes then waits too, so that memory stays bounded."""

_PONG_SECONDS = 5.0
_LONGEST_WAIT = 0.25
"""Seconds after which a thread that sends for others sees whether they have withdrawn."""

_FINAL = 0x80
_MASKED = 0x80
_LENGTH_16 = 126
_LENGTH_64 = 127


class WaitingFrame:
    """A frame that was left to another thread (`livebind.transport.UnsentMessage`)."""

    __slots__ = ("_frame", "_waiting")

    def __init__(self, frame: bytes, waiting: deque[bytes]) -> None:
        # No two frames are equal, as each has a random mask.
        self._frame = frame
        self._waiting = waiting

    @property
    def waits(self) -> bool:
        """Whether nothing of it was sent."""
        return self._frame in self._waiting

    def withdraw(self) -> bool:
        """See to it that it is never sent; False if it was."""
        try:
            self._waiting.remove(self._frame)
        except ValueError:
            return False
        return True


class FrameSender:
    """Sends messages, each as one masked frame, and pongs (RFC 6455, 5)."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._keys = KeySource()
        self._turn = Lock()
        self._waiting: deque[bytes] = deque()
        self._pong: WaitingFrame | None = None
        self._ended = False

    def send(self, message: Message, deadline: Deadline) -> WaitingFrame | None:
        """Send one message as a single frame; see `Transport.send`."""
        if isinstance(message, TextMessage):
            opcode, head, body = ABNF.OPCODE_TEXT, message.data, b""
        else:
            opcode, head, body = ABNF.OPCODE_BINARY, message.head, message.body
        if len(head) + len(body) <= _SMALL:
            return self._send_small(_frame(opcode, head + body, self._keys.take()), deadline)
        try:
            with self._taking_turn(deadline):
                self._send_waiting(deadline)
                self._send_large(opcode, head, body, deadline)
            with suppress(LivebindError):  # of others: this message is out
                self._send_all_waiting(deadline)
        finally:
            self._help_others()
        return None

    def answer_ping(self, payload: bytes) -> None:
        """Answer a ping, and those before it that were not yet (RFC 6455, 5.5.3).

        Never waits for a peer that may be waiting for us to read, unless a part is out.
        """
        if self._pong is not None:
            self._pong.withdraw()
        frame = _frame(ABNF.OPCODE_PONG, payload, self._keys.take())
        self._pong = WaitingFrame(frame, self._waiting)
        self._waiting.append(frame)
        if self._stream.wait_to_send(0.0):
            with suppress(RequestTimeoutError):
                self._send_all_waiting(Deadline(_PONG_SECONDS))
        self._help_others()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Send what waits and a close frame; see `Transport.say_goodbye`."""
        with suppress(LivebindError), self._taking_turn(deadline):
            payload = struct.pack("!H", code)
            self._waiting.append(_frame(ABNF.OPCODE_CLOSE, payload, self._keys.take()))
            try:
                self._send_waiting(deadline)
            finally:
                self._ended = True

    def close(self) -> None:
        """Refuse to send from now on. Waits for the thread that sends: interrupt it before."""
        with self._turn:
            self._ended = True

    @contextmanager
    def _taking_turn(self, deadline: Deadline) -> Generator[None]:
        remaining = deadline.remaining()
        if not self._turn.acquire(timeout=-1 if remaining is None else remaining):
            raise RequestTimeoutError(
                "nothing was sent in time: the connection is busy with another message"
            )
        try:
            yield
        finally:
            self._turn.release()

    def _send_small(self, frame: bytes, deadline: Deadline) -> WaitingFrame | None:
        """Send a frame, or leave it to the thread that is sending."""
        if len(self._waiting) >= _MOST_WAITING:
            with self._taking_turn(deadline):
                self._send_waiting(deadline)
        waiting = self._waiting
        waiting.append(frame)
        try:
            self._send_all_waiting(deadline)
        except BaseException as error:
            unsent = WaitingFrame(frame, waiting).withdraw()
            self._help_others()
            if unsent or not isinstance(error, RequestTimeoutError):
                raise
        return WaitingFrame(frame, waiting) if waiting else None

    def _send_all_waiting(self, deadline: Deadline) -> None:
        """Send what waits, also what comes to wait meanwhile, unless another thread does."""
        while self._waiting and self._turn.acquire(blocking=False):
            try:
                self._send_waiting(deadline)
            finally:
                self._turn.release()

    def _help_others(self) -> None:
        """Have what still waits sent by a thread of its own, unless another one is sending."""
        if self._waiting and not self._ended and self._turn.acquire(blocking=False):
            try:
                Thread(target=self._send_for_others, name="livebind-sender", daemon=True).start()
            except BaseException:
                self._turn.release()
                raise

    def _send_for_others(self) -> None:
        """Send what waits until nothing does. Begins with the turn, in a thread of its own."""
        with suppress(LivebindError):  # the connection has ended: the reader tells who waits
            while True:
                try:
                    if self._stream.wait_to_send(_LONGEST_WAIT):
                        self._send_waiting(Deadline(None))
                finally:
                    self._turn.release()
                if not (self._waiting and self._turn.acquire(blocking=False)):
                    return

    def _send_waiting(self, deadline: Deadline) -> None:
        """Send the frames that wait now, in one write. The turn must be held."""
        frames: list[bytes] = []
        self._stream.begin_frame()
        try:
            # In one step, so that no Ctrl-C can come while a frame is in neither of the two. The
            # number may be too high: frames are withdrawn at any time.
            try:  # noqa: SIM105 - `suppress` costs more than all else here
                frames.extend(starmap(self._waiting.popleft, repeat((), len(self._waiting))))
            except IndexError:
                pass
            if frames:
                data = b"".join(frames)
                self._write((data,), len(data), deadline)
        except BaseException:
            if self._stream.sent == 0:
                self._waiting.extendleft(reversed(frames))
            raise

    def _send_large(self, opcode: int, head: bytes, body: bytes, deadline: Deadline) -> None:
        """Send a frame whose payload is `head` and `body`. The turn must be held."""
        key = self._keys.take()
        start = _header(opcode, len(head) + len(body)) + key
        size = len(start) + len(head) + len(body)
        self._stream.begin_frame()
        self._write(_pieces(start, head, body, key), size, deadline)

    def _write(self, pieces: Iterable[bytes | memoryview], size: int, deadline: Deadline) -> None:
        """Write pieces of `size` bytes in all: as a whole, or not at all, or for the last time."""
        if self._ended:
            raise ConnectionClosedError("the connection was given up while a message was sent")
        try:
            for piece in pieces:
                self._stream.write(piece, deadline)
        except TimeoutError as error:
            if self._stream.sent == 0:
                raise RequestTimeoutError(
                    "nothing was sent in time: the instance does not read what it is sent"
                ) from error
            raise self._give_up(
                "the instance does not read what it is sent: the connection was given up in the "
                "middle of a message"
            ) from error
        except LivebindError as error:
            self._give_up(str(error))
            raise
        except BaseException:  # Ctrl-C
            if self._stream.sent not in {0, size}:
                self._give_up("the connection was given up: sending a message was interrupted")
            raise

    def _give_up(self, why: str) -> ConnectionClosedError:
        """End the connection and return the error for it.

        A part of a message may be out: what came after it would be read as its rest.
        """
        self._ended = True
        self._stream.interrupt(why, 1006)
        return ConnectionClosedError(why)


def _pieces(start: bytes, head: bytes, body: bytes, key: bytes) -> Generator[bytes | memoryview]:
    yield start
    yield from masked_chunks(head, key)
    turn = len(head) % 4  # the mask goes on within the body where the head ended
    yield from masked_chunks(body, key[turn:] + key[:turn])


def _frame(opcode: int, payload: bytes, key: bytes) -> bytes:
    return _header(opcode, len(payload)) + key + mask(payload, key)


def _header(opcode: int, length: int) -> bytes:
    if length < _LENGTH_16:
        return bytes((_FINAL | opcode, _MASKED | length))
    if length < 1 << 16:
        return struct.pack("!BBH", _FINAL | opcode, _MASKED | _LENGTH_16, length)
    return struct.pack("!BBQ", _FINAL | opcode, _MASKED | _LENGTH_64, length)
