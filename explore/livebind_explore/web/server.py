"""Runs the page of a session until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from livebind_explore.web.guard import Guard
from livebind_explore.web.toolkit import get_server

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HOST", "PageServer"]

HOST: Final = "127.0.0.1"


class PageServer:
    """The web server of one page."""

    def __init__(self, port: int = 0, *, frame_ancestors: str = "'none'") -> None:
        """Prepare it, without listening.

        Args:
            port: where to listen; 0 takes a free one.
            frame_ancestors: pages (CSP) that may show this one within them.
        """
        # A letter in front, as trame's page takes what looks like a number for one.
        self.token = f"t{secrets.token_urlsafe(24)}"
        """What the address holds, and nobody else knows."""
        self._port = port
        self._find: Callable[[str], tuple[bytes, str] | None] = lambda _: None
        self._guard = Guard(self.token, frame_ancestors)
        name = f"livebind_{secrets.token_hex(4)}"
        self.server: Any = get_server(name, client_type="vue3")
        """Trame's server: its state, controller and modules."""
        self.server.controller.on_server_bind.add(self._bound)

    @property
    def url(self) -> str:
        """The address of the page, with its token; of the port that it listens at."""
        return f"http://{HOST}:{self.server.port}/?secret={self.token}"

    async def run(self, on_ready: Callable[[], object]) -> None:
        """Serve until `stop`, and call `on_ready` once it listens.

        Raises:
            OSError: the port is taken.
        """
        # Trame would read the command line of this program as its own.
        os.environ["TRAME_ARGS"] = ""
        logging.getLogger("aiohttp").setLevel(logging.ERROR)
        self.server.cli.set_defaults(authKey=self.token)

        def ready(**_: object) -> None:
            on_ready()

        self.server.controller.on_server_ready.add(ready)
        await self.server.start(
            host=HOST,
            port=self._port,
            exec_mode="coroutine",
            thread=True,
            timeout=0,
            open_browser=False,
            show_connection_info=False,
            disable_logging=True,
        )

    def add_files(self, find: Callable[[str], tuple[bytes, str] | None]) -> None:
        """Answer `/bytes/KEY` with the bytes and the media type that `find` has for the key."""
        self._find = find

    async def stop(self) -> None:
        """End all connections of browsers, and `run`."""
        await self.server.stop()
        await asyncio.sleep(0)

    def _bound(self, bound: Any) -> None:  # noqa: ANN401 - wslink's, which has no types
        bound.app.middlewares.append(self._guard.middleware)
        bound.app.router.add_get("/bytes/{key}", self._bytes)

    async def _bytes(self, request: web.Request) -> web.Response:
        found = self._find(request.match_info["key"])
        if found is None:
            raise web.HTTPNotFound
        body, kind = found
        return web.Response(body=body, content_type=kind)
