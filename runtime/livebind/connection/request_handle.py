"""A request that was sent, as the connection sees it: messages, result, whoever waits for either.

What a request says before its result (progress, outputs) and how its result is read differ from
protocol to protocol; waiting, deadlines, wake-ups and asyncio do not, and are here. Applications
see it as a `livebind.task.BaseTask`, which says what each thing is for.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import deque
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from livebind.connection.version_inquiry import begin_inquiry
from livebind.errors import (
    LivebindError,
    MethodNotFoundError,
    RemoteError,
    RequestTimeoutError,
    TaskSilentError,
    UsageError,
)
from livebind.timeouts import DEFAULT, LONGEST_WAIT, Deadline, Timeout, deadline_of
from livebind.wires.events import SuccessReply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from typing import Self

    from livebind.bindings import Bindings
    from livebind.connection.connection import Connection
    from livebind.method import Cancellation, Method
    from livebind.transports.transport import UnsentMessage
    from livebind.wires.events import ProgressUpdate, TaskUpdate

__all__ = ["RequestHandle", "check_max_interval"]

T = TypeVar("T")
M = TypeVar("M")


def check_max_interval(seconds: float | None) -> None:
    """Raise `UsageError` if `seconds` cannot be the longest silence between two messages."""
    if seconds is not None and not seconds > 0:
        raise UsageError(f"max_interval must be a positive number of seconds, not {seconds!r}")


class RequestHandle(ABC, Generic[T, M]):
    """A request under way, of any protocol: `T` is its result, `M` what comes before that."""

    _MAX_KEPT: ClassVar[int | None] = None
    """Messages that are kept for whoever iterates slower than they come; None: all."""

    def __init__(self, connection: Connection, method: Method[T], request_id: int) -> None:
        self._connection = connection
        self._method = method
        self.id = request_id
        """The id of the request on the wire."""
        # Written by the thread that reads:
        self._outcome: SuccessReply | LivebindError | None = None
        self._messages: deque[M] = deque(maxlen=self._MAX_KEPT)
        self._message_count = 0
        self._last_message = self.started = time.monotonic()
        """When it was started, in seconds of the monotonic clock."""
        # Guarded by the mutex, also against an outcome between a look and a change:
        self._mutex = Lock()
        self._changes = 0
        self._waiters: list[Callable[[], object]] = []
        self._callbacks: list[Callable[[Any], object]] = []
        # Written by the threads that wait:
        self._value: list[T] = []
        self._max_interval: float | None = None
        self.needs: object = None
        """What must live as long as this handle: the instance, which ends with its last user."""
        self.unsent: UnsentMessage | None = None
        """The request, if it had to wait for another one to be sent."""

    @property
    def method(self) -> str:
        """Name of the method on the wire."""
        return self._method.name

    @property
    def cancellation(self) -> Cancellation | None:
        """How the backend is asked to cancel it, if it can be."""
        return self._method.cancellation

    @property
    def bindings(self) -> Bindings | None:
        """What the package that the method belongs to was generated from."""
        return self._method.bindings

    @property
    def declared_errors(self) -> tuple[type[RemoteError], ...]:
        """The classes of the errors that the description of the method declares."""
        return self._method.errors

    @property
    def error(self) -> LivebindError | None:
        """Why it failed; None if it has not, or not yet."""
        outcome = self._outcome
        return outcome if isinstance(outcome, LivebindError) else None

    @property
    def done(self) -> bool:
        """Whether it has succeeded, failed or been cancelled."""
        return self._outcome is not None

    @property
    def latest(self) -> M | None:
        """The newest of the messages that are kept."""
        return self._messages[-1] if self._messages else None

    @property
    def max_interval(self) -> float | None:
        """Longest silence in seconds between two messages about it; None: any."""
        return self._max_interval

    @max_interval.setter
    def max_interval(self, seconds: float | None) -> None:
        check_max_interval(seconds)
        self._max_interval = seconds
        for waiter in self._change():
            waiter()

    def result_by(self, deadline: Deadline) -> T:
        """Wait until it is done and return or raise its result."""
        while self._outcome is None:
            self._wait(self._changes, deadline)
        try:
            return self._settle()
        except MethodNotFoundError as error:
            inquiry = begin_inquiry(self._connection, error, deadline)
            if inquiry is not None:
                with inquiry:
                    inquiry.take(inquiry.request.result_by(inquiry.deadline))
            raise

    async def result_async(self, deadline: Deadline) -> T:
        """Like `result_by`, in a coroutine."""
        while not self.done:
            await self._wait_async(self._changes, deadline)
        try:
            return self._settle()
        except MethodNotFoundError as error:
            inquiry = begin_inquiry(self._connection, error, deadline)
            if inquiry is not None:
                with inquiry:
                    inquiry.take(await inquiry.request.result_async(inquiry.deadline))
            raise

    def iterate(self, deadline: Deadline | None = None) -> Iterator[M]:
        """Yield each message as it comes, all by `deadline`; each by that of `DEFAULT` if None."""
        seen = 0
        while True:
            changes, finished = self._changes, self.done
            for number, message in self._newer_than(seen):
                seen = number
                yield message
            if finished:
                return
            self._wait(changes, deadline or self.deadline_of(DEFAULT))

    async def iterate_async(self, deadline: Deadline | None = None) -> AsyncIterator[M]:
        """Like `iterate`, in a coroutine."""
        seen = 0
        while True:
            changes, finished = self._changes, self.done
            for number, message in self._newer_than(seen):
                seen = number
                yield message
            if finished:
                return
            await self._wait_async(changes, deadline or self.deadline_of(DEFAULT))

    def add_done_callback(self, callback: Callable[[Self], object]) -> None:
        """Call `callback` with this once when it is done, at once if it is."""
        with self._mutex:
            if self._outcome is None:
                self._callbacks.append(callback)
                self._connection.reader.read_in_background()
                return
        callback(self)

    def cancel(self) -> None:
        """Ask the backend to cancel it, unless it is done."""
        if not self.done:
            self._connection.cancel(self)

    def add(self, update: ProgressUpdate | TaskUpdate) -> list[Callable[[], object]]:
        """Take note of a message and return who is to be woken."""
        self._last_message = time.monotonic()
        self._keep(update)
        return self._change()

    def finish(self, outcome: SuccessReply | LivebindError) -> list[Callable[[], object]]:
        """End the task, unless it has ended, and return who is to be woken.

        The callbacks that were added are among them.
        """
        with self._mutex:
            if self._outcome is None:
                self._outcome = outcome
                self.unsent = None
            self._changes += 1
            to_wake, self._waiters = self._waiters, []
            if self._callbacks:
                to_wake += [partial(callback, self) for callback in self._callbacks]
                self._callbacks = []
        return to_wake

    def after_fork(self, end: LivebindError) -> None:
        """In the child of a fork: end the task, of which nobody will read the answer here."""
        self._mutex = Lock()  # the old one may be held by a thread of the parent
        self._outcome = end

    @abstractmethod
    def _keep(self, update: ProgressUpdate | TaskUpdate) -> None:
        """Put what an update says where `_newer_than` finds it."""

    @abstractmethod
    def _newer_than(self, number: int) -> Iterable[tuple[int, M]]:
        """Return the messages after the one of this number, with their numbers."""

    @abstractmethod
    def _decode(self, reply: SuccessReply) -> T:
        """Return the result that a reply holds."""

    def _settle(self) -> T:
        """Return or raise the outcome. Results are decoded here, not in the reader's thread."""
        outcome = self._outcome
        if isinstance(outcome, SuccessReply):
            if not self._value:
                self._value.append(self._decode(outcome))
            return self._value[0]
        assert outcome is not None  # noqa: S101 - only called when done
        # A traceback would grow with each thread that waits for the same task.
        raise outcome.with_traceback(None)

    def deadline_of(self, timeout: Timeout) -> Deadline:
        """Return the deadline of a wait that begins now; raises as `timeouts.deadline_of` does."""
        return deadline_of(timeout, self._connection.settings.request_timeout)

    def _wait(self, changes: int, deadline: Deadline) -> None:
        """Wait until something has changed since `changes`, or raise if it is too late."""
        if self.unsent is not None:
            self.unsent.hurry()
        seconds = self._seconds_left(deadline)
        # In slices: a changed `max_interval` takes effect at the next one, and on Windows Ctrl-C.
        seconds = LONGEST_WAIT if seconds is None else min(seconds, LONGEST_WAIT)
        if self._connection.reader.lead(lambda: self._changes == changes, seconds):
            return
        gate = Lock()
        gate.acquire()
        if self._subscribe(gate.release, changes):
            try:
                gate.acquire(timeout=seconds)
            finally:
                self._unsubscribe(gate.release)

    async def _wait_async(self, changes: int, deadline: Deadline) -> None:
        # asyncio is slow to import, and only coroutines need it.
        from livebind.common.waking import wakeable  # noqa: PLC0415 - see above

        self._connection.reader.check_may_wait()
        future, wake = wakeable()
        seconds = self._seconds_left(deadline)
        if self._subscribe(wake, changes):
            self._connection.reader.read_in_background()
            timer = None if seconds is None else future.get_loop().call_later(seconds, wake)
            try:
                await future
            finally:
                if timer is not None:
                    timer.cancel()
                self._unsubscribe(wake)

    def _seconds_left(self, deadline: Deadline) -> float | None:
        remaining = deadline.remaining()
        if remaining == 0.0:
            if self.unsent is not None and self.unsent.waits:
                raise RequestTimeoutError(
                    f"no answer to {self.method!r} (request {self.id}) in time: it was not sent "
                    "yet, as the connection is busy with another message"
                )
            raise RequestTimeoutError(
                f"no answer to {self.method!r} (request {self.id}) in time; the backend may still "
                "be working on it: give it a longer timeout, or cancel it"
            )
        if self._max_interval is None:
            return remaining
        silence = time.monotonic() - self._last_message
        if silence >= self._max_interval:
            raise TaskSilentError(
                f"nothing was heard of {self.method!r} (request {self.id}) for {silence:.3g} s, "
                f"longer than its max_interval of {self._max_interval} s"
            )
        left = self._max_interval - silence
        return left if remaining is None else min(left, remaining)

    def _subscribe(self, waiter: Callable[[], object], changes: int) -> bool:
        """Have `waiter` called at the next change; False if there was one since `changes`."""
        with self._mutex:
            if self._changes != changes or self._outcome is not None:
                return False
            self._waiters.append(waiter)
            return True

    def _unsubscribe(self, waiter: Callable[[], object]) -> None:
        with self._mutex:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    def _change(self) -> list[Callable[[], object]]:
        """Count a change and return those that wait for one."""
        with self._mutex:
            self._changes += 1
            waiters, self._waiters = self._waiters, []
        return waiters
