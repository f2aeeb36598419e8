"""What the commands print: results on stdout, problems on stderr, progress on a terminal only."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["complain", "keep_log_silent", "progress", "say"]


def say(text: str) -> None:
    """Print a result."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Print what is wrong, on the one line that each problem gets."""
    sys.stderr.write(f"livebind: {text}\n")


def keep_log_silent() -> None:
    """Print nothing that the runtime logs: commands say themselves what is wrong."""
    logging.getLogger("livebind").addHandler(logging.NullHandler())


@contextmanager
def progress(title: str) -> Generator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal; give a function that takes what is done and the total."""
    if not sys.stderr.isatty():
        yield None
        return
    # Imported here: rich takes a while, and pipes and continuous integration see no bar.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import Progress  # noqa: PLC0415 - see above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
