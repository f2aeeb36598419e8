"""Bytes over a socket that never blocks: what goes at once, what comes, and how it ends."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, TlsError
from livebind.timeouts import Deadline
from livebind.transports.stream import Stream
from support.certificates import client_certificate_context, client_context, server_context
from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Generator

SHORT = 0.05
LARGE = bytes(range(256)) * 40_000


@contextmanager
def streams(*, secure: bool) -> Generator[tuple[Stream, socket.socket]]:
    """Give a stream and the other end of its connection, over TLS if `secure`."""
    if secure:
        with secure_streams(client_context().create(), server_context()) as (stream, peer, _):
            yield stream, peer
        return
    ours, other = socket.socketpair()
    with ours, other:
        other.settimeout(DEADLINE)
        yield Stream(ours), other


@contextmanager
def secure_streams(
    client: ssl.SSLContext, server: ssl.SSLContext
) -> Generator[tuple[Stream, ssl.SSLSocket, socket.socket]]:
    """Give a stream over TLS, the other end of its connection, and the socket beneath the TLS."""
    ours, peer = socket.socketpair()
    with ours, peer, ours.dup() as beneath:
        peer.settimeout(DEADLINE)
        stream = Stream(
            client.wrap_socket(ours, server_hostname="127.0.0.1", do_handshake_on_connect=False)
        )
        shaking = Thread(target=stream.handshake, args=[Deadline(DEADLINE)])
        shaking.start()
        with server.wrap_socket(peer, server_side=True) as secured:
            shaking.join(DEADLINE)
            yield stream, secured, beneath
        stream.close()


both = pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])


def receive(stream: Stream, size: int) -> bytes:
    """Return so many bytes, and no more."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    while view:
        count = stream.receive_into(view)
        if not count:
            assert stream.wait_to_receive(DEADLINE)
        view = view[count:]
    return bytes(buffer)


@both
def test_bytes_arrive_in_both_directions(*, secure: bool) -> None:
    with streams(secure=secure) as (stream, peer):
        stream.write(b"question", Deadline(DEADLINE))
        assert peer.recv(100) == b"question"
        peer.sendall(b"answer")
        assert receive(stream, 3) == b"ans"
        assert stream.wait_to_receive(0)  # TLS has decrypted it: the socket would not tell
        assert receive(stream, 3) == b"wer"
        assert not stream.wait_to_receive(SHORT)


@both
def test_what_does_not_go_at_once_goes_when_the_peer_reads(*, secure: bool) -> None:
    received = bytearray()

    def read(peer: socket.socket) -> None:
        while len(received) < len(LARGE):
            received.extend(peer.recv(1 << 20))

    with streams(secure=secure) as (stream, peer):
        reading = Thread(target=read, args=[peer])
        reading.start()
        stream.write(memoryview(LARGE), Deadline(DEADLINE))
        reading.join(DEADLINE)
    assert received == LARGE


@both
def test_a_peer_that_does_not_read_costs_no_more_than_the_deadline(*, secure: bool) -> None:
    with streams(secure=secure) as (stream, _):
        with pytest.raises(TimeoutError):
            stream.write(LARGE, Deadline(SHORT))
        assert stream.send_some(LARGE) == 0
        assert stream.must_repeat == secure
        assert not stream.wait_to_send(SHORT)


@both
def test_who_ends_the_connection_says_why(*, secure: bool) -> None:
    with streams(secure=secure) as (stream, _):
        stream.interrupt("it was enough", 1001)
        stream.interrupt("too late to say this")
        with pytest.raises(ConnectionClosedError, match="it was enough") as caught:
            receive(stream, 1)
        assert caught.value.code == 1001
        with pytest.raises(ConnectionClosedError, match="it was enough"):
            stream.write(LARGE, Deadline(DEADLINE))


@both
def test_the_end_by_the_peer_is_no_clean_one(*, secure: bool) -> None:
    with streams(secure=secure) as (stream, peer):
        peer.close()
        with pytest.raises(ConnectionClosedError, match="without a close frame") as caught:
            receive(stream, 1)
        assert not caught.value.clean


def test_bytes_that_are_no_tls_are_an_error_of_tls() -> None:
    with streams(secure=True) as (stream, peer):
        assert isinstance(peer, ssl.SSLSocket)
        plain = socket.socket(fileno=peer.detach())
        with plain:
            plain.sendall(bytes(100))
            with pytest.raises(TlsError):
                receive(stream, 1)


def test_tls_that_has_to_answer_before_it_can_be_read_waits_for_room_to() -> None:
    client = client_certificate_context()
    server = server_context(client_certificate=True)
    client.post_handshake_auth = server.post_handshake_auth = True
    with secure_streams(client, server) as (stream, peer, beneath):
        filled = 0
        with suppress(BlockingIOError):
            while True:  # not through TLS, which cannot answer with a message half sent
                filled += beneath.send(bytes(1))
        peer.verify_client_post_handshake()
        peer.sendall(b"behind the question")
        assert stream.wait_to_receive(DEADLINE)
        assert stream.receive_into(memoryview(bytearray(100))) == 0
        assert not stream.wait_to_receive(0)
        while filled:
            filled -= len(socket.socket.recv(peer, filled))
        assert receive(stream, 19) == b"behind the question"


def test_a_handshake_ends_with_its_deadline() -> None:
    ours, peer = socket.socketpair()
    context = client_context().create()
    with (
        peer,
        context.wrap_socket(
            ours, server_hostname="127.0.0.1", do_handshake_on_connect=False
        ) as secured,
        pytest.raises(TimeoutError),
    ):
        Stream(secured).handshake(Deadline(SHORT))
