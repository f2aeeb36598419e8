"""Notifications as they come: what `Instance.listen` returns.

Each subscription has a queue of its own, filled by the thread that reads the connection and
emptied by whoever iterates. It is bounded, and nothing is dropped in silence: where more came than
it holds, `NotificationOverflowError` is raised once all that it holds has been read.
"""

from __future__ import annotations

from collections import deque
from threading import Condition, RLock
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from livebind.codec.integers import decode_leniently
from livebind.codec.json_type import decode_hook
from livebind.common.escaping import escape
from livebind.errors import (
    ConnectionClosedError,
    InvalidReplyError,
    NotificationOverflowError,
    RequestTimeoutError,
    UsageError,
)
from livebind.notification import Notification
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Self

    from livebind.connection.leniency import Leniency
    from livebind.errors import LivebindError

__all__ = ["Subscription"]

N = TypeVar("N", bound=Notification)


class Subscription(Generic[N]):
    """The notifications of some kinds, from the call of `Instance.listen` on.

    Iterate it, also with `async for`: it ends when it is closed or the instance is disconnected by
    this program, and raises what ended the connection otherwise. Several threads and coroutines
    may share one; each notification then goes to one of them. Close it, or use it in a `with`
    statement, when nobody reads it any more.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - made by `Instance.listen` alone
        self,
        kinds: Sequence[type[N]],
        where: Callable[[N], bool] | None,
        capacity: int,
        session: str,
        close: Callable[[Subscription[N]], object],
        leniency: Leniency | None = None,
    ) -> None:
        if not kinds or not all(kind.__notification__ for kind in kinds):
            raise UsageError("listen to classes of notifications, as a generated package has them")
        if capacity < 1:
            raise UsageError(f"the capacity must be at least 1, not {capacity!r}")
        self._decoders = {
            kind.__notification__: msgspec.json.Decoder(kind, dec_hook=decode_hook)
            for kind in kinds
        }
        self._where = where
        self._capacity = capacity
        self.session = session
        """The session that it listens to, empty for the connection itself."""
        self._close = close
        self._leniency = leniency
        # Guards all below. A signal's handler may come in the thread that holds it.
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._waiters: list[Callable[[], object]] = []
        self._queue: deque[N | Exception] = deque()
        self._overflown = False
        self._end: ConnectionClosedError | None = None
        self._is_closed = False

    def __repr__(self) -> str:
        state = "closed" if self._is_closed or self._end is not None else f"{len(self)} waiting"
        return f"<Subscription of {escape(', '.join(self._decoders))}, {state}>"

    def __len__(self) -> int:
        """Return how many notifications wait to be read."""
        return len(self._queue)

    @property
    def methods(self) -> tuple[str, ...]:
        """The names on the wire of what it listens to."""
        return tuple(self._decoders)

    def next(self, timeout: float | None = None) -> N:
        """Wait for the next notification and return it.

        Args:
            timeout: seconds; None waits for ever.

        Raises:
            RequestTimeoutError: none came in time.
            NotificationOverflowError: more came than the queue holds; the subscription is over.
            InvalidReplyError: what came does not fit its class; the next call goes on, as it does
                after an error of `where`.
            ConnectionClosedError: the connection ended, or the subscription was closed.
        """
        deadline = Deadline(timeout)
        with self._lock:
            while not self._is_ready():
                if deadline.passed:
                    raise RequestTimeoutError(f"none of {self!r} came in time")
                self._changed.wait(deadline.remaining())
            return self._take()

    async def next_async(self) -> N:
        """Like `next`, in a coroutine, which `asyncio.timeout` may limit."""
        # asyncio is slow to import, and only coroutines need it.
        from livebind.common.waking import wakeable  # noqa: PLC0415 - see above

        while True:
            future, wake = wakeable()
            with self._lock:
                if self._is_ready():
                    return self._take()
                self._waiters.append(wake)
            try:
                await future
            finally:
                with self._lock:
                    if wake in self._waiters:
                        self._waiters.remove(wake)

    def close(self) -> None:
        """Stop listening. Those that wait for a notification stop, too. Raises nothing."""
        self._close(self)
        with self._lock:
            self._is_closed = True
            self._queue.clear()
            self._wake()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> N:
        try:
            return self.next()
        except ConnectionClosedError as error:
            if self._was_ended_here(error):
                raise StopIteration from None
            raise

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> N:
        try:
            return await self.next_async()
        except ConnectionClosedError as error:
            if self._was_ended_here(error):
                raise StopAsyncIteration from None
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def deliver(self, method: str, params: bytes) -> None:
        """Put a notification into the queue. Called by the thread that reads the connection."""
        received: N | Exception
        try:
            received = notification = self._read(method, params if params != b"null" else b"{}")
            if self._where is not None and not self._where(notification):
                return
        except (msgspec.MsgspecError, RecursionError) as error:
            received = InvalidReplyError(
                f"notification {method!r} does not fit its class: {error}", raw=params
            )
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - of `where`: raised where it is read
            received = error if isinstance(error, Exception) else _as_exception(error)
        with self._lock:
            if len(self._queue) < self._capacity and not self._overflown:
                self._queue.append(received)
            else:
                self._overflown = True
            self._wake()

    def _read(self, method: str, params: bytes) -> N:
        decoder = self._decoders[method]
        try:
            notification: N = decode_leniently(decoder, params)
        except msgspec.ValidationError:
            if self._leniency is None:
                raise
            found = self._leniency.read(decoder.type, params, f"the notification {method!r}")
            if not isinstance(found, decoder.type):  # what is no object has no attributes
                raise
            notification = found
        return notification

    def end(self, end: ConnectionClosedError) -> None:
        """Tell that nothing more will come. Called by the thread that reads the connection."""
        with self._lock:
            self._end = end
            self._wake()

    def after_fork(self, end: ConnectionClosedError) -> None:
        """In the child of a fork: nothing will come here."""
        self._lock = RLock()  # the old one may be held by a thread of the parent
        self._changed = Condition(self._lock)
        self._waiters = []
        self._end = end

    def _is_ready(self) -> bool:
        return bool(self._queue) or self._overflown or self._is_closed or self._end is not None

    def _take(self) -> N:
        """Return the oldest notification, or raise why there is none."""
        if self._queue:
            received = self._queue.popleft()
            if isinstance(received, Exception):
                raise received
            return received
        failure: LivebindError
        if self._is_closed:
            failure = ConnectionClosedError("this program closed the subscription", code=1000)
        elif self._overflown:
            failure = NotificationOverflowError(
                f"more than {self._capacity} notifications waited to be read, so that some were "
                "lost: read them faster, listen to fewer kinds, or give listen() more capacity"
            )
        else:
            assert self._end is not None  # noqa: S101 - only called when ready
            failure = self._end.with_traceback(None)
        raise failure

    def _was_ended_here(self, error: ConnectionClosedError) -> bool:
        return self._is_closed or error.code == _CLOSED_HERE

    def _wake(self) -> None:
        self._changed.notify_all()
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter()


def _as_exception(error: BaseException) -> UsageError:
    """Return what says of an error that it would end who reads it, as `sys.exit` does."""
    failure = UsageError(f"`where` of a subscription raised {error!r}: let it return a bool")
    failure.__cause__ = error
    return failure


_CLOSED_HERE = 1000
"""The code of an end that this program asked for (`TaskTable.why_closed`)."""
