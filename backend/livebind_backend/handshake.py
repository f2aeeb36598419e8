"""HTTP before WebSocket: the health check, requests that are no upgrade, and free slots."""

import asyncio
from http import HTTPStatus
from typing import Final

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

__all__ = ["Handshake"]


class Handshake:
    """Decides about each opening handshake.

    Args:
        max_clients: Number of clients that are served at the same time.
    """

    HEALTH_PATH: Final = "/healthz"
    MAX_WAIT: Final = 8.0
    """Seconds until a client that found no free slot is refused."""

    def __init__(self, max_clients: int) -> None:
        self._slots = asyncio.Semaphore(max_clients)
        self._releases: set[asyncio.Task[None]] = set()

    async def __call__(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer an HTTP request; None lets the client in, perhaps after waiting for a slot."""
        if request.path == self.HEALTH_PATH:
            return connection.respond(HTTPStatus.OK, "Ok")
        if "Upgrade" not in request.headers:
            return connection.respond(HTTPStatus.BAD_REQUEST, "No WebSocket handshake")
        try:
            async with asyncio.timeout(self.MAX_WAIT):
                await self._slots.acquire()
        except TimeoutError:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "Too many clients")
        release = asyncio.create_task(self._release_after(connection))
        self._releases.add(release)
        release.add_done_callback(self._releases.discard)
        return None

    async def _release_after(self, connection: ServerConnection) -> None:
        try:
            await connection.wait_closed()
        finally:
            self._slots.release()
