"""Reference backends as child processes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["COMMAND", "address_of", "serving", "started"]

COMMAND = (sys.executable, "-m", "livebind_backend")
"""How to start a reference backend."""


@contextmanager
def serving(*options: str) -> Generator[str]:
    """Run a backend on a free port; give its address, host:port."""
    with started(*options) as (address, _):
        yield address


@contextmanager
def started(*options: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """Run a backend on a free port; give its address and the process, which a test may kill."""
    command = [*COMMAND, "--uri", "localhost:0", "--max-clients", "64", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield address_of(process), process
        finally:
            process.terminate()


def address_of(process: subprocess.Popen[str]) -> str:
    """Return the address, host:port, that a backend prints when it listens."""
    assert process.stdout is not None
    return process.stdout.readline().rpartition("://")[2].strip()
