"""Bytes over a non-blocking socket, plain or TLS.

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
from threading import Lock
from typing import TYPE_CHECKING

from livebind.errors import ConnectionClosedError, TlsError

if TYPE_CHECKING:
    from livebind.timeouts import Deadline

__all__ = ["CLOSED_HERE", "Stream"]

_LONGEST_GUESS = 0.1
CLOSED_HERE = "the connection was closed by this program"
"""Why a connection ended that was not ended by its peer."""


if sys.platform == "win32":
    _READABLE, _WRITABLE = 1, 4

    class _Waiter:
        """Waits until a socket can be read, or written."""

        def __init__(self, connection: socket.socket, event: int) -> None:
            self._sockets = [connection]
            self._event = event

        def wait(self, seconds: float | None) -> bool:
            wanted = self._sockets
            reading, writing = (wanted, []) if self._event == _READABLE else ([], wanted)
            return any(select.select(reading, writing, wanted, seconds))

else:
    _READABLE, _WRITABLE = select.POLLIN, select.POLLOUT

    class _Waiter:
        """Waits until a socket can be read, or written."""

        def __init__(self, connection: socket.socket, event: int) -> None:
            # Not `select.select`, which fails for file descriptors above 1023.
            self._poll = select.poll()
            self._poll.register(connection, event)

        def wait(self, seconds: float | None) -> bool:
            return bool(self._poll.poll(None if seconds is None else math.ceil(seconds * 1000)))


class Stream:
    """A connected socket, which it owns. One thread at a time reads, and one writes."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)  # noqa: FBT003 - positional in the standard library
        self._socket = connection
        # Held for each call of TLS, and never while waiting.
        self._tls_lock = Lock() if isinstance(connection, ssl.SSLSocket) else None
        self._readable = _Waiter(connection, _READABLE)
        self._read_needs_write = False
        self._send_needs_read = False
        self.must_repeat = False
        """Whether TLS took in what `send_some` was given last, which must be given again."""
        self._interrupted: tuple[str, int] | None = None

    def fileno(self) -> int:
        """Return the descriptor of the socket, for an event loop to watch."""
        return self._socket.fileno()

    def receive_into(self, view: memoryview) -> int:
        """Read what has arrived into `view` and return how many bytes; 0 if nothing has yet.

        Raises:
            ConnectionClosedError: the connection has ended.
            TlsError: TLS was violated.
        """
        lock = self._tls_lock
        try:
            if lock is None:
                count = self._socket.recv_into(view)
            else:
                with lock:
                    count = self._socket.recv_into(view)
        except (BlockingIOError, ssl.SSLWantReadError):
            self._read_needs_write = False
            return 0
        except ssl.SSLWantWriteError:
            self._read_needs_write = True
            return 0
        except OSError as error:
            raise self._ended(error) from error
        if not count:
            raise self._ended(None)
        return count

    def wait_to_receive(self, seconds: float | None) -> bool:
        """Wait until `receive_into` can go on, at most `seconds`; False if they have passed."""
        if self._tls_lock is not None and isinstance(self._socket, ssl.SSLSocket):
            with self._tls_lock:
                if self._socket.pending():  # decrypted already: the socket would not tell of it
                    return True
        if self._read_needs_write:
            return _Waiter(self._socket, _WRITABLE).wait(seconds)
        return self._readable.wait(seconds)

    def send_some(self, data: bytes | memoryview) -> int:
        """Send of `data` what goes at once and return how many bytes; 0 if nothing does.

        Raises:
            ConnectionClosedError: the connection has ended.
            TlsError: TLS was violated.
        """
        lock = self._tls_lock
        try:
            if lock is None:
                return self._socket.send(data)
            with lock:
                count = self._socket.send(data)
        except BlockingIOError:
            return 0
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError) as wanted:
            self.must_repeat = True
            self._send_needs_read = isinstance(wanted, ssl.SSLWantReadError)
            return 0
        except OSError as error:
            raise self._ended(error) from error
        self.must_repeat = self._send_needs_read = False
        return count

    def wait_to_send(self, seconds: float | None) -> bool:
        """Wait until `send_some` can go on, at most `seconds`; False if they have passed."""
        if not self._send_needs_read:
            return _Waiter(self._socket, _WRITABLE).wait(seconds)
        # The thread that reads may take what this one waits for: then it has to try again.
        now = _LONGEST_GUESS if seconds is None else min(seconds, _LONGEST_GUESS)
        return _Waiter(self._socket, _READABLE).wait(now) or now != seconds

    def wait_for_room(self, deadline: Deadline) -> bool:
        """Wait until `send_some` can go on; False once the deadline has passed, or expired."""
        while not self.wait_to_send(deadline.next_wait()):
            if deadline.passed:
                return False
        return True

    def write(self, data: bytes | memoryview, deadline: Deadline) -> None:
        """Send all of `data`.

        Raises:
            ConnectionClosedError: the connection ended before.
            TimeoutError: the deadline passed before; a part may have been sent.
        """
        count = self.send_some(data)
        while count < len(data):
            sent = self.send_some(memoryview(data)[count:])
            if not sent and not self.wait_to_send(deadline.remaining()):
                raise TimeoutError
            count += sent

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

    def end_sending(self) -> None:
        """Tell the peer that nothing more will be sent; it may still send itself."""
        with suppress(OSError):  # the peer may have ended the connection already
            socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def interrupt(self, why: str = CLOSED_HERE, code: int = 1000) -> None:
        """End the connection, so that threads that read or write raise soon, and say why."""
        if self._interrupted is None:
            self._interrupted = why, code
        with suppress(OSError):  # the peer may have ended it already
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket. No thread may be reading or writing."""
        with suppress(OSError):
            self._socket.close()

    def _wait(self, event: int, deadline: Deadline) -> None:
        if not _Waiter(self._socket, event).wait(deadline.remaining()):
            raise TimeoutError

    def _ended(self, error: OSError | None) -> ConnectionClosedError | TlsError:
        if self._interrupted is not None:
            why, code = self._interrupted
            return ConnectionClosedError(why, code=code)
        if isinstance(error, ssl.SSLError) and not isinstance(
            error, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return TlsError(f"the secure connection failed: {error.reason or error}")
        reason = f" ({error.strerror or error})" if error is not None else ""
        return ConnectionClosedError(
            f"the instance ended the connection without a close frame{reason}; "
            "it may have stopped or restarted: connect again"
        )
