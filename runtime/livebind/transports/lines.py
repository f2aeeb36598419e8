"""The line transport: a JSON text on each line, over TCP, a Unix socket or a program's pipes."""

from __future__ import annotations

import socket
from threading import Lock
from typing import TYPE_CHECKING, Final

from livebind.common.message import Message, TextMessage
from livebind.errors import (
    ConnectionClosedError,
    MessageTooBigError,
    RequestTimeoutError,
    ServiceUnavailableError,
    UsageError,
)
from livebind.transports.stream import Stream
from livebind.transports.tcp import open_connection

if TYPE_CHECKING:
    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["LineTransport"]

_CHUNK_SIZE: Final = 64 * 1024


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
        while True:
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

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.send`."""
        if not isinstance(message, TextMessage):
            raise UsageError("lines of text cannot carry bytes beside a message")
        remaining = deadline.remaining()
        if not self._sending.acquire(timeout=-1 if remaining is None else remaining):
            raise RequestTimeoutError("nothing was sent in time: other messages are being sent")
        try:
            self._write(memoryview(message.text + b"\n"), deadline)
        finally:
            self._sending.release()

    def _write(self, line: memoryview, deadline: Deadline) -> None:
        sent, is_whole = 0, False
        try:
            while sent < len(line):
                count = self._stream.send_some(line[sent:])
                if not count and not self._stream.wait_to_send(deadline.remaining()):
                    break
                sent += count
            is_whole = sent in {0, len(line)}
        finally:
            if not is_whole:  # too late, or Ctrl-C: what follows could not be told from the rest
                self._stream.interrupt("a message was sent in part only", 1006)
        if not sent:
            raise RequestTimeoutError("nothing was sent in time: nobody reads it")
        if not is_whole:
            raise ConnectionClosedError(
                "the connection was given up: a message was sent in part, and nobody read the rest "
                "of it in time"
            )

    def interrupt(self) -> None:
        """Wake threads in `wait`, `receive` and `send`; see `Transport.interrupt`."""
        self._stream.interrupt()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Do nothing: a line has no farewell; see `Transport.say_goodbye`."""

    def close(self) -> None:
        """Close the socket; see `Transport.close`."""
        self._stream.interrupt()
        self._stream.close()
