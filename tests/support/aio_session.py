"""A client of livebind in a coroutine, connected to a scripted server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Unpack

from support.peer import DEADLINE
from support.session import Settings, connector, serving

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from threading import Event

    from livebind.aio import AsyncInstance
    from support.fault_server import Script
    from support.peer import Peer

__all__ = ["connected", "event_set"]


@asynccontextmanager
async def connected(
    script: Script, *, secure: bool = False, **settings: Unpack[Settings]
) -> AsyncGenerator[AsyncInstance]:
    """Connect to a server that runs `script` after the handshake; disconnect at the end."""

    def accept_and_run(peer: Peer) -> None:
        peer.accept()
        script(peer)

    with serving(accept_and_run, secure=secure) as server:
        settled = connector(server.port, secure=secure, **settings)
        async with settled.connect_async() as instance:
            yield instance


async def event_set(event: Event) -> None:
    """Wait for an event of a thread, without blocking the loop."""
    assert await asyncio.to_thread(event.wait, DEADLINE)
