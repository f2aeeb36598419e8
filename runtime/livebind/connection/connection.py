"""The machinery of a connection: tasks that wait, and their end with the connection.

Locks and threads, in one place:

- A task is registered before its request is sent, so that no answer can come too early.
- `_lock` guards the tasks and the end of the connection: a task is either failed by the end of
  the connection or refused because it has ended, never forgotten between the two.
- Only whoever holds the reader's turn (see `livebind.connection.reader`) receives, ends the
  connection and frees the socket. `disconnect` says goodbye, interrupts the reading and waits for
  its end.
- Any thread sends; the transport may leave a small message to the thread that is sending (see
  `livebind.transports.websocket.frame_sender`). A task that is given up meanwhile takes its
  request back.
- Nothing of an application (hooks, callbacks) is called with a lock held.
"""

from __future__ import annotations

import logging
import os
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from livebind.codec.encoding import encode_json, encode_params
from livebind.common.escaping import escape
from livebind.connection.dispatcher import Dispatcher, size_of
from livebind.connection.reader import Reader
from livebind.connection.redaction import describe
from livebind.connection.request import Request
from livebind.connection.request_handle import RequestHandle
from livebind.errors import (
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 - ours, which is also the builtin's
    ProtocolError,
    RemoteError,
    UsageError,
)
from livebind.method import Method
from livebind.timeouts import Deadline
from livebind.wires.json_rpc import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.common.message import Message
    from livebind.hooks import BinaryHandler, Hooks
    from livebind.transports.transport import Transport, UnsentMessage
    from livebind.wires.wire import WireProtocol

__all__ = ["Connection"]

T = TypeVar("T")
H = TypeVar("H", bound=RequestHandle[Any, Any])

_GOODBYE_SECONDS = 1.0


