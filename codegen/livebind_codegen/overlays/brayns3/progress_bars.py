"""Progress that a person sees: a bar for each task on a terminal or in a notebook."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import escape
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from livebind import LivebindError, Progress

__all__ = ["Followable", "show_progress"]

_LINE_STEP = 0.1
"""How far a task gets between two plain lines about it."""
_NOTEBOOK_STEP = 0.01
"""How far a task gets between two drawings of its bar in a notebook."""


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
    """Wait until all tasks are done, and show how far they are in a notebook or on a terminal.

    A notebook gets bars. If stderr is a terminal, bars are drawn by rich; without it, lines are
    printed. It ends without an error also if a task failed: `task.result()` tells.

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
    if _in_notebook():
        bars = _NotebookBars()
        yield lambda task: bars.add(task.method)
        return
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
    with Bars(*columns, console=Console(stderr=True)) as drawn:
        yield lambda task: _Bar(drawn, task.method)


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


def _in_notebook() -> bool:
    """Whether this program runs in the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class _NotebookBars:
    """The bars of one cell, in HTML and without widgets, so that a saved notebook has them too."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._bars: list[_NotebookBar] = []
        # Imported like this, as checkers need not know IPython.
        self._shown = import_module("IPython.display").display(self, display_id=True)

    def add(self, name: str) -> _NotebookBar:
        """Add the bar of a task."""
        bar = _NotebookBar(self, name)
        self._bars.append(bar)
        return bar

    def draw(self) -> None:
        """Show all bars as they are now, from any thread."""
        with self._lock:
            self._shown.update(self)

    def __repr__(self) -> str:
        return "\n".join(f"{bar.operation}: {bar.amount:.0%}" for bar in self._bars)

    def _repr_html_(self) -> str:
        return "<br>".join(
            f'<progress max="1" value="{bar.amount:.3f}" style="width: 20em"></progress> '
            f"{bar.amount:.0%} {escape(bar.operation)}"
            for bar in self._bars
        )


class _NotebookBar:
    """The bar of one task."""

    def __init__(self, bars: _NotebookBars, operation: str) -> None:
        self._bars = bars
        self.operation = operation
        self.amount = 0.0

    def __call__(self, operation: str, amount: float) -> None:
        is_news = operation != self.operation or abs(amount - self.amount) >= _NOTEBOOK_STEP
        if is_news or (amount == 1.0 and self.amount < 1.0):
            self.operation, self.amount = operation, amount
            self._bars.draw()
