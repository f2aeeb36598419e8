"""Formats what was emitted, once, at the end, with black.

Formatting takes longer than all the rest of a run. A large package is therefore formatted by two
processes: this module, run as a program, formats the files that it is given on its standard input.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

__all__ = ["formatted", "formatting_aside"]

_LINE_LENGTH: Final = 100
_WORTH_A_PROCESS: Final = 60_000
"""Characters from which on a second process saves more time than it takes to start."""


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with their Python code as black formats it."""
    import black  # noqa: PLC0415 - slow to import, and not needed when nothing changed
    from black.mode import TargetVersion  # noqa: PLC0415 - likewise

    mode = black.Mode(target_versions={TargetVersion.PY311}, line_length=_LINE_LENGTH)
    return {path: black.format_str(code, mode=mode) for path, code in files.items()}


@contextmanager
def formatting_aside(files: Mapping[str, str]) -> Generator[Callable[[], dict[str, str]]]:
    """Start to format the files in a second process; give a function that returns the result."""
    if sum(map(len, files.values())) < _WORTH_A_PROCESS:
        yield lambda: formatted(files)
        return
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            _send(process, files)
            yield lambda: _collected(process, files)
        finally:
            process.kill()


def _send(process: subprocess.Popen[bytes], files: Mapping[str, str]) -> None:
    """Give the process its input, which it reads to the end before it writes anything."""
    if process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(json.dumps(dict(files)).encode())


def _collected(process: subprocess.Popen[bytes], files: Mapping[str, str]) -> dict[str, str]:
    output = process.stdout.read() if process.stdout is not None else b""
    process.wait()
    # Where no second process can do it, this one does.
    return json.loads(output) if process.returncode == 0 else formatted(files)


if __name__ == "__main__":
    json.dump(formatted(json.load(sys.stdin)), sys.stdout)