class Connection:
    """An open connection that carries any number of tasks at once."""

    def __init__(  # noqa: PLR0913 - what a connector knows
        self,
        transport: Transport,
        *,
        name: str,
        request_timeout: float | None,
        logger: logging.Logger,
        hooks: Hooks,
        binary_handler: BinaryHandler | None,
        protocol: WireProtocol | None = None,
    ) -> None:
        """Join a transport to a protocol, JSON-RPC if none is given."""
        self._transport = transport
        self._name = name
        self._request_timeout = request_timeout
        self._logger = logger
        self._hooks = hooks
        self._protocol: WireProtocol = Protocol() if protocol is None else protocol
        self._tasks: dict[int, RequestHandle[Any, Any]] = {}
        self._lock = Lock()
        self._end: ConnectionError | None = None
        self._versions: dict[str, str] = {}
        self._disconnecting = False
        self._goodbye = Lock()  # taken by the first to disconnect
        self._dispatcher = Dispatcher(
            self._tasks,
            self._lock,
            self._protocol,
            name=name,
            logger=logger,
            hooks=hooks,
            binary_handler=binary_handler,
        )
        self._reader = Reader(transport, self, name, logger)
        _open_connections.add(self)

    @property
    def name(self) -> str:
        """Where it leads to, without what may be secret."""
        return self._name

    @property
    def request_timeout(self) -> float | None:
        """See `TaskOwner`."""
        return self._request_timeout

    @property
    def versions(self) -> dict[str, str]:
        """See `TaskOwner`."""
        return self._versions

    @property
    def is_open(self) -> bool:
        """Whether requests can be sent, as far as this side knows."""
        return self._end is None and not self._disconnecting

    def start(
        self, method: Method[T], params: object, body: bytes, deadline: Deadline
    ) -> Request[T]:
        """Send a request and return its handle.

        Raises:
            InvalidRequestError: the parameters cannot be sent; nothing was.
            RequestTimeoutError: it could not be sent in time; nothing was.
            ConnectionClosedError: the connection has ended, or ended while it was sent.
        """
        return self.start_as(Request, method, encode_params(method, params), body, deadline)

    def start_as(
        self,
        kind: Callable[[Connection, Method[T], int], H],
        method: Method[T],
        encoded: bytes | None,
        body: bytes,
        deadline: Deadline,
    ) -> H:
        """Like `start`, with encoded parameters and another class of handle."""
        protocol = self._protocol
        with self._lock:
            if self._end is not None or self._disconnecting:
                raise self._why_closed()
            request_id = protocol.new_request()
            task = kind(self, method, request_id)
            self._tasks[request_id] = task
        try:
            message = protocol.encode(request_id, method.name, encoded, body)
            unsent = self._send(message, deadline, "request %d %r", request_id, method.name)
        except BaseException:
            self.abandon(task)
            raise
        if not task.done:
            task.unsent = unsent
        return task

    def notify(self, method: str, params: object, deadline: Deadline) -> None:
        """Send a notification, which is never answered; raises as `start` does."""
        if not self.is_open:
            raise self._why_closed()
        encoded = None if params is None else encode_json(params, "the parameters of", method)
        message = self._protocol.encode(None, method, encoded, b"")
        self._send(message, deadline, "notification %r", method)

    def abandon(self, task: RequestHandle[Any, Any]) -> None:
        """Forget a task that nobody waits for any more; its late answer is dropped.

        It is not sent any more if it was not yet.
        """
        if task.unsent is not None:
            task.unsent.withdraw()
        with self._lock:
            known = self._tasks.pop(task.id, None) is not None
        if known:
            self._protocol.abandon(task.id)

    def cancel(self, task: RequestHandle[Any, Any]) -> None:
        """See `TaskOwner`."""
        way = task.cancellation
        if way is None:
            raise UsageError(f"this backend cannot cancel {task.method!r}")

        def log_refusal(cancellation: Request[Any]) -> None:
            error = cancellation.error
            if isinstance(error, RemoteError):
                self._logger.warning(
                    "request %d %r was not cancelled: %s", task.id, task.method, escape(str(error))
                )

        method = Method[Any](way.method, params=Any, result=Any)
        cancellation = self.start(
            method, {way.parameter: task.id}, b"", Deadline(self._request_timeout)
        )
        cancellation.add_done_callback(log_refusal)

    def disconnect(self, deadline: Deadline) -> None:
        """End the connection; tasks that still wait fail with `ConnectionClosedError`."""
        # Without `_lock`: a `__del__` may call this within it.
        first = self._goodbye.acquire(blocking=False)
        self._disconnecting = True
        if first and self._end is None:
            goodbye = deadline.remaining()
            limit = _GOODBYE_SECONDS if goodbye is None else min(goodbye, _GOODBYE_SECONDS)
            self._transport.say_goodbye(1000, Deadline(limit))
            self._transport.interrupt()
        if get_ident() != self._reader.ident:
            self._reader.join(deadline.remaining())

    def release(self) -> None:
        """End the connection without a goodbye, as nobody uses it any more. Waits for nothing."""
        # Without `_lock`, like `disconnect`: the garbage collector calls this at any moment.
        if self._goodbye.acquire(blocking=False):
            self._disconnecting = True
            self._transport.interrupt()

    def after_fork(self) -> None:
        """In the child of a fork: the connection belongs to the parent, with its reader."""
        self._lock = Lock()
        self._end = ConnectionClosedError(
            "the connection belongs to the process that opened it and cannot be used after a "
            "fork: call connector.connect() in this process"
        )
        self._reader.after_fork()
        for task in self._tasks.values():
            task.after_fork(self._why_closed())

    def _send(
        self, message: Message, deadline: Deadline, what: str, *names: object
    ) -> UnsentMessage | None:
        logger = self._logger
        if logger.isEnabledFor(logging.INFO):
            named = what % names
            logger.info("%s to %s: %s", named, self._name, size_of(message))
            if logger.isEnabledFor(logging.DEBUG):
                logger.debug("%s holds %s", named, describe(message))
        try:
            return self._transport.send(message, deadline)
        except ConnectionClosedError:
            with self._lock:
                if self._end is not None or self._disconnecting:
                    # The end was known first, and says more than that a socket is closed.
                    raise self._why_closed() from None
            raise

    def _why_closed(self) -> ConnectionClosedError:
        end = self._end
        if self._disconnecting or end is None:
            return ConnectionClosedError(
                f"the connection to {self._name} was closed by disconnect(): call "
                "connector.connect() for a new one",
                code=1000,
            )
        return as_closed(end, self._name)

    def check_may_wait(self) -> None:
        """See `TaskOwner`."""
        if get_ident() == self._reader.ident:
            raise UsageError(
                "a hook or callback cannot wait for a reply: it runs in the thread that reads "
                "replies; use another thread, or add_done_callback"
            )

    def lead(self, waiting: Callable[[], bool], seconds: float | None) -> bool:
        """See `TaskOwner`."""
        return self._reader.lead(waiting, seconds)

    def read_in_background(self) -> None:
        """See `TaskOwner`."""
        self._reader.call_back()

    def has_tasks(self) -> bool:
        """See `ReaderOwner`."""
        return bool(self._tasks)

    def handle_message(self, message: Message) -> None:
        """See `ReaderOwner`."""
        for event in self._protocol.receive(message):
            self._dispatcher.handle(event, message)

    def wake_waiting(self) -> None:
        """See `ReaderOwner`."""
        self._dispatcher.wake_waiting()

    def finish(self, end: ConnectionError) -> None:
        """See `ReaderOwner`."""
        with self._lock:
            self._end = end
            lost = not self._disconnecting  # also if a callback disconnects now
            tasks = list(self._tasks.values())
            self._tasks.clear()
            closed = self._why_closed()
        failure = end if isinstance(end, ProtocolError) and lost else closed
        for task in tasks:
            self._dispatcher.to_wake += task.finish(failure)
        self.wake_waiting()
        try:
            if lost:
                code = end.close_code if isinstance(end, ProtocolError) else 1000
                self._transport.say_goodbye(code, Deadline(_GOODBYE_SECONDS))
                self._dispatcher.call_hook(self._hooks.on_connection_lost, end)
                shown = escape(str(end))
                self._logger.warning("the connection to %s ended: %s", self._name, shown)
        finally:
            self._transport.close()


def as_closed(end: ConnectionError, name: str) -> ConnectionClosedError:
    """Return a new error for another caller that meets the same end of the connection."""
    if isinstance(end, ConnectionClosedError):
        return ConnectionClosedError(str(end), code=end.code, reason=end.reason)
    closed = ConnectionClosedError(f"the connection to {name} was given up: {end}")
    closed.__cause__ = end
    return closed


_open_connections: WeakSet[Connection] = WeakSet()


def _after_fork_in_child() -> None:
    for connection in list(_open_connections):
        connection.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
