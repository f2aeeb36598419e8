"""Programs in a process of their own, for what no thread of a test can show."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["running"]


@contextmanager
def running(code: str, *arguments: str) -> Generator[subprocess.Popen[str]]:
    """Run Python `code`; at the end, check that it succeeded and said nothing on stderr.

    Warnings are errors in it, as in the tests.
    """
    # A shell that runs the tests in the background ignores Ctrl-C, and so would its children.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    command = [sys.executable, "-W", "error", "-c", heed + textwrap.dedent(code), *arguments]
    with subprocess.Popen(  # noqa: S603 - code of the tests
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
            _, errors = process.communicate(timeout=DEADLINE)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
