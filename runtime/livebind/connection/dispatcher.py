"""What a message of the backend means to the tasks that wait, and to the application."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage
from livebind.connection.redaction import describe
from livebind.errors import (
    InternalError,
    InvalidParamsError,
    InvalidReplyError,
    LivebindError,
    MethodNotFoundError,
    ParseError,
    ProtocolError,
    RejectedRequestError,
    RemoteError,
    RequestCancelledError,
)
from livebind.wires.events import (
    BrokenReply,
    ErrorReply,
    Event,
    ForeignBinary,
    InvalidMessage,
    LateReply,
    Notification,
    ProgressUpdate,
    SuccessReply,
    TaskUpdate,
    UnattributedError,
    UnexpectedReply,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Lock

    from livebind.connection.request_handle import RequestHandle
    from livebind.hooks import BinaryHandler, Hooks
    from livebind.wires.wire import WireProtocol

__all__ = ["Dispatcher", "size_of"]


class Dispatcher:
    """Hands events to the tasks and hooks that they concern, and to nobody else.

    It shares `tasks`, by the ids of their requests, and the lock that guards them with the
    connection. Only the thread that reads calls it.
    """

    def __init__(  # noqa: PLR0913 - what a connector knows
        self,
        tasks: dict[int, RequestHandle[Any, Any]],
        lock: Lock,
        protocol: WireProtocol,
        *,
        name: str,
        logger: logging.Logger,
        hooks: Hooks,
        binary_handler: BinaryHandler | None,
    ) -> None:
        self._tasks = tasks
        self._lock = lock
        self._protocol = protocol
        self._name = name
        self._logger = logger
        self._hooks = hooks
        self._binary_handler = binary_handler
        self.to_wake: deque[Callable[[], object]] = deque()
        """Those that wait for a change that has come."""

    def handle(self, event: Event, message: Message) -> None:  # noqa: C901 - a table
        """Do what an event of a message asks for."""
        match event:
            case SuccessReply() | ErrorReply() | BrokenReply():
                self._handle_reply(event, message)
            case ProgressUpdate() | TaskUpdate():
                task = self._tasks.get(event.id)
                if task is not None:
                    self.to_wake += task.add(event)
            case LateReply(request_id):
                self._logger.debug("a late message about request %d was dropped", request_id)
            case UnexpectedReply(request_id, problem):
                shown = escape(repr(request_id))[:100]
                self._logger.warning("a reply to request %s was dropped: %s", shown, problem)
            case UnattributedError():
                self._handle_unattributed(_remote_error(event))
            case Notification(method, params):
                self._logger.debug("notification %r from %s", method, self._name)
                self.call_hook(self._hooks.on_notification, method, params)
            case ForeignBinary(data) if self._binary_handler is not None:
                self.call_hook(self._binary_handler, data)
            case ForeignBinary(data):
                self._handle_invalid(f"{len(data)} bytes that are no reply", message)
            case InvalidMessage(problem):
                self._handle_invalid(problem, message)

    def _handle_reply(
        self, reply: SuccessReply | ErrorReply | BrokenReply, message: Message
    ) -> None:
        task = self._tasks.get(reply.id)
        if task is None:  # given up in this moment
            return
        logger = self._logger
        if logger.isEnabledFor(logging.INFO):
            what = f"reply to request {task.id} {task.method!r}"
            seconds = time.monotonic() - task.started
            logger.info("%s: %s after %.3f s", what, size_of(message), seconds)
            if logger.isEnabledFor(logging.DEBUG):
                logger.debug("%s holds %s", what, describe(message))
        outcome = reply if isinstance(reply, SuccessReply) else _failure(task, reply)
        self.to_wake += task.finish(outcome)
        # Last: if Ctrl-C comes before, the end of the connection still finds the task.
        self._tasks.pop(reply.id, None)

    def _handle_unattributed(self, error: RemoteError) -> None:
        self._logger.error("%s reports about no request: %s", self._name, escape(str(error)))
        with self._lock:
            only = next(iter(self._tasks.values())) if len(self._tasks) == 1 else None
        if only is not None:
            # It can only be meant for this one. Were it not, its reply would be dropped as late.
            self._protocol.abandon(only.id)
            self.to_wake += only.finish(error)
            self._tasks.pop(only.id, None)
        self.call_hook(self._hooks.on_error, error)

    def _handle_invalid(self, problem: str, message: Message) -> None:
        text = f"{self._name} sent {escape(problem)} ({size_of(message)}); it was dropped"
        self._logger.error("%s", text)
        self.call_hook(self._hooks.on_invalid_message, ProtocolError(text))

    def wake_waiting(self) -> None:
        """Wake the threads whose task has changed, and call the callbacks of those that are done.

        Not at once, but when the reader is about to wait: a thread that it woke could only wait
        for the interpreter while the reader goes on.
        """
        to_wake = self.to_wake
        while to_wake:
            self.call_hook(to_wake.popleft())

    def call_hook(self, hook: Callable[..., object] | None, *arguments: object) -> None:
        """Call a function of the application, if there is one; what it raises is logged."""
        if hook is not None:
            try:
                hook(*arguments)
            except (Exception, SystemExit):  # which would only end the thread that reads now
                self._logger.exception("a hook or callback of the application failed")


_REMOTE_ERRORS = {
    kind("").code: kind
    for kind in (
        ParseError,
        RejectedRequestError,
        MethodNotFoundError,
        InvalidParamsError,
        InternalError,
    )
}


def _remote_error(answer: ErrorReply | UnattributedError) -> RemoteError:
    """Return the error that a backend answered with, of the class that its code has."""
    kind = _REMOTE_ERRORS.get(answer.code, RemoteError)
    return kind(answer.message, code=answer.code, data=answer.data)


def _failure(task: RequestHandle[Any, Any], reply: ErrorReply | BrokenReply) -> LivebindError:
    if isinstance(reply, BrokenReply):
        return InvalidReplyError(
            f"the answer to {task.method!r} (request {task.id}) is not valid: {reply.problem}",
            raw=reply.raw,
        )
    error = _remote_error(reply)
    if isinstance(error, MethodNotFoundError):
        error.bindings = task.bindings
    way = task.cancellation
    if way is not None and reply.code == way.error_code:
        cancelled = RequestCancelledError(f"{task.method!r} (request {task.id}) was cancelled")
        cancelled.__cause__ = error
        return cancelled
    return error


def size_of(message: Message) -> str:
    """Return the size of a message for a log."""
    if isinstance(message, TextMessage):
        return f"{len(message.data)} bytes"
    return f"{len(message.head)} + {len(message.body)} bytes"
