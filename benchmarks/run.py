"""Compare the speed of livebind with other clients, all in one run.

    python benchmarks/run.py [--rounds N] [--chart FILE]

The peers take turns, so that what else the machine does weighs on all alike, and medians are
compared. Ratios are what to read: absolute times tell more of the machine than of a client.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chart import draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_HERE = Path(__file__).parent
_BRAYNS = "brayns==3.10.1"
_BRAYNS_ENVIRONMENT = _HERE.parent / "build" / "brayns-environment"
_MEGABYTE = 1024 * 1024
_LARGE = 64 * _MEGABYTE
_PEERS = (
    "raw socket",
    "websocket-client",
    "websockets sync",
    "websockets asyncio",
    "brayns 3.10.1",
    "livebind",
)


class Worker:
    """A peer in its process."""

    def __init__(self, python: Path | str, peer: str, port: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own worker
            [python, _HERE / "worker.py", peer, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, task: str, **order: str | int) -> dict[str, Any]:
        """Return the worker's answer to an order."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        assert self._process.stdout is not None  # noqa: S101 - likewise
        self._process.stdin.write(json.dumps({"task": task, **order}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    value: float
    least: float
    aim: float
    higher_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Which of the two marks is reached."""
        sign = -1 if self.higher_is_better else 1
        if sign * self.value <= sign * self.aim:
            return "aim"
        return "at least" if sign * self.value <= sign * self.least else "missed"


class Benchmark:
    """All measurements of one run."""

    def __init__(self, port: int, rounds: int) -> None:
        self._port = port
        self._rounds = rounds
        self.requests: dict[str, list[float]] = {}

    def rows(self) -> Iterator[Row]:
        """Measure, and yield the lines of the table one by one."""
        yield from self._requests()
        yield from self._pipeline()
        yield from self._large()
        yield from self._messages()
        yield self._import()

    def _workers(self, *names: str) -> dict[str, Worker]:
        return {
            name: Worker(
                _brayns_python() if name.startswith("brayns") else sys.executable, name, self._port
            )
            for name in names
        }

    def _alternate(
        self, workers: dict[str, Worker], task: str, *, raw_size: int, **order: str | int
    ) -> dict[str, list[float]]:
        """Return the seconds of each peer over all rounds."""
        seconds: dict[str, list[float]] = {name: [] for name in workers}
        for _ in range(self._rounds):
            for name, worker in workers.items():
                path = str(raw_size) if name == "raw socket" else order["path"]
                answer = worker.ask(task, **{**order, "path": path})
                seconds[name] += answer["seconds"]
        return seconds

    def _requests(self) -> Iterator[Row]:
        workers = self._workers(*_PEERS)
        self.requests = self._alternate(
            workers, "request", raw_size=200, path="reply/130", count=500
        )
        _stop(workers)
        median = {name: statistics.median(times) for name, times in self.requests.items()}
        ours = median["livebind"]
        slow = statistics.quantiles(self.requests["livebind"], n=100)[98]
        yield Row("typed request, p50 / raw TCP", ours / median["raw socket"], 5, 3.4)
        yield Row("the same / websocket-client", ours / median["websocket-client"], 1.25, 1.0)
        yield Row("its p99 / its own p50", slow / ours, 4, 2.5)

    def _pipeline(self) -> Iterator[Row]:
        workers = self._workers("websocket-client", "livebind")
        times = self._alternate(workers, "pipeline", raw_size=200, path="reply/130", count=1000)
        many = self._alternate(
            {"livebind": workers["livebind"]}, "threads", raw_size=0, path="reply/130", count=32
        )
        one = self._alternate(
            {"livebind": workers["livebind"]}, "threads", raw_size=0, path="reply/130", count=1
        )
        _stop(workers)
        speed = _ratio(times["websocket-client"], times["livebind"])
        what = "1000 in flight, speed / websocket-client"
        yield Row(what, speed, 0.9, 1.5, higher_is_better=True)
        threads = _ratio(one["livebind"], many["livebind"])
        yield Row("32 threads, speed / one thread", threads, 1.4, 1.4, higher_is_better=True)

    def _large(self) -> Iterator[Row]:
        workers = self._workers("raw socket", "livebind")
        path = f"binary/{_LARGE}"
        first = workers["livebind"].ask("receive", path=path)
        times = self._alternate(workers, "receive", raw_size=_LARGE, path=path)
        _stop(workers)
        speed = _ratio(times["raw socket"], times["livebind"])
        yield Row("64 MB reply, speed / raw socket", speed, 0.95, 1.0, higher_is_better=True)
        yield Row("its peak memory / its size", first["memory"] / _LARGE, 1.1, 1.1)
        for numpy, least, aim in (("without", 0.2, 0.2), ("with", 0.6, 0.7)):
            workers = self._workers("raw socket", "livebind")
            if numpy == "without":
                workers["livebind"].ask("without-numpy")
            order: dict[str, str | int] = {"path": "reply/1", "size": _LARGE}
            workers["livebind"].ask("send", path="reply/1", size=2 * _MEGABYTE)
            first = workers["livebind"].ask("send", **order)
            times = self._alternate(workers, "send", raw_size=1, **order)
            _stop(workers)
            speed = _ratio(times["raw socket"], times["livebind"])
            yield Row(
                f"64 MB send {numpy} numpy, speed / raw socket",
                speed,
                least,
                aim,
                higher_is_better=True,
            )
            yield Row("its extra memory / its size", first["memory"] / _LARGE, 0.1, 0.1)

    def _messages(self) -> Iterator[Row]:
        workers = self._workers("livebind")
        decoding = workers["livebind"].ask("decode", count=200)
        ratio = decoding["livebind"] / decoding["json"]
        yield Row("100 kB reply to objects / json.loads", ratio, 0.6, 0.45)
        size = 16 * _MEGABYTE
        whole = self._alternate(workers, "receive", raw_size=0, path=f"fragments/1/{size}")
        parts = self._alternate(workers, "receive", raw_size=0, path=f"fragments/4096/{size}")
        _stop(workers)
        ratio = _ratio(parts["livebind"], whole["livebind"])
        yield Row("4096 fragments / one frame", ratio, 3, 1.5)

    def _import(self) -> Row:
        # A connector, as names are loaded when they are first used.
        ours = "from livebind import Connector"
        seconds: dict[str, list[float]] = {"pass": [], "import websocket": [], ours: []}
        for _ in range(self._rounds):
            for statement, times in seconds.items():
                times.append(_import_seconds(statement))
        bare, theirs, mine = (statistics.median(times) for times in seconds.values())
        return Row("import livebind / import websocket", (mine - bare) / (theirs - bare), 1.3, 1.1)


def _ratio(numerator: list[float], denominator: list[float]) -> float:
    return statistics.median(numerator) / statistics.median(denominator)


def _stop(workers: dict[str, Worker]) -> None:
    for worker in workers.values():
        worker.__exit__()


def _import_seconds(statement: str) -> float:
    now = "time.perf_counter()"
    code = f"import time; start = {now}; {statement}; print({now} - start)"
    output = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    return float(output)


def _brayns_python() -> Path:
    """Return the interpreter of an environment with the client from PyPI, made when needed.

    It has an environment of its own as it shares its import name with our generated package.
    """
    python = _BRAYNS_ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(_BRAYNS_ENVIRONMENT, with_pip=True)
        subprocess.run(  # noqa: S603 - a pinned package
            [python, "-m", "pip", "install", "--quiet", _BRAYNS, "websockets>=14"], check=True
        )
    return python


def main() -> None:
    """Measure, print the table, and draw the chart."""
    parser = argparse.ArgumentParser(description="Compare the speed with other clients.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--chart", type=Path, default=Path("build/benchmark.png"))
    arguments = parser.parse_args()
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, _HERE / "server.py"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        benchmark = Benchmark(int(server.stdout.readline()), arguments.rounds)
        print("| what | measured | at least | aim | reached |")
        print("|---|---|---|---|---|")
        for row in benchmark.rows():
            sign = ">=" if row.higher_is_better else "<="
            print(
                f"| {row.what} | {row.value:.2f}x | {sign} {row.least} | {sign} {row.aim} "
                f"| {row.verdict} |",
                flush=True,
            )
    finally:
        server.kill()
        server.communicate()
    limit = statistics.median(benchmark.requests["raw socket"])
    print("\nRequests, p50 against raw TCP:")
    for name, times in benchmark.requests.items():
        print(f"  {name:<20} {statistics.median(times) / limit:5.1f}x")
    arguments.chart.parent.mkdir(parents=True, exist_ok=True)
    draw(benchmark.requests, arguments.chart)
    print(f"\nChart: {arguments.chart}")


if __name__ == "__main__":
    main()
