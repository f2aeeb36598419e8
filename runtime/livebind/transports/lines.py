"""The line transport: a JSON text on each line, over TCP, a Unix socket or a program's pipes."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from livebind.common.message import Message, TextMessage
from livebind.errors import (
    ConnectionClosedError,
    MessageTooBigError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TlsError,
    UsageError,
)
from livebind.timeouts import Deadline
from livebind.transports.stream import Stream
from livebind.transports.tcp import open_connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.common.uri import Address

__all__ = ["LineTransport"]

_CHUNK_SIZE: Final = 64 * 1024
_MOST_CHUNKS: Final = 32
"""Chunks that are read before others have a turn: an event loop stands still meanwhile."""


class LineTransport:
    """A socket that carries a message on each line (`livebind.transports.transport.Transport`)."""

    def __init__(self, connection: socket.socket, max_message_size: int) -> None:
        self._stream = Stream(connection)
        self._max_message_size = max_message_size
        # Held while a line is written, so that no two mix.
        self._sending = Lock()
        # The rest is used by the thread that receives alone.
        self._chunk = memoryview(bytearray(_CHUNK_SIZE))
        self._received = bytearray()
        self._searched = 0
        self._drained = False

    @classmethod
    def connect(cls, address: Address, deadline: Deadline, max_message_size: int) -> LineTransport:
        """Open a TCP connection, or one to the Unix socket at the address' path.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time.
        """
        if not address.is_local:
            return cls(open_connection(address, deadline), max_message_size)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.remaining())
            connection.connect(address.resource)
        except OSError as error:
            connection.close()
            raise ServiceUnavailableError(
                f"no instance answers at {address}: {error.strerror or error}; check the path, and "
                "whether the service has started"
            ) from error
        return cls(connection, max_message_size)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to receive before the next `wait`; see `Transport.idle`."""
        return self._drained and self._searched == len(self._received)

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived; see `Transport.wait`."""
        self._drained = False
        return self._stream.wait_to_receive(seconds)

    def receive(self) -> Message | None:
        """Return the next line that is not empty, if it has arrived; see `Transport.receive`."""
        received = self._received
        for _ in range(_MOST_CHUNKS):
            end = received.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(received[:end])
                del received[: end + 1]
                self._searched = 0
                if line.strip():
                    return TextMessage(line)
                continue
            self._searched = len(received)
            if self._searched > self._max_message_size:
                raise MessageTooBigError(
                    f"the instance sent a line of more than {self._max_message_size} bytes: a "
                    "larger Connector.max_message_size allows it"
                )
            count = 0 if self._drained else self._stream.receive_into(self._chunk)
            if not count:
                self._drained = True
                return None
            received += self._chunk[:count]
        return None

    def flush_with(self, schedule: Callable[[Callable[[], None]], object]) -> None:
        """Do nothing, as nothing is held back; see `AsyncTransport.flush_with`."""

    def fileno(self) -> int | None:
        """Return the descriptor of the socket; see `AsyncTransport.fileno`."""
        return self._stream.fileno()

    def send_at_once(self, message: Message, deadline: Deadline) -> None:
        """Send one message, if the socket has room for it; see `AsyncTransport.send_at_once`.

        A part that it has no room for is left to a thread.
        """
        del deadline
        line = _line(message)
        if not self._sending.acquire(blocking=False):
            raise BlockingIOError
        sent, is_left = 0, False
        try:
            sent = self._stream.send_some(line)
            if not sent:
                raise BlockingIOError
            if sent < len(line):
                # It holds the lock until all of it is out.
                Thread(target=self._write_rest, args=[line[sent:]], daemon=True).start()
                is_left = True
        finally:
            if not is_left:
                self._leave(is_whole=sent in {0, len(line)})

    def _write_rest(self, rest: memoryview) -> None:
        is_whole = False
        try:
            with suppress(ConnectionClosedError, TlsError):  # the reader tells who waits
                self._stream.write(rest, Deadline(None))
                is_whole = True
        finally:
            self._leave(is_whole=is_whole)

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.send`."""
        line = _line(message)
        remaining = deadline.remaining()
        if not self._sending.acquire(timeout=-1 if remaining is None else remaining):
            raise RequestTimeoutError("nothing was sent in time: other messages are being sent")
        sent = 0
        try:
            within_line = Deadline(deadline.remaining())  # which nobody lets expire
            while sent < len(line) and not deadline.has_expired:
                count = self._stream.send_some(line[sent:])
                if count:
                    deadline = within_line
                if not count and not self._stream.wait_for_room(deadline):
                    break
                sent += count
        finally:
            self._leave(is_whole=sent in {0, len(line)})
        if not sent:
            raise RequestTimeoutError("nothing was sent in time: nobody reads it")
        if sent < len(line):
            raise ConnectionClosedError(
                "the connection was given up: a message was sent in part, and nobody read the rest "
                "of it in time"
            )

    def post(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.post`. Nothing is held back here."""
        self.send(message, deadline)

    def _leave(self, *, is_whole: bool) -> None:
        """Let others send, unless what followed could not be told from the rest of a message."""
        if not is_whole:  # too late, or Ctrl-C
            self._stream.interrupt("a message was sent in part only", 1006)
        self._sending.release()

    def interrupt(self) -> None:
        """Wake threads in `wait`, `receive` and `send`; see `Transport.interrupt`."""
        self._stream.interrupt()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Do nothing: a line has no farewell; see `Transport.say_goodbye`."""

    def close(self) -> None:
        """Close the socket; see `Transport.close`."""
        self._stream.interrupt()
        self._stream.close()


def _line(message: Message) -> memoryview:
    if not isinstance(message, TextMessage):
        raise UsageError("lines of text cannot carry bytes beside a message")
    return memoryview(message.text + b"\n")
