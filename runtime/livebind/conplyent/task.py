"""A command that was sent, as a handle: its job, outputs and exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind.conplyent.protocol import JobStarted, Output
from livebind.events import TaskUpdate
from livebind.request_handle import RequestHandle, TaskOwner
from livebind.timeouts import DEFAULT, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind.events import ProgressUpdate, SuccessReply
    from livebind.method import Method

__all__ = ["CommandTask"]


class CommandTask(RequestHandle[Any, Any]):
    """A command under way. Its result is the exit code, its messages are the outputs.

    All outputs are kept until they are asked for; each is given once.
    """

    def __init__(self, owner: TaskOwner, method: Method[Any], request_id: int) -> None:
        """Made by `Connection`, not by applications."""
        super().__init__(owner, method, request_id)
        self._job: int | None = None
        self.last_output: object = None
        """What the command said last."""

    def job(self, timeout: Timeout = DEFAULT) -> int:
        """Wait for the number that the server gives to the command when it begins.

        Raises:
            RequestTimeoutError: it has not begun in time, as others come first.
            InvalidReplyError, ConnectionClosedError: it never will.
        """
        deadline = self.deadline_of(timeout)
        while True:
            changes = self._changes
            if self._job is not None:
                return self._job
            if self.done:
                self.result()
            self._wait(changes, deadline)

    def _keep(self, update: ProgressUpdate | TaskUpdate) -> None:
        content = update.content if isinstance(update, TaskUpdate) else None
        if isinstance(content, JobStarted):
            self._job = content.job
        elif isinstance(content, Output):
            self.last_output = content.value
            self._messages.append(content.value)

    def _newer_than(self, number: int) -> Iterator[tuple[int, Any]]:
        while self._messages:
            yield number, self._messages.popleft()

    def _decode(self, reply: SuccessReply) -> Any:  # noqa: ANN401 - any plain value
        return reply.result
