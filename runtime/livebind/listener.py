"""Tasks as conplyent's users know commands: outputs one after the other, then None.

How its words map to a JSON-RPC request: outputs are the progress messages, then the result if it
is not null, or the error. The exit code is 0 after a result and 1 after an error. Without
`raise_error` an error is the last output instead of being raised.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from livebind.errors import RequestError
from livebind.progress import Progress
from livebind.timeouts import deadline_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import TracebackType
    from typing import Self

    from livebind.task import BaseTask, Task

__all__ = ["BaseListener", "Listener", "Resumed"]

T = TypeVar("T")
O_co = TypeVar("O_co", covariant=True)


class Resumed:
    """An iterator that can go on after it raised: the command does, after a timeout."""

    def __init__(self, make: Callable[[], Iterator[Any]]) -> None:
        self._make = make
        self._iterator = make()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:  # noqa: ANN401 - any plain value
        try:
            return next(self._iterator)
        except StopIteration:
            raise
        except BaseException:
            self._iterator = self._make()
            raise


class BaseListener(Generic[O_co]):
    """The handle of one command of any protocol; `O_co` is what its outputs are."""

    def __init__(
        self, task: BaseTask[Any, Any], outputs: Iterator[O_co], *, echo_response: bool
    ) -> None:
        self._task = task
        self._outputs = outputs
        self._echo_response = echo_response

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._task!r}>"

    @property
    def id(self) -> int:
        """The id of the request on the wire."""
        return self._task.id

    @property
    def done(self) -> bool:
        """Whether the command is through. Outputs may be left to ask for."""
        return self._task.done

    @property
    def max_interval(self) -> float | None:
        """Longest silence in seconds between two outputs; see `Task.max_interval`."""
        return self._task.max_interval

    @max_interval.setter
    def max_interval(self, seconds: float | None) -> None:
        self._task.max_interval = seconds

    def next(self) -> O_co | None:
        """Wait for the next output and return it, or None at the end.

        Raises:
            TaskSilentError: nothing came for `max_interval`.
            RequestTimeoutError: it is not through in time.
            ConnectionClosedError: the connection ended.
            RequestError: the command failed, and errors are to be raised.
        """
        output = next(self._outputs, None)
        if self._echo_response and output is not None:
            sys.stdout.write(f"{self._text(output)}\n")
        return output

    def _text(self, output: object) -> str:
        """Return an output as it is printed."""
        return str(output)

    def __iter__(self) -> Iterator[O_co]:
        return iter(self.next, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave the command running, as its server would."""


class Listener(BaseListener["Progress | T | RequestError"], Generic[T]):
    """The handle of one command: `for output in iter(listener.next, None)`.

    It wraps a task, which others may use as well. One thread at a time asks for outputs.
    """

    def __init__(
        self,
        task: Task[T],
        *,
        timeout: float | None = None,
        echo_response: bool = False,
        raise_error: bool = False,
    ) -> None:
        """Listen to `task`.

        Args:
            task: what to listen to.
            timeout: seconds from now until it must be through; None for any time.
            echo_response: print each output when it is asked for.
            raise_error: raise the backend's error instead of giving it as the last output.
        """
        self.task = task
        """The task behind it."""
        self._deadline = deadline_of(timeout, None)
        self._raise_error = raise_error
        self._seen = 0
        self._through = False
        super().__init__(task, Resumed(self._iterate), echo_response=echo_response)

    @property
    def exit_code(self) -> Literal[0, 1] | None:
        """0 after success, 1 after an error, None while it runs."""
        if not self.task.done:
            return None
        return 1 if self.task.error is not None else 0

    async def __aiter__(self) -> AsyncIterator[Progress | T | RequestError]:
        """Yield the outputs as they come, without blocking the loop; raises as `next` does."""
        async for progress in self.task.follow_async(self._deadline.remaining()):
            if self._is_new(progress):
                yield progress
        for output in self._result():
            yield output

    def _iterate(self) -> Iterator[Progress | T | RequestError]:
        yield from filter(self._is_new, self.task.follow(self._deadline.remaining()))
        yield from self._result()

    def _is_new(self, progress: Progress) -> bool:
        """Whether it was not given yet, as after a timeout one asks again."""
        new = progress.number > self._seen
        self._seen = max(self._seen, progress.number)
        return new

    def _result(self) -> list[T | RequestError]:
        """Return what comes after the progress, once."""
        if self._through:
            return []
        self._through = True
        try:
            result = self.task.result()
        except RequestError as error:
            if self._raise_error:
                raise
            return [error]
        return [] if result is None else [result]

    def _text(self, output: object) -> str:
        if isinstance(output, Progress):
            return f"{output.operation} ({output.amount:.0%})"
        return str(output)
