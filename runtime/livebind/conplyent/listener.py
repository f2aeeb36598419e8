"""Outputs of a command as they come, and what its exit code means."""

from __future__ import annotations

import sys
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from livebind.common.escaping import escape
from livebind.conplyent.showing import bounded_error, bounded_text
from livebind.errors import RemoteError, RequestTimeoutError
from livebind.listener import BaseListener, Resumed
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from livebind.conplyent.task import CommandTask

__all__ = ["CommandListener", "raise_failure"]

O_co = TypeVar("O_co", covariant=True)

_ERROR: Final = 1
_INVALID_PARAMETER: Final = -1
# Raised out of an iterator they would end it, or make it fail in another way.
_MISLEADING: Final = (StopIteration, StopAsyncIteration)


class CommandListener(BaseListener[O_co]):
    """The handle of one command: `for output in iter(listener.next, None)`.

    `O_co` is what its outputs are, with `Exception` unless errors are to be raised. Iterate it, or
    use `async for` in a coroutine. Each output is given once, an error of the server as the last
    one unless errors are to be raised. One thread at a time asks for outputs.
    """

    def __init__(
        self,
        task: CommandTask,
        *,
        timeout: float | None = None,
        echo_response: bool = False,
        raise_error: bool = False,
    ) -> None:
        """Listen to `task`; the options are those of a command."""
        self.task = task
        """The task behind it."""
        self._deadline = Deadline(timeout)
        self._raise_error = raise_error
        super().__init__(task, Resumed(self._iterate), echo_response=echo_response)

    @property
    def id(self) -> int:
        """The number of the job on the server, as `send_input`, `is_alive` and `kill` take it.

        Waits until the server has begun with the command, at most as long as the command may
        take (in a coroutine that blocks the loop); raises as `CommandTask.job`.
        """
        return self.task.job(self._deadline.remaining())

    @property
    def exit_code(self) -> int | None:
        """How the command ended; None while it runs, and if that is not known.

        0 means success, 1 an error and -1 an invalid parameter; `exec` returns what its program
        does, which is negative if a signal ended it. A command whose function returns something
        else than a number has succeeded: that is in `returned`.
        """
        if not self.task.done or self.task.error is not None:
            return None
        returned = self.returned
        return returned if type(returned) is int else 0

    @property
    def returned(self) -> Any:  # noqa: ANN401 - any plain value
        """What the command's function returned; None while it runs."""
        return self.task.result() if self.task.done and self.task.error is None else None

    def clear_messages(self) -> None:
        """Drop all outputs until the command is through, or a timeout passes: `done` tells.

        Raises what `next` does, but no timeouts.
        """
        with suppress(RequestTimeoutError):
            deque(self._outputs, maxlen=0)

    def next(self) -> O_co | None:
        """Wait for the next output and return it, or None at the end.

        Outputs that are None are passed over; iterating gives them, too.

        Raises:
            TaskSilentError: nothing came for `max_interval`.
            RequestTimeoutError: it is not through in time.
            InvalidReplyError: the server sent something that is not accepted.
            ConnectionClosedError: the connection ended.
            Exception: the command failed, and errors are to be raised, see `raise_failure`.
        """
        return next((output for output in self if output is not None), None)

    def __iter__(self) -> Iterator[O_co]:
        """Yield all outputs as they come, also those that are None; raises as `next` does."""
        for output in self._outputs:
            self._echo(output)
            yield output

    async def __aiter__(self) -> AsyncIterator[O_co]:
        """Yield all outputs as they come, without blocking the loop; raises as `next` does."""
        async for output in self.task.follow_async(self._deadline.remaining()):
            self._echo(output)
            yield output
        self._check_result()

    def _iterate(self) -> Iterator[Any]:
        yield from self.task.follow(self._deadline.remaining())
        self._check_result()

    def _check_result(self) -> None:
        exit_code = self.task.result()
        if self._raise_error:
            raise_failure(self.task.method, exit_code, self.task.last_output)

    def _echo(self, output: object) -> None:
        if self._echo_response:
            sys.stdout.write(f"{self._text(output)}\n")

    def _text(self, output: object) -> str:
        # Lines and tabs stay; a terminal obeys other control characters.
        lines = bounded_text(output).rstrip().split("\n")
        return "\n".join("\t".join(map(escape, line.split("\t"))) for line in lines)


def raise_failure(command: str, exit_code: object, last_output: object) -> None:
    """Raise what an exit code says, if it says that the command failed.

    Raises:
        ValueError: -1: the server found an argument invalid.
        Exception: 1: the builtin exception that the server sent as the last output, such as
            `FileNotFoundError`.
        RemoteError: 1, and the last output is no exception that can be raised. It is also the
            cause of the two others.
    """
    if type(exit_code) is not int or exit_code not in {_ERROR, _INVALID_PARAMETER}:
        return
    text = bounded_text(last_output)
    remote = RemoteError(f"{command!r}: {text}", code=exit_code)
    if exit_code == _INVALID_PARAMETER:
        raise ValueError(text) from remote
    if isinstance(last_output, Exception) and not isinstance(last_output, _MISLEADING):
        # Whoever shows it, as a traceback does, shows all that it holds.
        raise bounded_error(last_output) or remote from remote
    raise remote
