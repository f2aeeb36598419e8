"""TCP connections: every address of a host, within one deadline."""

from __future__ import annotations

import socket
from threading import Event
from typing import Any

import pytest

from livebind import ServiceUnavailableError
from livebind.common.uri import Address
from livebind.timeouts import Deadline
from livebind.transports.tcp import open_connection, resolve
from support.peer import DEADLINE


def test_a_connection_never_blocks_and_sends_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address("127.0.0.1", server.getsockname()[1])
        with open_connection(address, Deadline(DEADLINE)) as connection:
            assert not connection.getblocking()
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        # By its name the host may have an IPv6 address as well, where nobody listens.
        address = Address("localhost", server.getsockname()[1])
        with open_connection(address, Deadline(DEADLINE)) as connection:
            assert connection.getpeername()[:2] == server.getsockname()


def test_nobody_there_is_said_with_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(
        ServiceUnavailableError, match=rf"no instance answers at 127\.0\.0\.1:{port}"
    ):
        open_connection(Address("127.0.0.1", port), Deadline(DEADLINE))


def test_no_time_left_is_no_answer_in_time() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(ServiceUnavailableError, match="no answer in time"),
    ):
        open_connection(Address("127.0.0.1", server.getsockname()[1]), Deadline(0))


def test_an_address_in_numbers_needs_no_resolver() -> None:
    ((family, *_, target),) = resolve(Address("127.0.0.1", 5000), Deadline(0))
    assert (family, target) == (socket.AF_INET, ("127.0.0.1", 5000))


@pytest.mark.parametrize("host", ["name.invalid", "x" * 70])
def test_a_name_without_an_address_is_said(host: str) -> None:
    with pytest.raises(ServiceUnavailableError, match=f"'{host}' cannot be resolved"):
        resolve(Address(host, 5000), Deadline(DEADLINE))


def test_a_resolver_that_is_late_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, look_up = Event(), socket.getaddrinfo

    def look_up_late(*arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401
        assert keywords["flags"] or answer.wait(DEADLINE)
        return look_up(*arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_late)
    with pytest.raises(ServiceUnavailableError, match="no answer in time"):
        resolve(Address("localhost", 5000), Deadline(0.05))
    answer.set()
