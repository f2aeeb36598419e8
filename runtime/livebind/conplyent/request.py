"""A command that was sent: its messages are outputs, its result is the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind.connection.request_handle import RequestHandle, TaskOwner
from livebind.wires.conplyent.commands import JobStarted, Output
from livebind.wires.events import TaskUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind.method import Method
    from livebind.timeouts import Deadline
    from livebind.wires.events import ProgressUpdate, SuccessReply

__all__ = ["CommandRequest"]


class CommandRequest(RequestHandle[Any, Any]):
    """A command under way, behind a `CommandTask`.

    All outputs are kept until they are asked for; each is given once.
    """

    def __init__(self, owner: TaskOwner, method: Method[Any], request_id: int) -> None:
        super().__init__(owner, method, request_id)
        self._job: int | None = None
        self.last_output: object = None
        """What the command said last."""

    def job_by(self, deadline: Deadline) -> int:
        """Wait for the number that the server gives to the command when it begins."""
        while True:
            changes = self._changes
            if self._job is not None:
                return self._job
            if self.done:
                self.result_by(deadline)
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
