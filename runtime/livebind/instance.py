"""A connection to a running instance, as applications use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, overload

from livebind.connection.request_handle import check_max_interval
from livebind.errors import ConnectionError, RequestError  # noqa: A004 - ours
from livebind.listener import Listener
from livebind.method import Method, Reply
from livebind.notification import Notification
from livebind.subscription import Subscription
from livebind.task import Task
from livebind.timeouts import DEFAULT, Deadline, Timeout, deadline_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from livebind.connection.connection import Connection

__all__ = ["BaseInstance", "Instance"]

T = TypeVar("T")
N = TypeVar("N", bound=Notification)
N2 = TypeVar("N2", bound=Notification)
N3 = TypeVar("N3", bound=Notification)

# JSON-RPC reserves names with this prefix, so that no backend gives it a meaning: any answer,
# also that there is no such method, shows that it is alive.
HEARTBEAT = Method[Any]("rpc.heartbeat", params=Any, result=Any)


class BaseInstance:
    """What the instances of threads and those of coroutines have in common."""

    _KIND: ClassVar[str]
    """What it is, in words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session = ""

    def __repr__(self) -> str:
        state = "open" if self.connected else "closed"
        return f"<{self._KIND} {self._connection.settings.name}, {state}>"

    @property
    def connected(self) -> bool:
        """Whether requests can be sent, as far as this side can know."""
        return self._connection.is_open

    @property
    def greeting(self) -> Any:  # noqa: ANN401 - any JSON
        """What the instance said of itself as the connection began.

        Of a server of MCP the result of `initialize`; None on protocols without any.
        """
        return self._connection.wire.greeting

    @overload
    def listen(
        self,
        kind: type[N],
        /,
        *,
        where: Callable[[N], bool] | None = None,
        capacity: int = 10_000,
    ) -> Subscription[N]: ...

    @overload
    def listen(
        self,
        kind: type[N],
        second: type[N2],
        /,
        *,
        where: Callable[[N | N2], bool] | None = None,
        capacity: int = 10_000,
    ) -> Subscription[N | N2]: ...

    @overload
    def listen(
        self,
        kind: type[N],
        second: type[N2],
        third: type[N3],
        /,
        *others: type[N],
        where: Callable[[N | N2 | N3], bool] | None = None,
        capacity: int = 10_000,
    ) -> Subscription[N | N2 | N3]: ...

    def listen(
        self,
        *kinds: type[Any],
        where: Callable[[Any], bool] | None = None,
        capacity: int = 10_000,
    ) -> Subscription[Any]:
        """Listen to notifications of these kinds from now on.

        Args:
            kinds: classes of notifications, of a generated package.
            where: takes those for which it returns True alone. It is called in the thread that
                reads the connection, so it must return soon and not wait for a reply.
            capacity: how many may wait to be read. If more come, what is lost is never lost in
                silence: the subscription raises `NotificationOverflowError`.

        Raises:
            UsageError: these are no classes of notifications.
            ConnectionClosedError: the connection has ended.
        """
        subscriptions = self._connection.subscriptions
        leniency = self._connection.settings.leniency
        subscription = Subscription[Any](
            kinds, where, capacity, self._session, subscriptions.remove, leniency
        )
        subscriptions.add(subscription)
        return subscription

    def __del__(self) -> None:
        connection: Connection | None = getattr(self, "_connection", None)
        if connection is not None:
            connection.release()

    def _deadline(self, timeout: Timeout) -> Deadline:
        return deadline_of(timeout, self._connection.settings.request_timeout)

    def _raw(self, method: str, *, has_reply_data: bool = False) -> Method[Any]:
        # Not `Method[Any](...)`, which takes three times as long.
        way = self._connection.wire.cancellation
        return Method(
            method, params=Any, result=Any, has_reply_data=has_reply_data, cancellation=way
        )


