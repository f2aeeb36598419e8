"""Reaching a server: addresses, attempts, deadlines, settings."""

from __future__ import annotations

import logging
import math
import socket
import time
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from livebind import Connector, ServiceUnavailableError, UsageError
from support.fault_server import FaultServer, answer_all
from support.faults import fault
from support.peer import DEADLINE
from support.session import Settings, connector, serving

if TYPE_CHECKING:
    from collections.abc import Generator

SHORT = 0.3
"""A deadline that a test waits for."""


@fault(1)
def test_a_refused_connection_is_tried_again_and_the_cause_is_kept() -> None:
    with closing(FaultServer(answer_all)) as server:
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError) as caught:
            connector(server.port, max_attempts=3, attempt_period=0.1).connect()
    assert time.monotonic() - started >= 0.2
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


@fault(1)
def test_a_service_that_starts_later_is_reached_by_a_later_attempt() -> None:
    server = FaultServer(answer_all)
    with ExitStack() as stack:

        class StartServer(logging.Logger):
            def handle(self, record: logging.LogRecord) -> None:
                if "attempt 2" in record.getMessage():
                    stack.enter_context(server)

        logger = StartServer("test")
        waiting = connector(server.port, max_attempts=None, attempt_period=0.01, logger=logger)
        with waiting.connect() as instance:
            assert instance.request("echo", 1) == 1


@fault(2)
def test_an_unknown_host_name_counts_as_unavailable() -> None:
    with pytest.raises(ServiceUnavailableError, match="no-such-host") as caught:
        Connector("no-such-host.invalid:5000", connect_timeout=5).connect()
    assert isinstance(caught.value.__cause__, OSError)


@contextmanager
def dead_listener() -> Generator[int]:
    """Listen on a port that answers no connection any more, as its queue is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)  # noqa: FBT003 - positional in the standard library
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@fault(3)
def test_an_address_that_never_answers_is_given_up_by_the_deadline() -> None:
    with dead_listener() as port:
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError, match="in time"):
            connector(port, connect_timeout=SHORT).connect()
    assert SHORT <= time.monotonic() - started < DEADLINE


def resolve_to(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Let every host name have an address for each of `ports`, in this order."""

    def look_up(*_: object, flags: int = 0, **__: object) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@fault(4)
def test_a_dead_first_address_leaves_time_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with dead_listener() as dead, FaultServer(answer_all) as server:
        resolve_to(monkeypatch, dead, dead, server.port)
        with Connector("some-host:1", connect_timeout=3).connect() as instance:
            assert instance.request("echo", 1) == 1


@fault(4)
def test_all_addresses_share_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with dead_listener() as dead:
        resolve_to(monkeypatch, *[dead] * 200)
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError):
            Connector("some-host:1", connect_timeout=SHORT).connect()
    assert time.monotonic() - started < DEADLINE  # a deadline for each would be a minute


@fault(14)
@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_ignored(
    name: str, monkeypatch: pytest.MonkeyPatch, *, secure: bool
) -> None:
    with FaultServer(answer_all) as proxy, serving(answer_all, secure=secure) as server:
        for variable in (name, name.lower()):
            monkeypatch.setenv(variable, f"http://{proxy.uri}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with connector(server.port, secure=secure).connect() as instance:
            assert instance.request("echo", 1) == 1
        assert proxy.connection_count == 0


@fault(15)
@pytest.mark.parametrize(
    "settings",
    [{"max_attempts": 0}, {"max_attempts": -1}, {"attempt_period": math.nan}],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused_at_construction(settings: Settings) -> None:
    with pytest.raises(UsageError):
        connector(5000, **settings)
