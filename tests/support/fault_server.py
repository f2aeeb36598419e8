"""A server on loopback whose connections are each handled by a script of the test."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self, TypeAlias

from support.peer import DEADLINE, ClientGoneError, Peer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType

__all__ = ["FaultServer", "Script", "answer_all"]

Script: TypeAlias = "Callable[[Peer], object]"
"""What a server does with a connection, in a thread of its own."""


class FaultServer:
    """Runs a script for each connection; use it in a `with` statement.

    Before that statement its port is reserved, and refuses connections. At the end all
    connections are closed, and the first error of a script, such as a failed assertion, is
    raised. That a client has left is no error.
    """

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._tls = tls
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._closing = Event()
        self._lock = Lock()
        self._connections: list[socket.socket] = []
        self._errors: list[BaseException] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        """Where it listens."""

    def close(self) -> None:
        """Give the port back, if it was never listened on."""
        self._listener.close()

    @property
    def uri(self) -> str:
        """Address for a `Connector`."""
        return f"127.0.0.1:{self.port}"

    @property
    def connection_count(self) -> int:
        """How many connections there have been."""
        return len(self._connections)

    def __enter__(self) -> Self:
        self._listener.listen()
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._wake()
        for thread in self._threads:
            thread.join(DEADLINE)
            assert not thread.is_alive(), "a script does not end"
        for connection in self._connections:
            connection.close()
        if self._errors and error is None:
            raise self._errors[0]

    def _wake(self) -> None:
        with self._lock:
            for connection in [self._listener, *self._connections]:
                with suppress(OSError):  # not connected any more
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _accept(self) -> None:
        with self._listener:
            while not self._closing.is_set():
                try:
                    connection = self._listener.accept()[0]
                except OSError:  # shut down
                    return
                thread = Thread(target=self._handle, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _handle(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            self._register(connection)
            if self._tls is not None:
                connection.settimeout(DEADLINE)
                connection.do_handshake()  # type: ignore[attr-defined]  # of the TLS socket
        except OSError:  # a client that does not like the certificate, or the other way round
            _drain(connection)
            connection.close()
            return
        peer = Peer(connection, self._closing)
        try:
            self._script(peer)
            peer.wait_until_gone()
        except ClientGoneError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again in the thread of the test
            if not self._closing.is_set() or isinstance(error, AssertionError):
                self._errors.append(error)
        finally:
            connection.close()

    def _register(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.append(connection)
            if self._closing.is_set():
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _drain(connection: socket.socket) -> None:
    """Read what the client still sends: a reset would take our last words from it."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_WR)
        while socket.socket.recv(connection, 1 << 16):
            pass


def answer_all(peer: Peer) -> None:
    """Script of a good server: accept, and answer each request with its own params."""
    peer.accept()
    for request in peer.requests():
        peer.reply(request, request.params, request.body)
