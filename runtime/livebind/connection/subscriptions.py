"""Who listens to the notifications of a connection."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from livebind.errors import ConnectionClosedError
    from livebind.subscription import Subscription

__all__ = ["Subscriptions"]


class Subscriptions:
    """Hands notifications to those that listen. Any thread adds and removes."""

    def __init__(self) -> None:
        # Guards both below. A signal's handler may come in the thread that holds it.
        self._lock = RLock()
        self._listening: tuple[Subscription[Any], ...] = ()
        self._end: ConnectionClosedError | None = None

    def add(self, subscription: Subscription[Any]) -> None:
        """Hand over what comes from now on; raises why the connection has ended, if it has."""
        with self._lock:
            if self._end is not None:
                raise self._end.with_traceback(None)
            self._listening = (*self._listening, subscription)

    def remove(self, subscription: Subscription[Any]) -> None:
        """Hand over nothing more, if it did."""
        with self._lock:
            self._listening = tuple(one for one in self._listening if one is not subscription)

    def deliver(self, method: str, params: bytes, session: str) -> None:
        """Hand a notification to all that listen to it."""
        for one in self._listening:
            if method in one.methods and one.session == session:
                one.deliver(method, params)

    def end(self, end: ConnectionClosedError) -> None:
        """Tell all that nothing more will come."""
        with self._lock:
            self._end = end
            listening, self._listening = self._listening, ()
        for one in listening:
            one.end(end)

    def after_fork(self, end: ConnectionClosedError) -> None:
        """In the child of a fork: nothing will come here."""
        self._lock = RLock()  # the old one may be held by a thread of the parent
        self._end = end
        for one in self._listening:
            one.after_fork(end)
