"""Traffic in both directions at once, which breaks a TLS connection used without a lock."""

from __future__ import annotations

import select
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event, Lock
from typing import TYPE_CHECKING, ClassVar

from livebind import Connector
from support.certificates import client_context, server_context
from support.fault_server import FaultServer
from support.faults import fault
from support.frames import BINARY, frame, packet
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Generator

    from _typeshed import ReadableBuffer, WriteableBuffer

    from livebind import Instance

SECONDS = 2.5
ENOUGH = 10
"""Messages from the server within that time, or a little later where the machine is busy."""
MESSAGE = frame(BINARY, b"\xff\xff\xff\xff" + bytes(50_000))


def stream_and_read(peer: Peer, enough: Event) -> None:
    """Send messages and read whatever comes, at the same time, until there was `enough`.

    In one thread, as two would break the server's own end.
    """
    connection = peer.connection
    assert isinstance(connection, ssl.SSLSocket)
    connection.setblocking(False)  # noqa: FBT003 - positional in the standard library
    pending = memoryview(MESSAGE)
    try:
        while not enough.is_set():
            with suppress(ssl.SSLWantReadError):
                connection.recv(1 << 16)
            with suppress(ssl.SSLWantWriteError):
                pending = pending[connection.send(pending) :] or memoryview(MESSAGE)
            select.select([connection], [connection], [], 0.1)
        while pending.nbytes != len(MESSAGE):
            with suppress(ssl.SSLWantWriteError):
                pending = pending[connection.send(pending) :] or memoryview(MESSAGE)
    finally:
        connection.settimeout(DEADLINE)


class WatchedSocket(ssl.SSLSocket):
    """A TLS socket that counts how often two threads were in it at once."""

    inside: ClassVar[Lock] = Lock()
    overlaps: ClassVar[list[str]] = []

    @contextmanager
    def alone(self, what: str) -> Generator[None]:
        """Note if another thread is in here, too."""
        first = self.inside.acquire(blocking=False)
        if not first:
            self.overlaps.append(what)
        try:
            yield
        finally:
            if first:
                self.inside.release()

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        with self.alone("recv_into"):
            return super().recv_into(buffer, nbytes, flags)

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        with self.alone("send"):
            return super().send(data, flags)


@fault("47b")
def test_streams_in_both_directions_do_not_disturb_each_other() -> None:
    enough = Event()
    received: list[int] = []

    def script(peer: Peer) -> None:
        peer.accept()
        stream_and_read(peer, enough)
        peer.wait_until_gone()

    def send_all_the_time(instance: Instance, size: int) -> int:
        count = 0
        until = time.monotonic() + SECONDS
        while time.monotonic() < until or len(received) < ENOUGH:
            instance.send_notification("upload", "x" * size)
            count += 1
        return count

    context = client_context().create()
    context.sslsocket_class = WatchedSocket
    with (
        FaultServer(script, tls=server_context()) as server,
        Connector(
            server.uri,
            ssl_context=context,
            binary_handler=lambda data: received.append(len(data)),
        ).connect() as instance,
        ThreadPoolExecutor() as threads,
    ):
        senders = [threads.submit(send_all_the_time, instance, size) for size in (10, 100_000)]
        sent = [sender.result(DEADLINE) for sender in senders]
        assert instance.connected
        enough.set()
    assert min(sent) > 0
    assert set(received) == {50_004}
    assert WatchedSocket.overlaps == []


@fault("47b")
def test_the_first_message_right_after_the_handshake_arrives() -> None:
    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), "result")

    for _ in range(20):
        with connected(answer, secure=True) as instance:
            assert instance.request("first") == "result"


@fault("47b")
def test_large_messages_in_both_directions_arrive_as_they_were_sent() -> None:
    body = bytes(range(256)) * 8_000

    def echo_late(peer: Peer) -> None:
        requests = [peer.receive() for _ in range(4)]
        for request in requests:
            answer = b'{"jsonrpc":"2.0","id":%d,"result":null}' % (request.id or 0)
            peer.send(frame(BINARY, packet(answer, request.body)))

    with connected(echo_late, secure=True) as instance, ThreadPoolExecutor() as threads:
        replies = [
            threads.submit(instance.execute, "echo", binary=body, timeout=DEADLINE)
            for _ in range(4)
        ]
        assert all(reply.result(DEADLINE).data == body for reply in replies)
