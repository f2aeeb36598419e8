"""What a benchmark measures, as it is kept between measuring and reporting."""

from __future__ import annotations

from pathlib import Path

import msgspec

__all__ = [
    "FILE",
    "LARGE_MESSAGE",
    "Figures",
    "Machine",
    "Memory",
    "Round",
    "Times",
    "load",
    "save",
]

FILE = Path(__file__).parents[1] / "build" / "benchmark.json"
"""Where figures are kept, so that tables can be written again."""
LARGE_MESSAGE = 64 * 1024 * 1024
"""Bytes."""

Times = dict[str, list[float]]
"""Seconds of each repetition, by peer or by what else is compared."""
Memory = dict[str, float]
"""Growth of the peak memory in bytes, by peer."""


class Machine(msgspec.Struct, frozen=True):
    """Where figures come from."""

    processors: int
    """How many of them the benchmark may use."""
    system: str
    python: str
    packages: dict[str, str]
    """Versions of the compared clients, and of what makes livebind fast."""


class Round(msgspec.Struct, frozen=True):
    """One measurement of everything."""

    request: Times
    """One request after the other."""
    pipeline: Times
    """1000 requests in flight."""
    threads: Times
    """3200 requests from 1 and from 32 threads."""
    receive: Times
    """A reply of 64 MB."""
    receive_memory: Memory
    send: Times
    """A request of 64 MB."""
    send_memory: Memory
    send_without_numpy: Times
    """The same of raw socket and livebind alone."""
    send_without_numpy_memory: Memory
    decode: Times
    """A reply of 100 kB, by `json` and by `livebind`."""
    fragments: Times
    """A reply of 16 MB in 1 frame and in 4096."""
    imports: Times
    """Starting with nothing, importing `websocket`, and importing `livebind`."""


class Figures(msgspec.Struct, frozen=True):
    """All rounds of a benchmark."""

    machine: Machine
    rounds: list[Round]


def save(figures: Figures) -> None:
    """Write figures as JSON."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(msgspec.json.encode(figures))


def load() -> Figures:
    """Read figures; raises FileNotFoundError where nothing was measured."""
    return msgspec.json.decode(FILE.read_bytes(), type=Figures)
