"""An Ethereum node of its own: npm's `@foundry-rs/anvil-linux-amd64`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support.peers.program import RunningProgram, npm_program, running_program

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["ETHEREUM", "Chain", "running_chain"]

ETHEREUM = Path(__file__).parent / "ethereum.json"
"""A document of its methods, as the node has none of its own."""


@dataclass(frozen=True)
class Chain:
    """Where the node listens."""

    program: RunningProgram
    authority: str
    """Host and port, which speak WebSocket and HTTP both."""


@contextmanager
def running_chain() -> Generator[Chain]:
    """Run the node; skip the test where it is not installed."""
    with running_program([npm_program("anvil"), "--port", "0"], "Listening on") as program:
        yield Chain(program, program.ready.split()[-1])
