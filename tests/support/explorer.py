"""The page of an instance, served by the command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from support.installation import Installation
    from support.tab import Tab

__all__ = ["Show", "exploring"]

Show: TypeAlias = "Callable[..., AbstractContextManager[Tab]]"
"""Shows a source, with options of the command, in a tab."""

_PROGRAM = "from livebind_codegen.main import main; main()"


@contextmanager
def exploring(
    source: str, *options: str, installation: Installation | None = None
) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """Run `livebind explore` without a browser; give the address of its page, and the process.

    It is that of an installation, if there is one, or else the one under test.
    """
    command = [sys.executable, "-c", _PROGRAM, "explore", source, "--no-browser", *options]
    variables = dict(os.environ)
    if installation is not None:
        variables = installation.variables
        command[:3] = [str(installation.python.with_name("livebind"))]
    with subprocess.Popen(  # noqa: S603 - ours
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**variables, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if "the page is at" not in line:
                process.kill()
                raise AssertionError(f"{line}{process.communicate()[1]}")
            yield next(word for word in line.split() if word.startswith("http")), process
        finally:
            process.terminate()
            process.communicate(timeout=DEADLINE)
