"""Messages on lines of their own, over real sockets."""

from __future__ import annotations

import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from livebind import (
    ConnectionClosedError,
    MessageTooBigError,
    RequestTimeoutError,
    ServiceUnavailableError,
    UsageError,
)
from livebind.common.message import BinaryMessage, TextMessage
from livebind.common.uri import parse_uri
from livebind.timeouts import Deadline
from livebind.transports.lines import LineTransport
from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

SHORT = 0.05
LONGEST = 20


@contextmanager
def pair() -> Generator[tuple[LineTransport, socket.socket]]:
    """Return a transport and its peer's socket."""
    ours, peer = socket.socketpair()
    peer.settimeout(DEADLINE)
    with closing(LineTransport(ours, LONGEST)) as transport, peer:
        yield transport, peer


def received(transport: LineTransport, count: int) -> list[object]:
    """Return this many messages, waiting for each."""
    messages: list[object] = []
    while len(messages) < count:
        message = transport.receive()
        if message is None:
            assert transport.wait(DEADLINE)
        else:
            messages.append(message)
    return messages


def test_each_line_is_a_message_and_an_empty_one_is_none() -> None:
    with pair() as (transport, peer):
        peer.sendall(b"\n1\r\n\r\n \n22\n3")
        assert received(transport, 2) == [TextMessage(b"1\r"), TextMessage(b"22")]
        assert transport.receive() is None
        assert transport.idle
        peer.sendall(b"33\n4\n")
        assert received(transport, 1) == [TextMessage(b"333")]
        assert not transport.idle
        assert received(transport, 1) == [TextMessage(b"4")]


def test_what_has_not_arrived_is_waited_for_in_time() -> None:
    with pair() as (transport, _):
        assert transport.receive() is None
        assert not transport.wait(0)


def test_a_line_that_is_too_long_is_refused_before_its_end() -> None:
    with pair() as (transport, peer):
        peer.sendall(b"x" * LONGEST)
        assert transport.wait(DEADLINE)
        assert transport.receive() is None
        peer.sendall(b"x")
        assert transport.wait(DEADLINE)
        with pytest.raises(MessageTooBigError, match="20 bytes"):
            transport.receive()


def test_the_end_of_the_connection_is_told() -> None:
    with pair() as (transport, peer):
        peer.close()
        with pytest.raises(ConnectionClosedError):
            received(transport, 1)


def test_a_message_is_sent_as_a_line() -> None:
    with pair() as (transport, peer):
        transport.send(TextMessage(b"1"), Deadline(DEADLINE))
        transport.send(TextMessage(b"2"), Deadline(None))
        assert peer.makefile("rb").readline() == b"1\n"


def test_bytes_beside_a_message_are_refused() -> None:
    with pair() as (transport, _), pytest.raises(UsageError, match="cannot carry bytes"):
        transport.send(BinaryMessage(b"{}", b"data"), Deadline(DEADLINE))


def test_a_line_that_was_sent_in_part_ends_the_connection() -> None:
    with pair() as (transport, _):
        with pytest.raises(ConnectionClosedError, match="sent in part"):
            transport.send(TextMessage(bytes(1 << 22)), Deadline(SHORT))
        with pytest.raises(ConnectionClosedError, match="sent in part only"):
            transport.send(TextMessage(b"1"), Deadline(SHORT))


def test_a_line_of_which_nothing_was_sent_leaves_the_connection_usable() -> None:
    with pair() as (transport, peer):
        sent: list[bytes] = []

        def send_on() -> None:
            while True:
                transport.send(TextMessage(b"x" * 1023), Deadline(SHORT))
                sent.append(b"x" * 1023 + b"\n")

        with pytest.raises(RequestTimeoutError, match="nobody reads it"):
            send_on()
        lines = peer.makefile("rb")
        assert [lines.readline() for _ in sent] == sent
        transport.send(TextMessage(b"next"), Deadline(DEADLINE))
        assert lines.readline() == b"next\n"


def test_a_line_that_was_withdrawn_is_not_begun() -> None:
    with pair() as (transport, peer):
        deadline = Deadline(DEADLINE)
        deadline.expire()
        with pytest.raises(RequestTimeoutError, match="nothing was sent"):
            transport.send(TextMessage(b"x" * 10_000_000), deadline)
        transport.send(TextMessage(b"next"), Deadline(DEADLINE))
        assert peer.recv(100) == b"next\n"


def test_a_unix_socket_is_found_at_its_path(tmp_path: Path) -> None:
    path = tmp_path / "monitor"
    address = parse_uri(f"qmp+unix://{path}")
    with pytest.raises(ServiceUnavailableError, match="check the path"):
        LineTransport.connect(address, Deadline(DEADLINE), LONGEST)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        with closing(LineTransport.connect(address, Deadline(DEADLINE), LONGEST)) as transport:
            transport.send(TextMessage(b"1"), Deadline(DEADLINE))
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(10) == b"1\n"
