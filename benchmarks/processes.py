"""The processes that a benchmark runs: its server, and a worker for each peer."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from typing import Self

__all__ = ["Worker", "import_seconds", "running_server", "running_workers"]

_HERE = Path(__file__).parent
# The client from PyPI, which shares its import name with our generated package, lives on its own.
_BRAYNS = Path(sys.prefix) / "brayns-3.10.1" / "bin" / "python"


class Worker:
    """A peer in its process."""

    def __init__(self, peer: str, port: int) -> None:
        self._peer = peer
        self._process = subprocess.Popen(  # noqa: S603 - our own worker
            [_python(peer), _HERE / "worker.py", peer, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, task: str, **order: str | int) -> dict[str, Any]:
        """Return the worker's answer to an order; exits when the worker died of it."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        assert self._process.stdout is not None  # noqa: S101 - likewise
        self._process.stdin.write(json.dumps({"task": task, **order}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"The worker of {self._peer} failed in {task}; its error is above.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def running_workers(peers: Iterable[str], port: int) -> Generator[dict[str, Worker]]:
    """Run a worker for each peer, by its name."""
    with ExitStack() as stack:
        yield {peer: stack.enter_context(Worker(peer, port)) for peer in peers}


@contextmanager
def running_server() -> Generator[int]:
    """Run the server, and yield its port."""
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, _HERE / "server.py"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()


def import_seconds(statement: str) -> float:
    """Return how long a statement takes in a fresh interpreter."""
    now = "time.perf_counter()"
    code = f"import time; start = {now}; {statement}; print({now} - start)"
    output = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    return float(output)


def _python(peer: str) -> Path | str:
    if not peer.startswith("brayns"):
        return sys.executable
    if not _BRAYNS.exists():
        sys.exit(f"{_BRAYNS} is missing: run the benchmark with 'make bench'.")
    return _BRAYNS
