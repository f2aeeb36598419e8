"""The command line as tests run it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Livebind", "Ran", "run_livebind"]

_PROGRAM = "from livebind_codegen.main import main; main()"


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def check_failed(self, code: int) -> None:
        """Check for one clear line, the documented exit code and no traceback."""
        assert self.code == code
        assert self.err.startswith("livebind: ")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err


Livebind = Callable[..., Ran]
"""Runs the command line with some arguments, in an empty folder."""


def run_livebind(folder: Path, *arguments: str | Path) -> Ran:
    """Run the command line in a process of its own, in `folder`."""
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", _PROGRAM, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
