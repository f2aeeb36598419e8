"""Programs that a connection starts, written in tests."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["program_uri"]


def program_uri(folder: Path, code: str, *arguments: str) -> str:
    """Write a program in Python into a folder, and return the URI that starts it."""
    path = folder / "program.py"
    path.write_text(code, encoding="utf-8")
    return f"stdio:{shlex.join([sys.executable, '-u', str(path), *arguments])}"
