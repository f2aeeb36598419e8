"""What waits for the backend: outside of the event loop, with progress, and its errors told."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from livebind import LivebindError, RequestCancelledError
from livebind_codegen.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind import Reply, Task

__all__ = ["TaskWork", "Work"]

T = TypeVar("T")

_LONGEST: Final = 200
"""Characters of what a backend does that are shown."""


class Work:
    """Does what waits for the backend, for one page.

    What goes wrong is in the state of the page: `brayns_problem`, empty if nothing does, for what
    the user did, and `brayns_no_picture` for the live picture.
    """

    def __init__(self, server: Any) -> None:  # noqa: ANN401 - trame's, which has no types
        self._state = server.state
        self._state.brayns_problem = self._state.brayns_no_picture = ""

    async def do(self, work: Callable[[], T]) -> T | None:
        """Do what the user wants: like `fetch`, and what went wrong before is forgotten."""
        self.tell(None)
        return await self.fetch(work)

    async def fetch(self, work: Callable[[], T]) -> T | None:
        """Return what `work` returns; None if it fails, which the page then tells."""
        try:
            return await asyncio.to_thread(work)
        except (LivebindError, ValueError) as error:
            self.tell(error)
            return None

    def tell(self, error: Exception | None) -> None:
        """Show why something could not be done; None for nothing."""
        self._show("brayns_problem", error)

    def tell_of_picture(self, error: LivebindError | None) -> None:
        """Show why there is no picture; None if there is one."""
        self._show("brayns_no_picture", error)

    def _show(self, name: str, error: Exception | None) -> None:
        text = "" if error is None else visible(str(error))
        if self._state[name] != text:
            with self._state:
                self._state[name] = text


class TaskWork:
    """A request that takes long: its progress is in the state of the page, under a name.

    That is None while nothing is under way, else `operation` and `percent`.
    """

    def __init__(self, server: Any, work: Work, name: str) -> None:  # noqa: ANN401 - as above
        self._state = server.state
        self._work = work
        self._name = name
        self._task: Task[Reply[Any]] | None = None
        self._is_unwanted = False
        self._state[name] = None

    async def run(self, what: str, start: Callable[[], Task[Reply[Any]]]) -> Reply[Any] | None:
        """Return the reply to a request; None if it fails, is cancelled, or another one runs.

        Args:
            what: what is done, as it is told before there is progress.
            start: sends the request.
        """
        if self._state[self._name] is not None:
            return None
        self._is_unwanted = False
        self._show({"operation": what, "percent": 0})
        try:
            self._task = await self._work.do(start)
            if self._is_unwanted:
                self.cancel()
            return None if self._task is None else await self._follow(what, self._task)
        finally:
            self._task = None
            self._show(None)

    async def _follow(self, what: str, task: Task[Reply[Any]]) -> Reply[Any] | None:
        try:
            async for progress in task.follow_async(None):
                percent = round(100 * min(max(progress.amount, 0.0), 1.0))
                operation = visible(progress.operation[:_LONGEST]) or what
                self._show({"operation": operation, "percent": percent})
            return await task.result_async(timeout=None)
        except RequestCancelledError:
            return None
        except LivebindError as error:
            self._work.tell(error)
            return None

    def cancel(self) -> None:
        """Ask the backend to cancel what is under way, if anything is."""
        self._is_unwanted = True
        if self._task is not None:
            with suppress(LivebindError):  # the task ends with it as well
                self._task.cancel()

    def _show(self, progress: dict[str, Any] | None) -> None:
        with self._state:
            self._state[self._name] = progress
