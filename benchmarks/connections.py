"""Print what many connections of one process cost, with threads and with coroutines.

    python benchmarks/connections.py [--count N]

Each kind is measured in a process of its own: the time to open all, memory and threads of each, the
time for one request on each of them, and the time of the processor that a second of idleness takes.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import subprocess
import sys
import threading
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from processes import running_server

from livebind import Instance, aio, connect

_KILOBYTE = 1024
_KINDS = ("threads", "coroutines")


class Report:
    """Prints a line for each figure, beginning with what was there before."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._memory = _memory()
        self._threads = threading.active_count()
        self._since = time.perf_counter()

    def opened(self) -> None:
        """Print what it took to open all connections."""
        seconds = time.perf_counter() - self._since
        memory = (_memory() - self._memory) / self._count / _KILOBYTE
        threads = (threading.active_count() - self._threads) / self._count
        print(f"  open: {seconds:.2f} s, {memory:.0f} kB and {threads:.2f} threads each")
        self._since = time.perf_counter()

    def asked(self) -> None:
        """Print how long one request on each took."""
        print(f"  one request on each: {time.perf_counter() - self._since:.2f} s")

    @staticmethod
    def idled(computed: float) -> None:
        """Print what a second without requests costs."""
        print(f"  idle for a second: {1000 * (time.process_time() - computed):.1f} ms of processor")


def _memory() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * _KILOBYTE


def with_threads(uri: str, count: int) -> None:
    """Measure connections of `livebind.connect`."""
    report = Report(count)
    with ExitStack() as stack:
        instances: list[Instance] = [stack.enter_context(connect(uri)) for _ in range(count)]
        report.opened()
        for task in [instance.task("get-model") for instance in instances]:
            task.result()
        report.asked()
        time.sleep(1)
        computed = time.process_time()
        time.sleep(1)
        report.idled(computed)


async def with_coroutines(uri: str, count: int) -> None:
    """Measure connections of `livebind.aio.connect`, made one after the other as well."""
    report = Report(count)
    async with AsyncExitStack() as stack:
        connecting = (aio.connect(uri) for _ in range(count))
        instances = [await stack.enter_async_context(one) for one in connecting]
        report.opened()
        await asyncio.gather(*[instance.request("get-model") for instance in instances])
        report.asked()
        await asyncio.sleep(1)
        computed = time.process_time()
        await asyncio.sleep(1)
        report.idled(computed)


def main() -> None:
    """Measure both kinds, or the one that a process of its own is told to."""
    parser = argparse.ArgumentParser(description="Print what many connections cost.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--kind", choices=_KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--uri", help=argparse.SUPPRESS)
    order = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if order.kind == "threads":
        with_threads(order.uri, order.count)
    elif order.kind == "coroutines":
        asyncio.run(with_coroutines(order.uri, order.count))
    else:
        with running_server() as port:
            for kind in _KINDS:
                print(f"{order.count} connections with {kind}", flush=True)
                told = ["--kind", kind, "--uri", f"ws://127.0.0.1:{port}/reply/130"]
                command = [sys.executable, __file__, "--count", str(order.count), *told]
                subprocess.run(command, check=True)  # noqa: S603 - our own program


if __name__ == "__main__":
    main()
