"""The reference server of the Model Context Protocol: npm's `server-everything`."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.peers.program import RunningProgram, free_port, npm_program, running_program

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Everything", "everything_command", "running_everything"]


@dataclass(frozen=True)
class Everything:
    """Where the server listens."""

    program: RunningProgram
    http: str
    """URI of its streamable HTTP."""


def everything_command() -> list[str]:
    """Return the command that serves on standard input and output; skip the test without it."""
    return [npm_program("mcp-server-everything"), "stdio"]


@contextmanager
def running_everything() -> Generator[Everything]:
    """Run the server on HTTP; skip the test where it is not installed."""
    port = free_port()
    command = [npm_program("mcp-server-everything"), "streamableHttp"]
    environment = {**os.environ, "PORT": str(port)}
    with running_program(
        command, "listening on port", on_stderr=True, environment=environment
    ) as program:
        yield Everything(program, f"http://127.0.0.1:{port}/mcp")
