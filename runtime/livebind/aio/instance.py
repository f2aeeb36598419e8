"""A connection to a running instance, as coroutines use it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from livebind.aio.threads import in_thread
from livebind.errors import ConnectionError, RequestError  # noqa: A004 - ours
from livebind.instance import HEARTBEAT, BaseInstance
from livebind.task import AsyncTask
from livebind.timeouts import DEFAULT, Deadline, Timeout

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from livebind.connection.connection import Connection
    from livebind.method import Method, Reply

__all__ = ["AsyncInstance"]

T = TypeVar("T")


class AsyncInstance(BaseInstance):
    """A running backend that this program is connected to, by `livebind.aio.connect`.

    It belongs to the event loop in which it was connected; any number of its tasks use it at once.
    Nothing here blocks the loop: what cannot be sent at once is sent by a thread. Where a
    coroutine that waits for an answer is cancelled, also by `asyncio.timeout`, its request is
    forgotten at once, and the backend is asked to cancel it if it can. Use it in an `async with`
    statement to disconnect at the end.
    """

    _KIND = "AsyncInstance"

    async def request(
        self, method: str, params: object = None, *, timeout: Timeout = DEFAULT  # noqa: ASYNC109
    ) -> Any:  # noqa: ANN401 - any JSON
        """Send a raw request and wait for its result; see `livebind.Instance.request`."""
        return await self.call(self._raw(method), params, timeout=timeout)

    async def execute(
        self,
        method: str,
        params: object = None,
        binary: bytes = b"",
        *,
        timeout: Timeout = DEFAULT,  # noqa: ASYNC109 - as the blocking one
    ) -> Reply[Any]:
        """Like `request`, with bytes in both directions."""
        raw = self._raw(method, has_reply_data=True)
        return await self.call(raw, params, binary=binary, timeout=timeout)

    def task(
        self, method: str, params: object = None, binary: bytes = b""
    ) -> AsyncTask[Reply[Any]]:
        """Send a raw request and return at once with a handle of it.

        Raises:
            InvalidRequestError: JSON cannot express the parameters; nothing was sent.
            ConnectionClosedError: the connection has ended.
        """
        return self.start(self._raw(method, has_reply_data=True), params, binary=binary)

    async def call(
        self,
        method: Method[T],
        params: object = None,
        *,
        binary: bytes = b"",
        timeout: Timeout = DEFAULT,  # noqa: ASYNC109 - as the blocking one
    ) -> T:
        """Send a typed request and wait for its result; raises as `livebind.Instance.call`."""
        connection = self._connection
        deadline = self._deadline(timeout)
        request = connection.start(method, params, binary, deadline)
        try:
            return await request.result_async(deadline)
        except BaseException as error:
            if not request.done:
                if isinstance(error, asyncio.CancelledError):
                    connection.give_up(request)
                else:  # a timeout
                    connection.abandon(request)
            raise

    def start(
        self, method: Method[T], params: object = None, *, binary: bytes = b""
    ) -> AsyncTask[T]:
        """Send a typed request and return at once with a handle of it; raises as `task` does."""
        request = self._connection.start(method, params, binary, self._deadline(DEFAULT))
        request.needs = self
        return AsyncTask(request)

    def in_session(self, session: str) -> AsyncInstance:
        """Return the instance of a session of this one; see `livebind.Instance.in_session`.

        Raises:
            UsageError: the protocol has no sessions.
        """
        return _AsyncSession(self, self._connection.in_session(session), session)

    def send_notification(self, method: str, params: object = None) -> None:
        """Send a notification, which is never answered; see `Instance.send_notification`."""
        self._connection.notify(method, params, self._deadline(DEFAULT))

    async def heartbeat(self, timeout: float = 5.0) -> bool:  # noqa: ASYNC109 - as the blocking one
        """Return whether the backend answers within `timeout` seconds.

        Raises:
            UsageError: called outside of the loop that it was connected in.
        """
        try:
            await self.call(HEARTBEAT, timeout=timeout)
        except RequestError as error:
            return not isinstance(error, TimeoutError)
        except ConnectionError:
            return False
        return True

    async def disconnect(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        """End the connection, within about `timeout` seconds. Raises nothing, also a second time.

        Tasks that still wait fail with `ConnectionClosedError`.
        """
        deadline = Deadline(timeout)
        await in_thread(lambda: self._connection.disconnect(deadline))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.disconnect()


class _AsyncSession(AsyncInstance):
    """A session of an instance, whose connection it uses."""

    def __init__(self, owner: AsyncInstance, connection: Connection, session: str) -> None:
        super().__init__(connection)
        self._owner = owner  # which ends the connection when nobody uses it any more
        self._session = session

    async def disconnect(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        """Do nothing: the connection is that of the instance that the session belongs to."""

    def __del__(self) -> None:
        """Leave the connection open."""
