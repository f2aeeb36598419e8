"""A command that was sent, as applications see it: its job, outputs and exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind.task import BaseTask
from livebind.timeouts import DEFAULT, Timeout

if TYPE_CHECKING:
    from livebind.conplyent.request import CommandRequest

__all__ = ["CommandTask"]


class CommandTask(BaseTask[Any, Any]):
    """A command under way. Its result is the exit code, its messages are the outputs.

    All outputs are kept until they are asked for; each is given once.
    """

    __slots__ = ("_command",)

    def __init__(self, request: CommandRequest) -> None:
        super().__init__(request)
        self._command = request

    @property
    def last_output(self) -> object:
        """What the command said last."""
        return self._command.last_output

    def job(self, timeout: Timeout = DEFAULT) -> int:
        """Wait for the number that the server gives to the command when it begins.

        Raises:
            RequestTimeoutError: it has not begun in time, as others come first.
            InvalidReplyError, ConnectionClosedError: it never will.
        """
        return self._command.job_by(self._command.deadline_of(timeout))