class Instance(BaseInstance):
    """A running backend that this program is connected to, by `Connector.connect`.

    All methods are safe to use from several threads at once. A request is never sent twice, and
    an instance does not reconnect by itself: call `Connector.connect` again. Use it in a `with`
    statement to disconnect at the end.
    """

    _KIND = "Instance"

    def request(
        self, method: str, params: object = None, *, timeout: Timeout = DEFAULT
    ) -> Any:  # noqa: ANN401 - any JSON
        """Send a raw request and wait for its result.

        Args:
            method: name of the method on the wire.
            params: anything that JSON can express, also generated models; None for none.
            timeout: seconds; None waits for ever, `DEFAULT` for the connector's
                `request_timeout`.

        Raises:
            InvalidRequestError: JSON cannot express the parameters; nothing was sent.
            RemoteError: the backend answered with an error.
            RequestCancelledError: it was cancelled.
            RequestTimeoutError: no answer came in time; a late one is dropped.
            InvalidReplyError: the answer is not valid.
            ConnectionClosedError: the connection has ended, or did before the answer came.
            UsageError: called in a hook or callback, where waiting would stop all replies.
        """
        return self.call(self._raw(method), params, timeout=timeout)

    def execute(
        self, method: str, params: object = None, binary: bytes = b"", *, timeout: Timeout = DEFAULT
    ) -> Reply[Any]:
        """Like `request`, with bytes in both directions."""
        return self.call(
            self._raw(method, has_reply_data=True), params, binary=binary, timeout=timeout
        )

    def task(self, method: str, params: object = None, binary: bytes = b"") -> Task[Reply[Any]]:
        """Send a raw request and return at once with a handle of it.

        Raises:
            InvalidRequestError: JSON cannot express the parameters; nothing was sent.
            ConnectionClosedError: the connection has ended.
        """
        return self.start(self._raw(method, has_reply_data=True), params, binary=binary)

    def call(
        self,
        method: Method[T],
        params: object = None,
        *,
        binary: bytes = b"",
        timeout: Timeout = DEFAULT,
    ) -> T:
        """Send a typed request and wait for its result; raises as `request` does.

        Parameters that break a constraint of the method's type raise `InvalidRequestError` too.
        """
        connection = self._connection
        deadline = deadline_of(timeout, connection.settings.request_timeout)
        connection.reader.check_may_wait()
        request = connection.start(method, params, binary, deadline)
        try:
            return request.result_by(deadline)
        except BaseException:
            if not request.done:  # a timeout, or Ctrl-C
                connection.abandon(request)
            raise

    def start(self, method: Method[T], params: object = None, *, binary: bytes = b"") -> Task[T]:
        """Send a typed request and return at once with a handle of it; raises as `task` does."""
        connection = self._connection
        deadline = Deadline(connection.settings.request_timeout)
        request = connection.start(method, params, binary, deadline, is_awaited=False)
        request.needs = self
        return Task(request)

    @overload
    def command(
        self,
        method: str,
        params: object = None,
        *,
        complete: Literal[True] = True,
        timeout: Timeout = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> list[Any]: ...

    @overload
    def command(
        self,
        method: str,
        params: object = None,
        *,
        complete: Literal[False],
        timeout: Timeout = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> Listener[Any]: ...

    def command(  # noqa: PLR0913 - the options that conplyent documents
        self,
        method: str,
        params: object = None,
        *,
        complete: bool = True,
        timeout: Timeout = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> list[Any] | Listener[Any]:
        """Send a raw request as conplyent's clients send commands (see `livebind.listener`).

        Args:
            method: name of the method on the wire.
            params: anything that JSON can express; None for none.
            complete: wait, and return all outputs as a list; if False, return a `Listener` of
                them at once.
            timeout: seconds to wait until it is through; None waits until it is.
            echo_response: print outputs as they come.
            max_interval: longest silence in seconds between two messages.
            raise_error: raise an error of the backend; otherwise it is the last output.

        Raises:
            RequestTimeoutError: it is not through in time.
            TaskSilentError: nothing came for `max_interval`.
            RequestError: the backend answered with an error, and errors are to be raised.
            ConnectionClosedError: the connection has ended, or did before the answer came.
        """
        check_max_interval(max_interval)  # both before anything is sent
        deadline = self._deadline(timeout)
        task = self.start(self._raw(method), params)
        task.max_interval = max_interval
        listener = Listener(
            task,
            timeout=deadline.remaining(),
            echo_response=echo_response,
            raise_error=raise_error,
        )
        return list(listener) if complete else listener

    def in_session(self, session: str) -> Instance:
        """Return the instance of a session of this one, on protocols that have them.

        Its requests and notifications are the session's. It shares the connection, and does not
        end it: `disconnect` of this one does.

        Raises:
            UsageError: the protocol has no sessions.
        """
        return _SessionInstance(self, self._connection.in_session(session), session)

    def send_notification(self, method: str, params: object = None) -> None:
        """Send a notification: it is executed and never answered, not even with an error.

        Brayns drops what it has not read when the connection closes: make a request before
        `disconnect` to be sure that a notification arrived.
        """
        self._connection.notify(method, params, self._deadline(DEFAULT))

    def heartbeat(self, timeout: float = 5.0) -> bool:
        """Return whether the backend answers within `timeout` seconds.

        A backend that is busy may count as dead: Brayns handles one request at a time and reads
        others only now and then meanwhile.

        Raises:
            UsageError: called in a hook or callback, where waiting would stop all replies.
        """
        try:
            self.call(HEARTBEAT, timeout=timeout)
        except RequestError as error:
            return not isinstance(error, TimeoutError)
        except ConnectionError:
            return False
        return True

    def disconnect(self, timeout: float = 5.0) -> None:
        """End the connection, within about `timeout` seconds. Raises nothing, also a second time.

        Tasks that still wait fail with `ConnectionClosedError`.
        """
        self._connection.disconnect(Deadline(timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.disconnect()


class _SessionInstance(Instance):
    """A session of an instance, whose connection it uses."""

    def __init__(self, owner: Instance, connection: Connection, session: str) -> None:
        super().__init__(connection)
        self._owner = owner  # which ends the connection when nobody uses it any more
        self._session = session

    def disconnect(self, timeout: float = 5.0) -> None:
        """Do nothing: the connection is that of the instance that the session belongs to."""

    def __del__(self) -> None:
        """Leave the connection open."""
