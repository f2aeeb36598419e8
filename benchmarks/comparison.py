"""What the figures of a benchmark say: ratios, each with its median and range over all rounds."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures import LARGE_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from figures import Memory, Round, Times

__all__ = ["COLUMNS", "REQUEST_TIME", "ROWS", "Column", "Ratio", "Row"]


@dataclass(frozen=True)
class Ratio:
    """A ratio over all rounds."""

    median: float
    least: float
    most: float


def _over(values: Sequence[float]) -> Ratio:
    return Ratio(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Row:
    """A claim about livebind."""

    what: str
    value: Callable[[Round], float]
    at_least: float
    """The mark that must be reached."""
    aim: float
    higher_is_better: bool = False

    def over(self, rounds: Sequence[Round]) -> Ratio:
        """Return what the rounds say."""
        return _over([self.value(measured) for measured in rounds])

    def verdict(self, median: float) -> str:
        """Return which of the two marks is reached."""
        sign = -1 if self.higher_is_better else 1
        if sign * median <= sign * self.aim:
            return "aim"
        return "at least" if sign * median <= sign * self.at_least else "missed"


@dataclass(frozen=True)
class Column:
    """What all peers are compared in."""

    what: str
    value: Callable[[Round, str], float]

    def over(self, rounds: Sequence[Round], peer: str) -> Ratio:
        """Return what the rounds say of a peer."""
        return _over([self.value(measured, peer) for measured in rounds])


def _times(numerator: Sequence[float], denominator: Sequence[float]) -> float:
    return statistics.median(numerator) / statistics.median(denominator)


def _request_time(measured: Round, peer: str) -> float:
    return _times(measured.request[peer], measured.request["raw socket"])


def _pipeline_speed(measured: Round, peer: str) -> float:
    return _times(measured.pipeline["websocket-client"], measured.pipeline[peer])


def _speed(times: Times, peer: str = "livebind") -> float:
    return _times(times["raw socket"], times[peer])


def _size(memory: Memory, peer: str = "livebind") -> float:
    return memory[peer] / LARGE_MESSAGE


def _tail(times: Sequence[float]) -> float:
    """Return the 99th percentile against the median."""
    return statistics.quantiles(times, n=100)[98] / statistics.median(times)


def _import_time(imports: Times) -> float:
    """Return the time of `import livebind` against `import websocket`, without the interpreter."""
    nothing, websocket, livebind = (
        statistics.median(imports[name]) for name in ("nothing", "websocket", "livebind")
    )
    return (livebind - nothing) / (websocket - nothing)


REQUEST_TIME = Column("request, p50", _request_time)
COLUMNS = (
    REQUEST_TIME,
    Column("1000 in flight, speed", _pipeline_speed),
    Column("64 MB reply, speed", lambda measured, peer: _speed(measured.receive, peer)),
    Column("its memory", lambda measured, peer: _size(measured.receive_memory, peer)),
    Column("64 MB send, speed", lambda measured, peer: _speed(measured.send, peer)),
    Column("its extra memory", lambda measured, peer: _size(measured.send_memory, peer)),
)
"""The columns of the table of peers."""

ROWS = (
    Row(
        "typed request, p50 / raw TCP",
        lambda measured: _request_time(measured, "livebind"),
        at_least=5,
        aim=3.4,
    ),
    Row(
        "the same / websocket-client",
        lambda measured: _times(measured.request["livebind"], measured.request["websocket-client"]),
        at_least=1.0,
        aim=0.9,
    ),
    Row(
        "its p99 / its own p50",
        lambda measured: _tail(measured.request["livebind"]),
        at_least=4,
        aim=2.5,
    ),
    Row(
        "1000 in flight, speed / websocket-client",
        lambda measured: _pipeline_speed(measured, "livebind"),
        at_least=1.5,
        aim=2.5,
        higher_is_better=True,
    ),
    Row(
        "32 threads, speed / one thread",
        lambda measured: _times(measured.threads["1"], measured.threads["32"]),
        at_least=1.4,
        aim=1.8,
        higher_is_better=True,
    ),
    Row(
        "64 MB reply, speed / raw socket",
        lambda measured: _speed(measured.receive),
        at_least=0.95,
        aim=1.1,
        higher_is_better=True,
    ),
    Row(
        "its peak memory / its size",
        lambda measured: _size(measured.receive_memory),
        at_least=1.1,
        aim=1.1,
    ),
    Row(
        "64 MB send without numpy, speed / raw socket",
        lambda measured: _speed(measured.send_without_numpy),
        at_least=0.2,
        aim=0.2,
        higher_is_better=True,
    ),
    Row(
        "its extra memory / its size",
        lambda measured: _size(measured.send_without_numpy_memory),
        at_least=0.1,
        aim=0.1,
    ),
    Row(
        "64 MB send with numpy, speed / raw socket",
        lambda measured: _speed(measured.send),
        at_least=0.86,
        aim=0.95,
        higher_is_better=True,
    ),
    Row(
        "its extra memory / its size",
        lambda measured: _size(measured.send_memory),
        at_least=0.1,
        aim=0.1,
    ),
    Row(
        "100 kB reply to objects / json.loads",
        lambda measured: _times(measured.decode["livebind"], measured.decode["json"]),
        at_least=0.6,
        aim=0.45,
    ),
    Row(
        "4096 fragments / one frame",
        lambda measured: _times(measured.fragments["4096"], measured.fragments["1"]),
        at_least=3,
        aim=1.5,
    ),
    Row(
        "import livebind / import websocket",
        lambda measured: _import_time(measured.imports),
        at_least=1.3,
        aim=1.1,
    ),
)
"""The rows of the table of claims."""
