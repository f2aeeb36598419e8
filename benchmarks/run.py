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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chart import draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_HERE = Path(__file__).parent
_BRAYNS = _HERE.parent / ".venv" / "brayns-3.10.1" / "bin" / "python"
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
        """Seconds of each request of each peer."""
        self.peers: dict[str, dict[str, float]] = {name: {} for name in _PEERS}
        """What else all peers were compared in: ratios by what they are of."""

    def rows(self) -> Iterator[Row]:
        """Measure, and yield the lines of the table one by one."""
        yield from self._requests()
        yield from self._pipeline()
        yield from self._replies()
        yield from self._sends()
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
                seconds[name] += _order(worker, name, task, raw_size, order)["seconds"]
        return seconds

    def _compare(self, column: str, values: dict[str, float]) -> None:
        for name, value in values.items():
            self.peers[name][column] = value

    def _requests(self) -> Iterator[Row]:
        workers = self._workers(*_PEERS)
        self.requests = self._alternate(
            workers, "request", raw_size=200, path="reply/130", count=500
        )
        _stop(workers)
        median = {name: statistics.median(times) for name, times in self.requests.items()}
        limit, ours = median["raw socket"], median["livebind"]
        self._compare("request, p50", {name: time / limit for name, time in median.items()})
        slow = statistics.quantiles(self.requests["livebind"], n=100)[98]
        yield Row("typed request, p50 / raw TCP", ours / limit, 5, 3.4)
        yield Row("the same / websocket-client", ours / median["websocket-client"], 1.25, 1.0)
        yield Row("its p99 / its own p50", slow / ours, 4, 2.5)

    def _pipeline(self) -> Iterator[Row]:
        workers = self._workers(*_PEERS)
        times = self._alternate(workers, "pipeline", raw_size=200, path="reply/130", count=1000)
        speeds = {
            name: _ratio(times["websocket-client"], seconds) for name, seconds in times.items()
        }
        self._compare("1000 in flight, speed", speeds)
        by_threads: dict[int, list[float]] = {1: [], 32: []}
        for _ in range(self._rounds):
            for count, seconds in by_threads.items():
                measured = workers["livebind"].ask("threads", path="reply/130", count=count)
                seconds.extend(measured["seconds"])
        _stop(workers)
        what = "1000 in flight, speed / websocket-client"
        yield Row(what, speeds["livebind"], 0.9, 1.5, higher_is_better=True)
        threads = _ratio(by_threads[1], by_threads[32])
        yield Row("32 threads, speed / one thread", threads, 1.4, 1.4, higher_is_better=True)

    def _replies(self) -> Iterator[Row]:
        speeds, memory = self._transfer("receive", _LARGE, {"path": f"binary/{_LARGE}"})
        self._compare("64 MB reply, speed", speeds)
        self._compare("its memory", memory)
        speed = speeds["livebind"]
        yield Row("64 MB reply, speed / raw socket", speed, 0.95, 1.0, higher_is_better=True)
        yield Row("its peak memory / its size", memory["livebind"], 1.1, 1.1)

    def _sends(self) -> Iterator[Row]:
        order: dict[str, str | int] = {"path": "reply/1", "size": _LARGE}
        for numpy, least, aim in (("without", 0.2, 0.2), ("with", 0.6, 0.7)):
            speeds, memory = self._transfer("send", 1, order, numpy=numpy == "with")
            what = f"64 MB send {numpy} numpy, speed / raw socket"
            yield Row(what, speeds["livebind"], least, aim, higher_is_better=True)
            yield Row("its extra memory / its size", memory["livebind"], 0.1, 0.1)
            self._compare("64 MB send, speed", speeds)
            self._compare("its extra memory", memory)

    def _transfer(
        self, task: str, raw_size: int, order: dict[str, str | int], *, numpy: bool = True
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Return speed against the raw socket, and memory against the size, of each peer."""
        workers = self._workers(*_PEERS)
        memory: dict[str, float] = {}
        for name, worker in workers.items():
            if not numpy:
                worker.ask("without-numpy")
            # Connected, and its libraries imported, before its memory is measured.
            _order(worker, name, "send", 1, {"path": "reply/1", "size": 2 * _MEGABYTE})
            memory[name] = _order(worker, name, task, raw_size, order)["memory"] / _LARGE
        times = self._alternate(workers, task, raw_size=raw_size, **order)
        _stop(workers)
        limit = times["raw socket"]
        return {name: _ratio(limit, seconds) for name, seconds in times.items()}, memory

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


def _order(
    worker: Worker, name: str, task: str, raw_size: int, order: dict[str, str | int]
) -> dict[str, Any]:
    """Give a worker an order; the raw socket knows sizes in place of paths."""
    path = str(raw_size) if name == "raw socket" else order["path"]
    return worker.ask(task, **{**order, "path": path})


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
    """Return the interpreter that has the client from PyPI, which `make bench` installs.

    It has an environment of its own as it shares its import name with our generated package.
    """
    if not _BRAYNS.exists():
        sys.exit(f"{_BRAYNS} is missing: run the benchmark with 'make bench'")
    return _BRAYNS


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
    columns = list(benchmark.peers["livebind"])
    print(f"\n| client | {' | '.join(columns)} |")
    print("|---|" + "---|" * len(columns))
    for name, values in benchmark.peers.items():
        cells = " | ".join(f"{values[column]:.2f}x" for column in columns)
        print(f"| {name} | {cells} |")
    arguments.chart.parent.mkdir(parents=True, exist_ok=True)
    draw(benchmark.requests, arguments.chart)
    print(f"\nChart: {arguments.chart}")


if __name__ == "__main__":
    main()
