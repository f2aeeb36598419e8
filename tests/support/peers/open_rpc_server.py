"""The observatory of `observatory.json`, served by npm's `@open-rpc/server-js`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support.peers.program import RunningProgram, node_modules, running_program

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["OBSERVATORY", "OpenRpcServer", "running_open_rpc_server"]

_FOLDER = Path(__file__).parent
OBSERVATORY = _FOLDER / "observatory.json"
"""The document that the server tells when it is asked `rpc.discover`."""


@dataclass(frozen=True)
class OpenRpcServer:
    """Where the server listens."""

    program: RunningProgram
    websocket: str
    """URI of its WebSocket."""
    http: str
    """URI that takes JSON-RPC over POST."""


@contextmanager
def running_open_rpc_server() -> Generator[OpenRpcServer]:
    """Run the server; skip the test where it is not installed."""
    command = ["node", str(_FOLDER / "open_rpc_server.js"), str(node_modules())]
    with running_program(command, "ports ") as program:
        websocket, http = program.ready.split()[1:]
        yield OpenRpcServer(program, f"ws://127.0.0.1:{websocket}", f"http://127.0.0.1:{http}")
