"""Print how long an event loop stands still at most while `livebind.aio` works in it.

    python benchmarks/coroutines.py [--megabytes N]

A task of the loop looks at the clock every millisecond. Printed are the longest pause, of which the
first line is the machine's own, and the most that the loop itself computed between two looks, which
other programs on the machine do not weigh on.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from processes import running_server

from livebind import aio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

_MEGABYTE = 1024 * 1024
_TICK = 0.001


async def longest_pause(work: Awaitable[object]) -> str:
    """Return how long the loop was away at most while something was done, in words."""
    working = asyncio.ensure_future(work)
    pause = computed = 0.0
    last, last_computed = time.perf_counter(), time.thread_time()
    while not working.done():
        await asyncio.sleep(_TICK)
        now, now_computed = time.perf_counter(), time.thread_time()
        pause, last = max(pause, now - last - _TICK), now
        computed, last_computed = max(computed, now_computed - last_computed), now_computed
    await working
    return f"{1000 * pause:.1f} ms, computing {1000 * computed:.1f} ms"


@contextmanager
def nobody_answers() -> Generator[int]:
    """Yield a port whose queue of connections is full: another one is not answered."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port: int = listener.getsockname()[1]
        while True:
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.5)
            try:
                waiting.connect(("127.0.0.1", port))
            except TimeoutError:
                yield port
                return


async def connect_in_vain(port: int) -> None:
    """Try to connect for a second."""
    with suppress(TimeoutError):
        await asyncio.wait_for(aio.connect(f"127.0.0.1:{port}"), 1)


async def ask_often(instance: aio.AsyncInstance) -> None:
    """Make a hundred requests, one after the other."""
    for _ in range(100):
        await instance.request("get-model")


async def measure(port: int, size: int) -> None:
    """Print a line for each kind of work."""
    uri = f"ws://127.0.0.1:{port}"
    data = bytes(size)
    shown = f"{size // _MEGABYTE} MB"
    async with (
        aio.connect(f"{uri}/reply/1") as sending,
        aio.connect(f"{uri}/binary/{size}") as receiving,
        aio.connect(f"{uri}/reply/130") as small,
    ):
        work: dict[str, Callable[[], Awaitable[object]]] = {
            "nothing, for a second": lambda: asyncio.sleep(1),
            f"sending {shown}": lambda: sending.execute("upload-model", binary=data),
            f"receiving {shown}": lambda: receiving.execute("snapshot"),
            "10,000 requests by 100 tasks": lambda: asyncio.gather(
                *[ask_often(small) for _ in range(100)]
            ),
        }
        for what, begin in work.items():
            print(f"{what}: {await longest_pause(begin())}", flush=True)
    with nobody_answers() as silent:
        said = await longest_pause(connect_in_vain(silent))
        print(f"connecting to an address that does not answer: {said}")


def main() -> None:
    """Measure against a server in another process."""
    parser = argparse.ArgumentParser(description="Print the longest pauses of an event loop.")
    parser.add_argument("--megabytes", type=int, default=200)
    size = parser.parse_args().megabytes * _MEGABYTE
    with running_server() as port:
        asyncio.run(measure(port, size))


if __name__ == "__main__":
    main()
