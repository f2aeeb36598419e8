"""A connection that an event loop reads: threads may wait for it, and the loop must not."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from livebind import Instance, UsageError
from livebind.connection.connection import Connection
from livebind.connection.loop_reader import LoopReader
from support.fault_server import FaultServer, answer_all
from support.session import connector


def test_threads_wait_for_what_the_loop_reads_and_the_loop_itself_does_not() -> None:
    async def ask(port: int) -> object:
        opening = connector(port).opening()
        transport = await asyncio.to_thread(opening.open)
        descriptor = transport.fileno()
        assert descriptor is not None
        reader = partial(LoopReader, asyncio.get_running_loop(), descriptor)
        connection = Connection(transport, opening.wire, opening.settings, reader=reader)
        instance = Instance(connection)
        with pytest.raises(UsageError, match="block the event loop"):
            instance.request("echo", 1)
        try:
            return await asyncio.to_thread(instance.request, "echo", 2)
        finally:
            await asyncio.to_thread(instance.disconnect)

    with FaultServer(answer_all) as server:
        assert asyncio.run(ask(server.port)) == 2
