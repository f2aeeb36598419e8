"""Pools: several instances, looked up by their address, from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from livebind import Pool, ServiceUnavailableError, UsageError
from support.session import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.fault_server import FaultServer
    from support.peer import Peer


def echo(peer: Peer) -> None:
    """Answer each request with its parameters, until a client asks to be left."""
    peer.accept()
    for request in peer.requests():
        if request.method == "leave":
            return
        peer.reply(request, request.params)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving(echo, secure=False) as running:
        yield running


def test_adding_does_not_connect() -> None:
    with Pool() as pool:
        member = pool.add("localhost:1")
        assert not member.connected
        with pytest.raises(UsageError, match="localhost:1"):
            _ = member.instance


def test_a_member_is_looked_up_by_its_address(server: FaultServer) -> None:
    uri = f"localhost:{server.port}"
    with Pool() as pool:
        member = pool.add(uri)
        member.connect()
        assert uri in pool
        assert pool[uri].instance.request("echo", [1]) == [1]
        assert [one.connector.uri for one in pool] == [uri]
        assert len(pool) == 1


def test_settings_are_those_of_a_connector() -> None:
    with Pool() as pool:
        assert pool.add("localhost:1", max_attempts=3).connector.max_attempts == 3
        with pytest.raises(UsageError):
            pool.add("localhost:2", max_attempts=0)


def test_an_address_can_be_added_once_only() -> None:
    with Pool() as pool:
        pool.add("localhost:1")
        with pytest.raises(UsageError, match="already"):
            pool.add("localhost:1")


def test_leaving_the_pool_disconnects_all(server: FaultServer) -> None:
    with Pool() as pool:
        pool.add(f"localhost:{server.port}")
        pool.add(f"127.0.0.1:{server.port}")
        instances = pool.connect()
        assert all(instance.connected for instance in instances)
    assert not any(instance.connected for instance in instances)


def test_a_member_connects_within_its_with_statement(server: FaultServer) -> None:
    with Pool() as pool:
        member = pool.add(f"localhost:{server.port}")
        with member as instance:
            assert instance.request("echo", {"a": 1}) == {"a": 1}
        assert not member.connected


def test_reconnecting_is_explicit(server: FaultServer) -> None:
    with Pool() as pool:
        member = pool.add(f"localhost:{server.port}")
        first = member.connect()
        assert member.connect() is first
        member.close()
        second = member.connect()
        assert second is not first
        assert second.request("echo", [2]) == [2]


def test_a_removed_member_is_disconnected(server: FaultServer) -> None:
    with Pool() as pool:
        uri = f"localhost:{server.port}"
        instance = pool.add(uri).connect()
        pool.remove(uri)
        assert uri not in pool
        assert not instance.connected


def test_one_that_cannot_be_reached_leaves_the_others_connected(server: FaultServer) -> None:
    with Pool() as pool:
        good = pool.add(f"localhost:{server.port}")
        pool.add("localhost:1")
        with pytest.raises(ServiceUnavailableError):
            pool.connect()
        assert good.connected


def test_many_threads_that_connect_the_same_member_share_one_connection(
    server: FaultServer,
) -> None:
    with Pool() as pool, ThreadPoolExecutor(8) as threads:
        member = pool.add(f"localhost:{server.port}")
        connecting = [threads.submit(member.connect) for _ in range(32)]
        assert len({id(future.result()) for future in connecting}) == 1
