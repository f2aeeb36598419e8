"""A command that was sent: its messages are outputs, its result is the exit code."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from livebind.connection.request_handle import RequestHandle
from livebind.wires.conplyent.commands import JobStarted, Output
from livebind.wires.events import TaskUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from livebind.connection.connection import Connection
    from livebind.method import Method
    from livebind.timeouts import Deadline
    from livebind.wires.events import ProgressUpdate, SuccessReply

__all__ = ["CommandRequest"]


_FIRST_PATIENCE: Final = 1.0
_LONGEST_PATIENCE: Final = 30.0
"""Seconds of silence after which the server is asked about a job: doubled each time."""


class CommandRequest(RequestHandle[Any, Any]):
    """A command under way, behind a `CommandTask`.

    All outputs are kept until they are asked for; each is given once.
    """

    def __init__(self, connection: Connection, method: Method[Any], request_id: int) -> None:
        super().__init__(connection, method, request_id)
        self._job: int | None = None
        self.last_output: object = None
        """What the command said last."""
        self.ask_whether_alive: Callable[[CommandRequest], None] | None = None
        """Asks the server whether it still knows the job, and ends this if not; None if it cannot
        be asked."""
        self.question: CommandRequest | None = None
        """What the server was asked about it last."""
        self._patience = _FIRST_PATIENCE

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

    def _seconds_left(self, deadline: Deadline) -> float | None:
        left = super()._seconds_left(deadline)
        ask = self.ask_whether_alive
        if ask is None or self._job is None:
            return left
        # A server that could not get rid of an output gives the command up, and says nothing.
        patience = self._last_message + self._patience - time.monotonic()
        if patience <= 0:
            self._patience = min(2 * self._patience, _LONGEST_PATIENCE)
            ask(self)
            patience = self._patience
        return patience if left is None else min(left, patience)

    def _decode(self, reply: SuccessReply) -> Any:  # noqa: ANN401 - any plain value
        return reply.result
