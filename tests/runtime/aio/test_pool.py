"""Pools of coroutines: connected at once, closed together, connected again after a loss."""

from __future__ import annotations

import asyncio
from threading import Barrier

import pytest

from livebind import ServiceUnavailableError, UsageError
from livebind.aio import AsyncPool
from support.fault_server import FaultServer, answer_all
from support.peer import DEADLINE, Peer


def test_members_connect_at_once_and_close_together() -> None:
    together = Barrier(2)

    def accept_together(peer: Peer) -> None:
        together.wait(DEADLINE)
        answer_all(peer)

    async def run(uris: list[str]) -> None:
        async with AsyncPool() as pool:
            for uri in uris:
                pool.add(uri)
            assert repr(pool) == "<AsyncPool, 0 of 2 open>"
            with pytest.raises(UsageError, match="not connected"):
                _ = pool[uris[0]].instance
            with pytest.raises(UsageError, match="in the pool already"):
                pool.add(uris[0])
            instances = await pool.connect()
            answers = [instance.request("echo", 1) for instance in instances]
            assert await asyncio.gather(*answers) == [1, 1]
            assert await pool.connect() == instances
            assert [member.connected for member in pool] == [True, True]
        assert not any(instance.connected for instance in instances)

    with FaultServer(accept_together) as first, FaultServer(accept_together) as second:
        asyncio.run(run([f"127.0.0.1:{server.port}" for server in (first, second)]))


def test_one_that_cannot_be_reached_leaves_the_others_connected() -> None:
    async def run(reachable: str, unreachable: str) -> None:
        async with AsyncPool() as pool:
            pool.add(unreachable)
            member = pool.add(reachable)
            with pytest.raises(ServiceUnavailableError):
                await pool.connect()
            assert member.connected
            await pool.remove(unreachable)
            assert unreachable not in pool
            assert len(pool) == 1

    with FaultServer(answer_all) as closed:
        unreachable = f"127.0.0.1:{closed.port}"
    with FaultServer(answer_all) as server:
        asyncio.run(run(f"127.0.0.1:{server.port}", unreachable))


def test_a_lost_connection_is_made_again() -> None:
    async def run(uri: str) -> None:
        member = AsyncPool().add(uri)
        first = await member.connect()
        await first.disconnect()
        assert not member.connected
        async with member as second:
            assert second is not first
            assert await second.request("echo", 1) == 1

    with FaultServer(answer_all) as server:
        asyncio.run(run(f"127.0.0.1:{server.port}"))
