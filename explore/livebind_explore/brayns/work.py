"""What waits for the backend: outside of the event loop, with progress, and its errors told."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from livebind import LivebindError, RequestCancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind import Reply, Task

__all__ = ["PROBLEM", "TaskWork", "Work"]

T = TypeVar("T")

PROBLEM = "brayns_problem"
"""State of the page: what went wrong last, empty if nothing did."""


class Work:
    """Does what waits for the backend, for one page."""

    def __init__(self, server: Any) -> None:  # noqa: ANN401 - trame's, which has no types
        self._state = server.state
        self._state[PROBLEM] = ""

    async def do(self, work: Callable[[], T]) -> T | None:
        """Return what `work` returns; None if it fails, which the page then tells."""
        try:
            result = await asyncio.to_thread(work)
        except (LivebindError, ValueError) as error:
            self.tell(error)
            return None
        self.tell(None)
        return result

    def tell(self, error: Exception | None) -> None:
        """Show an error on the page; None if all is well."""
        text = "" if error is None else str(error)
        if self._state[PROBLEM] != text:
            with self._state:
                self._state[PROBLEM] = text


class TaskWork:
    """A request that takes long: its progress is in the state of the page, under a name.

    That is None while nothing is under way, else `operation` and `percent`.
    """

    def __init__(self, server: Any, work: Work, name: str) -> None:  # noqa: ANN401 - as above
        self._state = server.state
        self._work = work
        self._name = name
        self._task: Task[Reply[Any]] | None = None
        self._state[name] = None

    async def run(
        self, what: str, start: Callable[[], Task[Reply[Any]]]
    ) -> Reply[Any] | None:
        """Return the reply to a request; None if it fails, is cancelled, or another one runs.

        Args:
            what: what is done, as it is told before there is progress.
            start: sends the request.
        """
        if self._state[self._name] is not None:
            return None
        self._show({"operation": what, "percent": 0})
        try:
            self._task = await self._work.do(start)
            return None if self._task is None else await self._follow(what, self._task)
        finally:
            self._task = None
            self._show(None)

    async def _follow(self, what: str, task: Task[Reply[Any]]) -> Reply[Any] | None:
        try:
            async for progress in task.follow_async(None):
                percent = round(100 * min(max(progress.amount, 0.0), 1.0))
                self._show({"operation": progress.operation or what, "percent": percent})
            return await task.result_async(timeout=None)
        except RequestCancelledError:
            return None
        except LivebindError as error:
            self._work.tell(error)
            return None

    def cancel(self) -> None:
        """Ask the backend to cancel what is under way, if anything is."""
        if self._task is not None:
            with suppress(LivebindError):  # the task ends with it as well
                self._task.cancel()

    def _show(self, progress: dict[str, Any] | None) -> None:
        with self._state:
            self._state[self._name] = progress
