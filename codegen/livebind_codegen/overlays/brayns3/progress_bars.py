"""Progress that a person sees: one bar for each task on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from livebind import LivebindError, Progress

__all__ = ["Followable", "show_progress"]

_LINE_STEP = 0.1
"""How far a task gets between two plain lines about it."""


class Followable(Protocol):
    """What has progress: a `Task`, and all tasks of loaders and snapshots."""

    @property
    def method(self) -> str:
        """Name of the method on the wire."""
        ...

    @property
    def error(self) -> LivebindError | None:
        """Why it failed, if it has."""
        ...

    def __iter__(self) -> Iterator[Progress]:
        """Yield progress until the task is done."""
        ...


def show_progress(*tasks: Followable) -> None:
    """Wait until all tasks are done, and show how far they are if stderr is a terminal.

    Bars are drawn by rich; without it, lines are printed. It ends without an error also if a task
    failed: `task.result()` tells.

    Raises:
        RequestTimeoutError: nothing was heard of a task for the connector's `request_timeout`.
    """
    if not tasks:
        return
    first, *others = tasks
    with _display() as display, ThreadPoolExecutor(max_workers=len(tasks)) as executor:
        following = [executor.submit(_follow, task, display(task)) for task in others]
        # Here and not in a thread: Ctrl-C then ends the wait for a single task at once.
        _follow(first, display(first))
        for future in following:
            future.result()


class _Reporter(Protocol):
    """Shows the progress of one task."""

    def __call__(self, operation: str, amount: float) -> None:
        """Show what is being done, and how much of it is: 0 to 1."""
        ...


def _follow(task: Followable, report: _Reporter) -> None:
    amount = 0.0
    for progress in task:
        amount = progress.amount
        report(_printable(progress.operation), amount)
    if task.error is None:
        report(task.method, 1.0)
    else:
        report(f"{task.method} failed", amount)


def _printable(text: str) -> str:
    """Return text of a backend without what would move the cursor of a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


@contextmanager
def _display() -> Generator[Callable[[Followable], _Reporter]]:
    """Give what makes a reporter for a task."""
    if not sys.stderr.isatty():
        yield lambda _task: _ignore
        return
    try:
        from rich.console import Console  # noqa: PLC0415 - optional
        from rich.progress import (  # noqa: PLC0415 - optional
            BarColumn,
            TaskProgressColumn,
            TextColumn,
        )
        from rich.progress import Progress as Bars  # noqa: PLC0415 - optional
    except ImportError:
        yield lambda task: _Lines(task.method)
        return
    # No markup: brackets in the words of a backend mean nothing.
    columns = TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn()
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield lambda task: _Bar(bars, task.method)


def _ignore(operation: str, amount: float) -> None:
    """Show nothing."""


class _Bar:
    """A bar of rich."""

    def __init__(self, bars: Any, name: str) -> None:  # noqa: ANN401 - rich may not be there
        self._bars = bars
        self._bar = bars.add_task(name, total=1.0)

    def __call__(self, operation: str, amount: float) -> None:
        self._bars.update(self._bar, description=operation, completed=amount)


class _Lines:
    """A line on stderr now and then."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = -_LINE_STEP

    def __call__(self, operation: str, amount: float) -> None:
        is_news = amount >= self._shown + _LINE_STEP or amount < self._shown
        if is_news or (amount == 1.0 and self._shown < 1.0):
            self._shown = amount
            sys.stderr.write(f"{self._name}: {operation} {amount:.0%}\n")
