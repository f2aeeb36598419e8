"""Bytes over a non-blocking socket, plain or TLS: one thread reads, others write.

Two threads must never be inside one TLS object at once: OpenSSL calls that unsafe by design, and
full-duplex traffic then ends in fatal TLS errors. So every TLS call happens under one lock and
never blocks; waiting for the socket happens outside of it. Plain sockets need no lock.

To stop a thread that waits, `interrupt` shuts the TCP connection down below the TLS object:
`SSLSocket.shutdown` would drop that object under the reader, which then got raw ciphertext.
"""

from __future__ import annotations

import math
import select
import socket
import ssl
import sys
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from livebind.errors import ConnectionClosedError, TlsError

if TYPE_CHECKING:
    from livebind.timeouts import Deadline

__all__ = ["Stream"]

_READ_AHEAD_SIZE = 64 * 1024
_LARGE_CHUNK_SIZE = 256 * 1024

if sys.platform == "win32":
    _READABLE, _WRITABLE = 1, 4

    def _is_ready(connection: socket.socket, event: int, seconds: float | None) -> bool:
        wanted = [connection]
        reading, writing = (wanted, []) if event == _READABLE else ([], wanted)
        return any(select.select(reading, writing, wanted, seconds))

else:
    _READABLE, _WRITABLE = select.POLLIN, select.POLLOUT

    def _is_ready(connection: socket.socket, event: int, seconds: float | None) -> bool:
        # Not `select.select`, which fails for file descriptors above 1023.
        poller = select.poll()
        poller.register(connection, event)
        return bool(poller.poll(None if seconds is None else math.ceil(seconds * 1000)))


class Stream:
    """A connected socket with read-ahead. It owns the socket."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)  # noqa: FBT003 - positional in the standard library
        self._socket = connection
        self._tls_lock = Lock() if isinstance(connection, ssl.SSLSocket) else None
        self._buffer = memoryview(bytearray(_READ_AHEAD_SIZE))
        self._start = 0
        self._end = 0
        self._interrupted = False

    def read(self, size: int, deadline: Deadline | None = None) -> bytes:
        """Return the next `size` bytes.

        Raises:
            ConnectionClosedError: the connection ended before.
            TimeoutError: the deadline passed before (what has arrived is kept).
        """
        if size > _READ_AHEAD_SIZE:
            return self._read_large(size)
        while self._end - self._start < size:
            self._read_ahead(deadline)
        start = self._start
        self._start = start + size
        return bytes(self._buffer[start : self._start])

    def read_some(self, deadline: Deadline | None = None) -> bytes:
        """Return what has arrived, at least one byte; raises as `read` does."""
        if self._start == self._end:
            self._read_ahead(deadline)
        start, self._start = self._start, self._end
        return bytes(self._buffer[start : self._end])

    def write(self, data: bytes | memoryview, deadline: Deadline) -> None:
        """Send all of `data`. Only one thread at a time may write.

        Raises:
            ConnectionClosedError: the connection ended before.
            TimeoutError: the deadline passed before; a part may have been sent.
        """
        sent = self._send_some(data, deadline)
        if sent == len(data):
            return
        view = memoryview(data)
        while sent < len(view):
            sent += self._send_some(view[sent:], deadline)

    def handshake(self, deadline: Deadline) -> None:
        """Make the TLS handshake.

        Raises:
            ssl.SSLError: it failed.
            OSError: the connection ended in the middle of it.
            TimeoutError: the deadline passed.
        """
        connection = self._socket
        assert isinstance(connection, ssl.SSLSocket)  # noqa: S101 - for the type checkers
        while True:
            try:
                connection.do_handshake()
            except ssl.SSLWantReadError:
                self._wait(_READABLE, deadline)
            except ssl.SSLWantWriteError:
                self._wait(_WRITABLE, deadline)
            else:
                return

    def interrupt(self) -> None:
        """End the connection, so that threads in `read` and `write` raise soon."""
        self._interrupted = True
        with suppress(OSError):  # the peer may have ended it already
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket. No thread may be reading or writing."""
        with suppress(OSError):
            self._socket.close()

    def _read_ahead(self, deadline: Deadline | None) -> None:
        """Add at least one byte to the buffer, which must not be full."""
        start, end = self._start, self._end
        if start:
            self._buffer[: end - start] = self._buffer[start:end]
            self._start, end = 0, end - start
        self._end = end + self._receive_into(self._buffer[end:], deadline)

    def _read_large(self, size: int) -> bytes:
        # Grows as bytes arrive, so that a peer which only announces a large message costs
        # nothing. `BytesIO` hands over its bytes at the end without copying them.
        content = BytesIO()
        received = content.write(self._buffer[self._start : self._end])
        self._start = self._end = 0
        chunk = memoryview(bytearray(min(size, _LARGE_CHUNK_SIZE)))
        while received < size:
            count = self._receive_into(chunk[: size - received], None)
            received += content.write(chunk[:count])
        return content.getvalue()

    def _receive_into(self, view: memoryview, deadline: Deadline | None) -> int:
        lock = self._tls_lock
        while True:
            try:
                if lock is None:
                    count = self._socket.recv_into(view)
                else:
                    with lock:
                        count = self._socket.recv_into(view)
            except (BlockingIOError, ssl.SSLWantReadError):
                self._wait(_READABLE, deadline)
            except ssl.SSLWantWriteError:
                self._wait(_WRITABLE, deadline)
            except OSError as error:
                raise self._ended(error) from error
            else:
                if count:
                    return count
                raise self._ended(None)

    def _send_some(self, data: bytes | memoryview, deadline: Deadline) -> int:
        lock = self._tls_lock
        while True:
            try:
                if lock is None:
                    return self._socket.send(data)
                with lock:
                    return self._socket.send(data)
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._wait(_WRITABLE, deadline)
            except ssl.SSLWantReadError:
                self._wait(_READABLE, deadline)
            except OSError as error:
                raise self._ended(error) from error

    def _wait(self, event: int, deadline: Deadline | None) -> None:
        """Wait until the socket can be read or written (or has failed)."""
        if not _is_ready(self._socket, event, None if deadline is None else deadline.remaining()):
            raise TimeoutError

    def _ended(self, error: OSError | None) -> ConnectionClosedError | TlsError:
        if self._interrupted:
            return ConnectionClosedError("the connection was closed by this program", code=1000)
        if isinstance(error, ssl.SSLError) and not isinstance(
            error, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return TlsError(f"the secure connection failed: {error.reason or error}")
        reason = f" ({error.strerror or error})" if error is not None else ""
        return ConnectionClosedError(
            f"the instance ended the connection without a close frame{reason}; "
            "it may have stopped or restarted: connect again"
        )
