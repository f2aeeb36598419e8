"""Backends as child processes."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

__all__ = ["COMMAND", "listening", "serving", "started"]

COMMAND = (sys.executable, "-m", "livebind_backend")
"""How to start a reference backend."""


@contextmanager
def serving(*options: str) -> Generator[str]:
    """Run a reference backend on a free port; give its address, host:port."""
    with started(*options) as (address, _):
        yield address


@contextmanager
def started(*options: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """Like `serving`; give also the process, which a test may kill."""
    command = [*COMMAND, "--uri", "localhost:0", "--max-clients", "64", *options]
    with listening(command) as (uri, process):
        yield uri.rpartition("://")[2], process


@contextmanager
def listening(command: Sequence[str]) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """Run a program that prints where it listens; give that URI and the process.

    Warnings are errors in it, as in the tests.
    """
    with subprocess.Popen(  # noqa: S603 - programs of this project
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("listening on "), line
            yield line.split()[-1], process
        finally:
            process.terminate()
            process.wait(DEADLINE)
