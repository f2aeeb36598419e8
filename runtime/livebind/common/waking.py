"""Waking a coroutine from another thread, or its own."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["wakeable"]


def wakeable() -> tuple[asyncio.Future[None], Callable[[], None]]:
    """Return a future of the running loop, and what ends its wait, which any thread may call."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()
    thread = get_ident()

    def set_future() -> None:
        if not future.done():
            future.set_result(None)

    def wake() -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody is left who waits
            if get_ident() == thread:
                set_future()
            else:
                loop.call_soon_threadsafe(set_future)

    return future, wake
