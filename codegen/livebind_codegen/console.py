"""What the commands print: results on stdout, problems on stderr, progress on a terminal only."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from livebind_codegen.text.visible import visible, visible_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["be_quiet", "complain", "keep_log_silent", "note", "progress", "say", "summarise"]


@dataclass
class _Loudness:
    """What the command that runs prints beside results and problems."""

    is_quiet: bool = False


_LOUDNESS: Final = _Loudness()


def be_quiet(quiet: bool) -> None:  # noqa: FBT001 - what the option `--quiet` says
    """Print no summaries, notes and progress, or print them again."""
    _LOUDNESS.is_quiet = quiet


def say(text: str) -> None:
    """Print a result."""
    sys.stdout.write(f"{visible(text)}\n")


def summarise(text: str) -> None:
    """Print what was done, for those who watch."""
    if not _LOUDNESS.is_quiet:
        say(text)


def complain(text: str) -> None:
    """Print what is wrong, on the one line that each problem gets."""
    sys.stderr.write(f"livebind: {visible_line(text)}\n")


def note(text: str) -> None:
    """Print what is worth knowing beside a result, on stderr."""
    if not _LOUDNESS.is_quiet:
        complain(f"note: {text}")


def keep_log_silent() -> None:
    """Print nothing that the runtime logs: commands say themselves what is wrong."""
    logging.getLogger("livebind").addHandler(logging.NullHandler())


@contextmanager
def progress(title: str) -> Generator[Callable[[int, int], None] | None]:
    """Show a bar on a terminal; give a function that takes what is done and the total."""
    if _LOUDNESS.is_quiet or not sys.stderr.isatty():
        yield None
        return
    # Imported here: rich takes a while, and pipes and continuous integration see no bar.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.markup import escape  # noqa: PLC0415 - see above
    from rich.progress import Progress  # noqa: PLC0415 - see above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(visible_line(title)), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
