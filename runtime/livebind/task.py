"""A request that was sent, as applications see it: progress, result, cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from livebind.errors import RequestCancelledError
from livebind.progress import Progress
from livebind.timeouts import DEFAULT, Deadline, Timeout

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterator
    from typing import Self

    from livebind.connection.request_handle import RequestHandle
    from livebind.errors import LivebindError

__all__ = ["AsyncTask", "BaseTask", "Task", "TaskHandle"]

T = TypeVar("T")
M = TypeVar("M")

_LONGEST_SHOWN = 60
_FOR_EVER = Deadline(None)
"""That of a task that is done, for which nobody waits."""


class TaskHandle(Generic[T, M]):
    """A request under way for which coroutines wait: `T` is its result, `M` what comes before.

    The machinery behind it has names that only a connection uses, so that it is another object.
    """

    __slots__ = ("__weakref__", "_request")

    def __init__(self, request: RequestHandle[T, M]) -> None:
        self._request = request

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method!r} (request {self.id}), {self._state()}>"

    def _state(self) -> str:
        """Return how it is, in words."""
        error = self.error
        if error is None:
            return "done" if self.done else "running"
        if isinstance(error, RequestCancelledError):
            return "cancelled"
        return f"failed: {type(error).__name__}"

    @property
    def id(self) -> int:
        """The id of the request on the wire."""
        return self._request.id

    @property
    def method(self) -> str:
        """Name of the method on the wire."""
        return self._request.method

    @property
    def done(self) -> bool:
        """Whether it has succeeded, failed or been cancelled."""
        return self._request.done

    @property
    def error(self) -> LivebindError | None:
        """Why it failed; None if it has not, or not yet. A bad result is found by `result()`."""
        return self._request.error

    @property
    def max_interval(self) -> float | None:
        """Longest silence in seconds between two messages about the task; None: any.

        It can be changed while the task runs. A wait raises `TaskSilentError` past it.
        """
        return self._request.max_interval

    @max_interval.setter
    def max_interval(self, seconds: float | None) -> None:
        self._request.max_interval = seconds

    async def result_async(
        self,
        timeout: Timeout = DEFAULT,  # noqa: ASYNC109 - as `Task.result`
    ) -> T:
        """Wait in a coroutine until the task is done and return what the method returned.

        Cancelling the coroutine leaves the task running, and so does a timeout, after which it can
        be waited for again.

        Args:
            timeout: seconds to wait; None waits for ever, `DEFAULT` for the connector's
                `request_timeout`.

        Raises:
            RemoteError: the backend answered with an error.
            RequestCancelledError: it was cancelled.
            RequestTimeoutError: it is not done in time.
            TaskSilentError: nothing was heard of it for longer than `max_interval`.
            InvalidReplyError: the answer is not what the method returns.
            ConnectionClosedError: the connection ended first.
        """
        request = self._request
        return await request.result_async(request.deadline_of(timeout))

    def __await__(self) -> Generator[Any, None, T]:
        return self.result_async().__await__()

    def __aiter__(self) -> AsyncIterator[M]:
        """Yield each message as it comes, until the task is done.

        It ends without an error, also if the task failed: `result_async()` tells.

        Raises:
            RequestTimeoutError: nothing came for the connector's `request_timeout`.
            TaskSilentError: nothing came for `max_interval`.
        """
        return self._request.iterate_async()

    def follow_async(self, timeout: Timeout) -> AsyncIterator[M]:
        """Like iterating the task, for at most `timeout` seconds in all (None: any time)."""
        return self._request.iterate_async(self._request.deadline_of(timeout))

    def add_done_callback(self, callback: Callable[[Self], object]) -> None:
        """Call `callback(task)` once when the task is done, at once if it is.

        It runs in the thread that reads the connection and must return soon.
        """
        self._request.add_done_callback(lambda _: callback(self))


class BaseTask(TaskHandle[T, M]):
    """A request under way, of any protocol, for which threads wait too."""

    __slots__ = ()

    def result(self, timeout: Timeout = DEFAULT) -> T:
        """Wait until the task is done and return what the method returned.

        It raises as `result_async` does, and `UsageError` in a hook or callback, where waiting
        would stop all replies.
        """
        request = self._request
        if request.done and timeout is DEFAULT:
            return request.result_by(_FOR_EVER)
        return request.result_by(request.deadline_of(timeout))

    def __iter__(self) -> Iterator[M]:
        """Yield each message as it comes, like `__aiter__`; raises `UsageError` as `result`."""
        return self._request.iterate()

    def follow(self, timeout: Timeout) -> Iterator[M]:
        """Like iterating the task, for at most `timeout` seconds in all (None: any time)."""
        return self._request.iterate(self._request.deadline_of(timeout))


class AsyncTask(TaskHandle[T, Progress]):
    """A request under way, as `AsyncInstance.start` and the functions of `aio` return it.

    `await` it; iterate it with `async for` to see its progress until it is done. All of it works
    from any coroutine, also from several at once.
    """

    __slots__ = ()

    @property
    def progress(self) -> Progress | None:
        """The latest progress, or None if there was none yet."""
        return self._request.latest

    def cancel(self) -> None:
        """Ask the backend to cancel the task, without waiting.

        If it does, the task ends with `RequestCancelledError`. If it refuses, as some methods
        cannot be cancelled, that is logged and the task goes on. Does nothing if it is done.

        Raises:
            UsageError: this backend has no way to cancel.
            ConnectionClosedError: the connection has ended.
        """
        self._request.cancel()

    def _state(self) -> str:
        progress = self.progress
        if self.done or progress is None:
            return super()._state()
        return f"running, {progress.amount:.0%} {progress.operation[:_LONGEST_SHOWN]!r}"


class Task(AsyncTask[T], BaseTask[T, Progress]):
    """A request under way, as `Instance.task` and generated functions return it.

    Wait for it with `result()`, or `await` it; iterate it (also with `async for`) to see its
    progress until it is done. All of it works from any thread and any asyncio loop, also from
    several at once.
    """

    __slots__ = ()
