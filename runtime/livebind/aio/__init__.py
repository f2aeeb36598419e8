"""The same in coroutines: connect, send and wait without ever blocking the event loop.

    from livebind import aio

    async with aio.connect("localhost:5000") as instance:
        print(await instance.request("get-version"))

Generated packages have a module `aio` of their own, with a coroutine for each of their functions.
It works on asyncio alone: its loop reads all connections, so that none needs a thread.
"""

from livebind.aio.connecting import Connecting, connect
from livebind.aio.instance import AsyncInstance
from livebind.aio.pool import AsyncPool, AsyncPooledInstance
from livebind.task import AsyncTask

__all__ = [
    "AsyncInstance",
    "AsyncPool",
    "AsyncPooledInstance",
    "AsyncTask",
    "Connecting",
    "connect",
]
