"""What the commands print: results on stdout, problems on stderr, progress on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from livebind_codegen.text.visible import visible, visible_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["complain", "progress", "say"]


def say(text: str) -> None:
    """Print a result."""
    sys.stdout.write(f"{visible(text)}\n")


def complain(text: str) -> None:
    """Print what is wrong, on the one line that each problem gets."""
    sys.stderr.write(f"livebind: {visible_line(text)}\n")


@contextmanager
def progress(title: str) -> Generator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal; give a function that takes what is done and the total."""
    if not sys.stderr.isatty():
        yield None
        return
    # Imported here: rich takes a while, and pipes and continuous integration see no bar.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.progress import Progress  # noqa: PLC0415 - see above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(visible_line(title)), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
