"""A connection: a transport that carries the messages of a wire, and the tasks that wait.

Who owns what, in one place:

- `TaskTable` knows the tasks that wait and how the connection ended, with a lock of its own.
- `Dispatcher` hands to the tasks and to the hooks what the messages of the backend mean.
- `Reader` decides which thread reads. That one alone calls the dispatcher, receives, ends the
  connection and frees the transport. `disconnect` says goodbye, interrupts the reading and waits
  for its end.
- Any thread sends; the transport may leave a small message to the thread that is sending. A task
  that is given up meanwhile takes its request back.
- Nothing of an application (hooks, callbacks) is called with a lock held.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar
from weakref import WeakSet

from livebind.codec.encoding import encode_json, encode_params
from livebind.common.escaping import escape
from livebind.connection.answering import Answering
from livebind.connection.dispatcher import Dispatcher, size_of
from livebind.connection.reader import AnyReader, Reader
from livebind.connection.redaction import describe
from livebind.connection.request import Request
from livebind.connection.settings import GOODBYE_SECONDS, Settings
from livebind.connection.task_table import TaskTable
from livebind.errors import (
    ConnectionClosedError,
    LivebindError,
    RemoteError,
    RequestCancelledError,
    UsageError,
)
from livebind.method import Method
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.common.message import Message
    from livebind.connection.request_handle import RequestHandle
    from livebind.transports.transport import Transport, UnsentMessage
    from livebind.wires.wire import Wire

__all__ = ["Connection", "MakeReader"]

T = TypeVar("T")
H = TypeVar("H", bound="RequestHandle[Any, Any]")


MakeReader: TypeAlias = "Callable[[Transport, Dispatcher, TaskTable, Settings], AnyReader]"
"""Makes what reads the transport of a connection."""


class Sender(Protocol):
    """What sends: a transport, or something before it."""

    def send(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message, or leave it to a thread that does; see `Transport.send`."""
        ...

    def post(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message for whose answer nobody waits yet; see `Transport.post`."""
        ...


class Connection:
    """An open connection that carries any number of tasks at once."""

    def __init__(
        self,
        transport: Transport,
        wire: Wire,
        settings: Settings,
        *,
        reader: MakeReader = Reader,
        sender: Sender | None = None,
    ) -> None:
        """Carry the messages of `wire` over `transport`.

        Args:
            transport: what carries them. The connection closes it at its end.
            wire: what the instance speaks.
            settings: what the connector says.
            reader: makes what reads; in threads unless it is another.
            sender: what sends in place of the transport itself.
        """
        self.settings = settings
        """What it was told."""
        self.wire = wire
        """What it speaks."""
        self.versions: dict[str, str] = {}
        """What the instance said of its version, by the method that was asked."""
        self._transport = transport
        self._sender = sender or transport
        self._tasks = TaskTable(settings)
        self._goodbye = Lock()  # taken, for ever, by the first to disconnect
        answering = Answering(wire, transport, settings)
        dispatcher = Dispatcher(wire, self._tasks, settings, answering.answer)
        self.subscriptions = dispatcher.subscriptions
        """Those that listen to notifications."""
        self.reader = reader(transport, dispatcher, self._tasks, settings)
        """Who waits for a task reads here."""
        _open_connections.add(self)

    @property
    def is_open(self) -> bool:
        """Whether requests can be sent, as far as this side knows."""
        return not (self._tasks.has_ended or self._tasks.is_closing)

    def start(
        self,
        method: Method[T],
        params: object,
        binary: bytes,
        deadline: Deadline,
        *,
        is_awaited: bool = True,
    ) -> Request[T]:
        """Send a request and return its handle.

        One that is not awaited yet may leave a moment later, together with others.

        Raises:
            InvalidRequestError: the parameters cannot be sent; nothing was.
            RequestTimeoutError: it could not be sent in time; nothing was.
            ConnectionClosedError: the connection has ended, or ended while it was sent.
        """
        encoded = None if params is None else encode_params(method, params)
        return self.start_as(Request, method, encoded, binary, deadline, is_awaited=is_awaited)

    def start_as(  # noqa: PLR0913 - those of a request, and how it is started
        self,
        kind: Callable[[Connection, Method[T], int], H],
        method: Method[T],
        encoded: bytes | None,
        binary: bytes,
        deadline: Deadline,
        *,
        is_awaited: bool = True,
    ) -> H:
        """Like `start`, with encoded parameters and another class of handle."""
        wire = self.wire
        task = kind(self, method, wire.new_request())
        try:
            self._tasks.add(task)
            message = wire.encode(task.id, method.name, encoded, binary)
            send = self._sender.send if is_awaited else self._sender.post
            unsent = self._send(send, message, deadline, "request %d %r", task.id, method.name)
        except BaseException:
            self.abandon(task)
            wire.abandon(task.id)  # also if it was never registered
            raise
        if unsent is not None and not task.done:
            task.unsent = unsent
        return task

    def in_session(self, session: str) -> Connection:
        """Return the same connection with another wire: that of one of its sessions."""
        view = copy(self)
        view.wire = self.wire.in_session(session)
        return view

    def notify(self, method: str, params: object, deadline: Deadline) -> None:
        """Send a notification, which is never answered; raises as `start` does."""
        if not self.is_open:
            raise self._tasks.why_closed()
        encoded = None if params is None else encode_json(params, "the parameters of", method)
        message = self.wire.encode(None, method, encoded, b"")
        self._send(self._sender.send, message, deadline, "notification %r", method)

    def abandon(self, task: RequestHandle[Any, Any]) -> bool:
        """Forget a task that nobody waits for any more; its late answer is dropped.

        It is not sent any more if it was not yet: then True is returned.
        """
        was_unsent = task.unsent is not None and task.unsent.withdraw()
        if self._tasks.remove(task.id):
            self.wire.abandon(task.id)
        return was_unsent

    def give_up(self, task: RequestHandle[Any, Any]) -> None:
        """Forget a task, and ask the backend to cancel it if it may have it. Raises nothing."""
        if not self.abandon(task) and task.cancellation is not None:
            with suppress(LivebindError):  # the connection has ended
                self.cancel(task, refusal=logging.INFO)  # it may well have been done already

    def cancel(self, task: RequestHandle[Any, Any], refusal: int = logging.WARNING) -> None:
        """Ask the backend to cancel a task; raises as `livebind.Task.cancel` does.

        That it refuses is logged with the level `refusal`.
        """
        way = task.cancellation
        if way is None:
            raise UsageError(f"this backend cannot cancel {task.method!r}")
        settings = self.settings
        if way.error_code is None:
            # First, so that an answer that comes meanwhile is late.
            cancelled = RequestCancelledError(f"{task.method!r} (request {task.id}) was cancelled")
            self.end(task, cancelled)
            self.notify(way.method, {way.parameter: task.id}, Deadline(settings.request_timeout))
            return

        def log_refusal(cancellation: Request[Any]) -> None:
            error = cancellation.error
            if isinstance(error, RemoteError):
                settings.logger.log(
                    refusal,
                    "request %d %r was not cancelled: %s",
                    *(task.id, task.method, escape(str(error))),
                )

        method = Method[Any](way.method, params=Any, result=Any)
        deadline = Deadline(settings.request_timeout)
        cancellation = self.start(method, {way.parameter: task.id}, b"", deadline)
        cancellation.add_done_callback(log_refusal)

    def end(self, task: RequestHandle[Any, Any], error: LivebindError) -> None:
        """End a task that will not be answered, unless its answer was first."""
        self.abandon(task)
        for waiter in task.finish(error):
            self.settings.call(waiter)

    def disconnect(self, deadline: Deadline) -> None:
        """End the connection; tasks that still wait fail with `ConnectionClosedError`."""
        if self._begin_to_close():
            goodbye = deadline.remaining()
            limit = GOODBYE_SECONDS if goodbye is None else min(goodbye, GOODBYE_SECONDS)
            self._transport.say_goodbye(1000, Deadline(limit))
            self._transport.interrupt()
        self.reader.join(deadline.remaining())

    def release(self) -> None:
        """End the connection without a goodbye, as nobody uses it any more. Waits for nothing."""
        if self._begin_to_close():
            self._transport.interrupt()

    def _begin_to_close(self) -> bool:
        """Whether it is this call that is to end the connection. Any `__del__` may make it."""
        is_first = self._goodbye.acquire(blocking=False)
        self._tasks.is_closing = True
        return is_first and not self._tasks.has_ended

    def after_fork(self) -> None:
        """In the child of a fork: the connection belongs to the parent, with its reader."""
        self.reader.after_fork()
        self._tasks.after_fork()
        self.subscriptions.after_fork(self._tasks.why_closed())

    def _send(
        self,
        send: Callable[[Message, Deadline], UnsentMessage | None],
        message: Message,
        deadline: Deadline,
        what: str,
        *names: object,
    ) -> UnsentMessage | None:
        logger = self.settings.logger
        if logger.isEnabledFor(logging.INFO):
            named = what % names
            logger.info("%s to %s: %s", named, self.settings.name, size_of(message))
            if logger.isEnabledFor(logging.DEBUG):
                logger.debug("%s holds %s", named, describe(self.wire.loggable(message), message))
        try:
            return send(message, deadline)
        except ConnectionClosedError as error:
            if not self.is_open:
                # The end was known first, and says more than that a socket is closed.
                raise self._tasks.why_closed() from None
            self._tasks.refuse(error)  # the reader will learn of it soon
            raise


_open_connections: WeakSet[Connection] = WeakSet()


def _after_fork_in_child() -> None:
    for connection in list(_open_connections):
        connection.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
