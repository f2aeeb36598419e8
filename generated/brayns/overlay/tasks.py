"""Tasks that do something more with the result of another task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from livebind import DEFAULT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from livebind import LivebindError, Progress, Task, Timeout

__all__ = ["FollowUpTask"]

S = TypeVar("S")
T = TypeVar("T")


class FollowUpTask(ABC, Generic[S, T]):
    """A request under way whose result is turned into another one.

    It is used as a `Task` is: wait for it with `result()` or `await` it, iterate it (also with
    `async for`) to see its progress, and cancel it.
    """

    def __init__(self, task: Task[S]) -> None:
        """Made by the functions that return it, not by applications."""
        self._task = task

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._task!r}>"

    @abstractmethod
    def result(self, timeout: Timeout = DEFAULT) -> T:
        """Wait until the task is done and return its result; raises as `Task.result` does."""

    @abstractmethod
    async def result_async(self, timeout: Timeout = DEFAULT) -> T:  # noqa: ASYNC109 - as `result`
        """Like `result`, for coroutines. Cancelling the coroutine leaves the task running."""

    @property
    def id(self) -> int:
        """The id of the request on the wire."""
        return self._task.id

    @property
    def method(self) -> str:
        """Name of the method on the wire."""
        return self._task.method

    @property
    def done(self) -> bool:
        """Whether the backend is through with it."""
        return self._task.done

    @property
    def error(self) -> LivebindError | None:
        """Why it failed at the backend; None if it has not, or not yet."""
        return self._task.error

    @property
    def progress(self) -> Progress | None:
        """The latest progress, or None if there was none yet."""
        return self._task.progress

    def cancel(self) -> None:
        """Ask the backend to cancel it, without waiting; see `Task.cancel`."""
        self._task.cancel()

    def __await__(self) -> Generator[Any, None, T]:
        return self.result_async().__await__()

    def __iter__(self) -> Iterator[Progress]:
        """Yield each progress message as it comes, until the backend is through."""
        return iter(self._task)

    def __aiter__(self) -> AsyncIterator[Progress]:
        """Yield each progress message as it comes, in a coroutine."""
        return aiter(self._task)
