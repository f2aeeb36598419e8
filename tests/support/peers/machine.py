"""Debian's QEMU: a machine, which describes its monitor protocol."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from support.peers.program import RunningProgram, debian_program, free_port, running_program

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Machine", "running_machine"]


@dataclass(frozen=True)
class Machine:
    """Where the machine's monitor listens."""

    program: RunningProgram
    path: Path
    """Its Unix socket."""
    port: int
    """Its TCP port on loopback."""


@contextmanager
def running_machine(*furniture: str) -> Generator[Machine]:
    """Run a machine, of nothing unless options say more; skip the test where none is installed."""
    qemu = debian_program("qemu-system-x86_64", "qemu-system-x86")
    port = free_port()
    with TemporaryDirectory(prefix="machine-") as folder:
        path = Path(folder) / "monitor"
        command = [
            *(qemu, *(furniture or ("-machine", "none"))),
            *("-display", "none", "-monitor", "stdio"),
            *("-qmp", f"unix:{path},server,nowait"),
            *("-qmp", f"tcp:127.0.0.1:{port},server,nowait"),
        ]
        with running_program(command, "QEMU") as program:
            yield Machine(program, path, port)
