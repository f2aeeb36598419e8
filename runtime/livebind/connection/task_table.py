"""The tasks of a connection, from their registration to their end, or that of the connection."""

from __future__ import annotations

from collections import deque
from threading import RLock
from typing import TYPE_CHECKING, Any

from livebind.errors import (
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 - ours, which is also the builtin's
    ProtocolError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.connection.request_handle import RequestHandle
    from livebind.connection.settings import Settings

__all__ = ["TaskTable"]


class TaskTable:
    """Knows who waits for a reply, and wakes them. Any thread registers and removes tasks.

    A task is either failed by the end of the connection or refused because it has ended, never
    forgotten between the two.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Guards `_tasks` and `_end`. The handler of a signal may come in the thread that holds it.
        self._lock = RLock()
        self._tasks: dict[int, RequestHandle[Any, Any]] = {}
        self.get: Callable[[int], RequestHandle[Any, Any] | None] = self._tasks.get
        """Returns the task of a request, None if it was given up. The dict's own, as it is fast."""
        self._end: ConnectionError | None = None
        self.is_closing = False
        """Whether this program ends the connection. Set without the lock, as a `__del__` may."""
        self.to_wake: deque[Callable[[], object]] = deque()
        """Those that wait for a change that has come. Only the thread that reads uses it."""

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def has_ended(self) -> bool:
        """Whether no reply will come any more."""
        return self._end is not None

    def add(self, task: RequestHandle[Any, Any]) -> None:
        """Register a task, before its request is sent, so that no answer can come too early.

        Raises:
            ConnectionClosedError: the connection has ended.
        """
        with self._lock:
            if self._end is not None or self.is_closing:
                raise self.why_closed()
            self._tasks[task.id] = task

    def remove(self, request_id: int) -> bool:
        """Forget a task; False if it was not known."""
        with self._lock:
            return self._tasks.pop(request_id, None) is not None

    def only(self) -> RequestHandle[Any, Any] | None:
        """Return the only task, if there is one and no other."""
        with self._lock:
            return next(iter(self._tasks.values())) if len(self._tasks) == 1 else None

    def refuse(self, end: ConnectionError) -> None:
        """Add no task any more, as the connection is about to end."""
        with self._lock:
            self._end = self._end or end

    def end(self, end: ConnectionError) -> bool:
        """Fail all tasks, as the connection has ended; whether this program did not end it."""
        with self._lock:
            self._end = end
            was_lost = not self.is_closing  # also if a callback disconnects now
            tasks = list(self._tasks.values())
            self._tasks.clear()
            failure = end if isinstance(end, ProtocolError) and was_lost else self.why_closed()
        for task in tasks:
            self.to_wake += task.finish(failure)
        self.wake()
        return was_lost

    def wake(self) -> None:
        """Wake the threads whose task has changed, and call the callbacks of those that are done.

        Not at once, but when the reader is about to wait: a thread that it woke could only wait
        for the interpreter while the reader goes on.
        """
        while self.to_wake:
            self._settings.call(self.to_wake.popleft())

    def after_fork(self) -> None:
        """In the child of a fork: end all tasks, whose answers nobody reads here."""
        self._lock = RLock()  # the old one may be held by a thread of the parent
        self._end = ConnectionClosedError(
            "the connection belongs to the process that opened it and cannot be used after a "
            "fork: call connector.connect() in this process"
        )
        for task in self._tasks.values():
            task.after_fork(self.why_closed())

    def why_closed(self) -> ConnectionClosedError:
        """Return a new error for a caller that meets the end of the connection."""
        end, name = self._end, self._settings.name
        if self.is_closing or end is None:
            return ConnectionClosedError(
                f"the connection to {name} was closed by disconnect(): call "
                "connector.connect() for a new one",
                code=1000,
            )
        if isinstance(end, ConnectionClosedError):
            return ConnectionClosedError(str(end), code=end.code, reason=end.reason)
        closed = ConnectionClosedError(f"the connection to {name} was given up: {end}")
        closed.__cause__ = end
        return closed
