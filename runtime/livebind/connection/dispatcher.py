"""What a message of the backend means to the tasks that wait, and to the application."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import msgspec

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage, Undelivered
from livebind.connection.redaction import describe_reply
from livebind.connection.remote_errors import remote_error
from livebind.connection.subscriptions import Subscriptions
from livebind.errors import (
    InvalidReplyError,
    LivebindError,
    MethodNotFoundError,
    ProtocolError,
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
    PeerRequest,
    ProgressUpdate,
    SuccessReply,
    TaskUpdate,
    UnattributedError,
    UnexpectedReply,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.connection.request_handle import RequestHandle
    from livebind.connection.settings import Settings
    from livebind.connection.task_table import TaskTable
    from livebind.wires.wire import Wire

__all__ = ["Dispatcher", "size_of"]


class Dispatcher:
    """Hands events to the tasks and hooks that they concern, and to nobody else.

    Only the thread that reads calls it.
    """

    def __init__(
        self,
        wire: Wire,
        tasks: TaskTable,
        settings: Settings,
        answer: Callable[[PeerRequest], None],
    ) -> None:
        self.subscriptions = Subscriptions()
        """Those that listen to notifications."""
        self._wire = wire
        self._tasks = tasks
        self._settings = settings
        self._answer = answer
        self._logger = settings.logger

    def handle(self, message: Message | Undelivered) -> None:
        """Do what the events of a message ask for."""
        if isinstance(message, Undelivered):
            self._handle_undelivered(message)
            return
        for event in self._wire.receive(message):
            if isinstance(event, SuccessReply | ErrorReply | BrokenReply):
                self._handle_reply(event, message)
            elif isinstance(event, PeerRequest):
                self._answer(event)
            else:
                self._handle_other(event, message)

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
                text = self._wire.loggable(message)
                shown = describe_reply(task.method, text, message)
                logger.debug("%s holds %s", what, shown)
        outcome = reply if isinstance(reply, SuccessReply) else _failure(task, reply)
        self._tasks.to_wake += task.finish(outcome)
        # Last: if Ctrl-C comes before, the end of the connection still finds the task.
        self._tasks.remove(task.id)

    def _handle_undelivered(self, undelivered: Undelivered) -> None:
        request_id, error = undelivered.message.request_id, undelivered.error
        task = None if request_id is None else self._tasks.get(request_id)
        if task is None:
            shown = escape(str(error))
            self._logger.warning("a message to %s failed: %s", self._settings.name, shown)
        else:
            self._wire.abandon(task.id)
            self._tasks.to_wake += task.finish(error)
            self._tasks.remove(task.id)

    def _handle_other(self, event: Event, message: Message) -> None:
        settings = self._settings
        match event:
            case ProgressUpdate() | TaskUpdate():
                task = self._tasks.get(event.id)
                if task is not None:
                    self._tasks.to_wake += task.add(event)
            case LateReply(request_id):
                self._logger.debug("a late message about request %d was dropped", request_id)
            case UnexpectedReply(request_id, problem):
                shown = escape(repr(request_id))[:100]
                self._logger.warning("a reply to request %s was dropped: %s", shown, problem)
            case UnattributedError():
                self._handle_unattributed(remote_error(event.message, event.code, event.data))
            case Notification():
                self._handle_notification(event)
            case ForeignBinary(binary) if settings.binary_handler is not None:
                settings.call(settings.binary_handler, binary)
            case ForeignBinary(binary):
                self._handle_invalid(f"{len(binary)} bytes that are no reply", message)
            case InvalidMessage(problem):
                self._handle_invalid(problem, message)
            case _:  # replies and requests, which are handled elsewhere
                pass

    def _handle_notification(self, event: Notification) -> None:
        settings = self._settings
        self._logger.debug("notification %r from %s", event.method, settings.name)
        self.subscriptions.deliver(event.method, event.params, event.session)
        hook = settings.hooks.on_notification
        if hook is not None:
            settings.call(hook, event.method, msgspec.json.decode(event.params))

    def _handle_unattributed(self, error: RemoteError) -> None:
        settings = self._settings
        self._logger.error("%s reports about no request: %s", settings.name, escape(str(error)))
        task = self._tasks.only()
        if task is not None:
            # It can only be meant for this one. Were it not, its reply would be dropped as late.
            self._wire.abandon(task.id)
            self._tasks.to_wake += task.finish(error)
            self._tasks.remove(task.id)
        settings.call(settings.hooks.on_error, error)

    def _handle_invalid(self, problem: str, message: Message) -> None:
        settings = self._settings
        text = f"{settings.name} sent {escape(problem)} ({size_of(message)}); it was dropped"
        self._logger.error("%s", text)
        settings.call(settings.hooks.on_invalid_message, ProtocolError(text))


def _failure(task: RequestHandle[Any, Any], reply: ErrorReply | BrokenReply) -> LivebindError:
    if isinstance(reply, BrokenReply):
        return InvalidReplyError(
            f"the answer to {task.method!r} (request {task.id}) is not valid: {reply.problem}",
            raw=reply.raw,
        )
    error = remote_error(reply.message, reply.code, reply.data, task.declared_errors)
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
        return f"{len(message.text)} bytes"
    return f"{len(message.head)} + {len(message.binary)} bytes"
