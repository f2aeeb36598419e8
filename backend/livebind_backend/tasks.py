"""Requests between being read and being answered."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from livebind_backend.calls import Call, Control
from livebind_backend.errors import (
    InternalError,
    InvalidParamsError,
    RequestError,
    TaskCancelledError,
)
from livebind_backend.jsonrpc import Request, RequestId
from livebind_backend.method import Method, Outcome

__all__ = ["CallFactory", "ClientTasks", "Task"]

_logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Task:
    """A request that waits for its turn or runs."""

    request: Request
    """The request."""
    method: Method
    """The method that it calls."""
    params: object
    """Typed params."""
    control: Control
    """Acts for the client that sent it."""
    notify: Callable[[float, str], None]
    """Sends progress: amount and operation."""
    reply: "Callable[[Task, Outcome | RequestError], None]"
    """Sends the outcome."""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Make the task end at its next report of progress, or not start at all."""
        self._cancelled.set()

    def run(self, make_call: "CallFactory") -> None:
        """Execute the method and reply.

        A cancelled task does not even begin, and whatever goes wrong ends this task alone.
        """
        begin = time.monotonic()
        outcome = self._outcome(make_call)
        seconds = time.monotonic() - begin
        _logger.info("Method '%s' took %.3f s: %s.", self.method.name, seconds, _name(outcome))
        self.reply(self, outcome)

    def _outcome(self, make_call: "CallFactory") -> Outcome | RequestError:
        if self.cancelled:
            return TaskCancelledError()
        try:
            return self.method.run(make_call(self), self.params)
        except RequestError as error:
            return error
        except MemoryError:
            return InternalError("Not enough memory for this request")
        except Exception as error:
            _logger.info("Method '%s' failed.", self.method.name, exc_info=True)
            return InternalError(" ".join(str(error).split()) or type(error).__name__)


def _name(outcome: Outcome | RequestError) -> str:
    return f"error {outcome.code}" if isinstance(outcome, RequestError) else "done"


CallFactory: TypeAlias = Callable[[Task], Call]
"""Makes the call of a task."""


class ClientTasks:
    """The unfinished tasks of one client; `7` and `"7"` are different ids."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []

    def add(self, task: Task) -> None:
        """Remember a task until it is removed."""
        self._tasks.append(task)

    def remove(self, task: Task) -> None:
        """Forget a task that is answered."""
        self._tasks.remove(task)

    def cancel(self, request_id: RequestId | None) -> None:
        """Cancel all tasks with this id.

        Raises:
            InvalidParamsError: There is none, it was cancelled before, or it is not asynchronous.
        """
        if request_id is None:
            raise InvalidParamsError("Empty task ID")
        tasks = [task for task in self._tasks if _same_id(task.request.id, request_id)]
        if not tasks:
            raise InvalidParamsError(f"No requests found with ID {request_id}.")
        for task in tasks:
            if not task.method.asynchronous:
                raise InvalidParamsError(f"Method '{task.method.name}' is not cancellable.")
            if task.cancelled:
                raise InvalidParamsError(f"Request {request_id} already cancelled")
            task.cancel()

    def abandon(self, *, said_goodbye: bool) -> None:
        """Give up what nobody waits for any more.

        Args:
            said_goodbye: Whether the client left on purpose: what changes something is then still
                meant to be done.
        """
        for task in self._tasks:
            # A client that said goodbye still wants what it ordered, but looks at no results.
            changes_something = not (task.method.asynchronous or task.method.answer_only)
            if not (said_goodbye and changes_something):
                task.cancel()


def _same_id(left: RequestId | None, right: RequestId) -> bool:
    return type(left) is type(right) and left == right
