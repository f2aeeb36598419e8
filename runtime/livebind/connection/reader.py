"""Who reads a connection: the Leader/Followers pattern, between threads that wait and one more.

A reply that one thread reads for another costs two context switches, which on a fast network is
half of the time of a request. So a thread that waits for a reply becomes the leader, which reads
for itself and for all others, its followers, unless another one leads already. A background thread
leads whenever no such thread does, so that notifications, pings and the end of the connection are
noticed at any time:

- Only the leader reads. It handles whatever comes, also what is meant for others.
- When the background thread has read the reply of a thread that waits, and no other thread does,
  it stands back for `_STAND_BACK_SECONDS`: that thread will most likely soon wait for another.
- While tasks are under way for which nobody waits yet, it reads what has come only once in that
  time: to compete with a thread that sends many requests would slow both down.
- Whoever waits without a thread (coroutines, callbacks), or stops leading while others follow,
  wakes the background thread at once.
- Who is interrupted while it waits for a message loses nothing. In the middle of handling one, it
  ends the connection, as the message may have been cut in two.
"""

from __future__ import annotations

import math
import time
from threading import Condition, RLock, Thread, get_ident
from typing import TYPE_CHECKING, Protocol

from livebind.common.escaping import escape
from livebind.connection.settings import GOODBYE_SECONDS, Settings
from livebind.errors import (
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 - ours, which is also the builtin's
    ProtocolError,
    UsageError,
)
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.connection.dispatcher import Dispatcher
    from livebind.connection.task_table import TaskTable
    from livebind.transports.transport import Transport

__all__ = ["AnyReader", "Reader"]

_STAND_BACK_SECONDS = 0.01
_LONGEST_RUN = 100
"""Messages that are handled at most before threads are woken and the time is looked at."""


class AnyReader(Protocol):
    """What reads a connection, as those see it that wait for replies: `Reader` or `LoopReader`."""

    def check_may_wait(self) -> None:
        """Raise `UsageError` where waiting for a reply would stop all replies."""
        ...

    def lead(self, waiting: Callable[[], bool], seconds: float | None) -> bool:
        """Read in the calling thread for as long as `waiting()`, or return False to follow."""
        ...

    def read_in_background(self) -> None:
        """See to it that what comes is read at once though no thread waits for it."""
        ...

    def join(self, seconds: float | None) -> None:
        """Wait until the connection, which must have been interrupted, was freed."""
        ...

    def after_fork(self) -> None:
        """In the child of a fork: never read what belongs to the parent."""
        ...


class Reader:
    """Reads a transport until it ends, in one thread at a time, and frees it then."""

    def __init__(
        self, transport: Transport, dispatcher: Dispatcher, tasks: TaskTable, settings: Settings
    ) -> None:
        self._transport = transport
        self._dispatcher = dispatcher
        self._tasks = tasks
        self._settings = settings
        # Guards who becomes the leader. A signal's handler may come in the thread that holds it.
        self._mutex = RLock()
        self._changed = Condition(self._mutex)  # for the background thread
        self._leader: int | None = None
        """Identifier of the thread that reads. Only that thread sets it to None again."""
        # Written by the leader:
        self._ended = False
        self._handling = False
        self._last_led = -math.inf
        # Written by any thread, which then wakes the background thread if that sleeps:
        self._followers = 0
        """How often a thread began to follow since there was no task."""
        self._is_wanted = False
        """Whether the background thread is to read at once, until no task is under way."""
        self._is_closing = False
        # Written by the background thread:
        self._is_standing_back = False
        self._is_waiting_for_leader = False
        self._thread = Thread(target=self._run, name=f"livebind-{settings.name}", daemon=True)
        self._thread.start()

    def check_may_wait(self) -> None:
        """Raise `UsageError` in the thread that reads, which must never wait for a reply."""
        if self._leader == get_ident():
            raise UsageError(
                "a hook or callback cannot wait for a reply: it runs in the thread that reads "
                "replies; use another thread, or add_done_callback"
            )

    def lead(self, waiting: Callable[[], bool], seconds: float | None) -> bool:
        """Read in the calling thread for as long as `waiting()`, at most `seconds`.

        Returns False at once if another thread reads, or nothing is left to read.

        Raises:
            UsageError: in the thread that reads already.
        """
        thread = get_ident()
        if self._leader == thread:
            self.check_may_wait()
        until = None if seconds is None else time.monotonic() + seconds
        try:
            with self._mutex:
                if self._ended or self._leader is not None:
                    self._followers += 1
                    return False
                self._leader = thread
            self._read(waiting, until)
            self._last_led = time.monotonic()
        finally:
            if self._leader == thread:
                self._leader = None
                # Only now: who followed has registered its task before that.
                is_awaited = self._followers or self._is_wanted
                if self._is_waiting_for_leader or (is_awaited and self._tasks):
                    self._wake_background()
        return True

    def read_in_background(self) -> None:
        """Have the background thread read at once what comes, until no task is under way."""
        self._is_wanted = True
        self._wake_background()

    def join(self, seconds: float | None) -> None:
        """Wait until the connection is no longer read, which must have been interrupted.

        Does nothing in the thread that reads.
        """
        if self._leader != get_ident():
            self._is_closing = True
            self._wake_background()
            self._thread.join(seconds)

    def after_fork(self) -> None:
        """In the child of a fork: never read what belongs to the parent."""
        self._mutex = RLock()  # the old one may be held by a thread of the parent
        self._changed = Condition(self._mutex)
        self._leader = None
        self._ended = True

    def _wake_background(self) -> None:
        if self._is_standing_back or self._is_waiting_for_leader:
            with self._mutex:
                self._changed.notify()

    def _run(self) -> None:
        """Read whenever no other thread does. Runs in the background thread."""
        while True:
            with self._mutex:
                self._is_waiting_for_leader = True
                while self._leader is not None:
                    self._changed.wait()
                self._is_waiting_for_leader = False
                if self._ended:
                    return
                self._is_standing_back = True
                may_stand_back = self._may_stand_back()
                if may_stand_back:
                    self._changed.wait(_STAND_BACK_SECONDS)
                self._is_standing_back = False
                if may_stand_back:
                    continue
                self._leader = self._thread.ident
            try:
                self._read(lambda: not self._may_stand_back(), None)
            finally:
                self._leader = None

    def _may_stand_back(self) -> bool:
        """Whether others may read, as one did until just now, or nobody waits for what comes."""
        if self._is_closing:
            return False
        if self._tasks:
            if self._is_awaited() or not self._transport.idle:
                return False
        else:
            followers, self._followers, self._is_wanted = self._followers, 0, False
            if followers == 1:  # of several threads, each would lead only to stop again
                self._last_led = time.monotonic()
        return time.monotonic() - self._last_led < _STAND_BACK_SECONDS

    def _is_awaited(self) -> bool:
        """Whether anybody waits for a task without reading, as far as is known."""
        return self._followers > 0 or self._is_wanted

    def _read(self, waiting: Callable[[], bool], until: float | None) -> None:
        """Handle what comes for as long as `waiting()`, until the end of the connection."""
        try:
            self._handle_messages(waiting, until)
        except ConnectionError as error:
            self._end(error)
        except Exception as error:
            # First of all, as a logger of the application may be what failed.
            self._end(ConnectionClosedError(f"reading the connection failed: {error!r}"))
            self._settings.logger.exception("reading a connection failed")
        except BaseException:  # Ctrl-C
            if self._handling:
                self._end(ConnectionClosedError("reading was interrupted within a message"))
            raise
        finally:
            self._handling = False

    def _handle_messages(self, waiting: Callable[[], bool], until: float | None) -> None:
        transport, tasks = self._transport, self._tasks
        handled = 0
        message = None
        must_pause = transport.idle  # nothing can be there yet for who has just sent a request
        while not self._ended and waiting():
            if must_pause:
                if tasks.to_wake:
                    tasks.wake()
                self._handling = False
                if handled and not self._is_awaited():
                    self._last_led = time.monotonic()
                seconds = None if until is None else max(0.0, until - time.monotonic())
                if seconds == 0.0 or not (message or transport.wait(seconds)):
                    return
            self._handling = True
            message = transport.receive()
            if message is not None:
                self._dispatcher.handle(message)
                handled += 1
            # A peer that never stops must neither keep threads asleep nor this one here.
            must_pause = message is None or handled % _LONGEST_RUN == 0
        if tasks.to_wake:
            tasks.wake()

    def _end(self, end: ConnectionError) -> None:
        self._ended = True
        settings = self._settings
        try:
            was_lost = self._tasks.end(end)
            self._dispatcher.subscriptions.end(self._tasks.why_closed())
            if was_lost:
                code = end.close_code if isinstance(end, ProtocolError) else 1000
                self._transport.say_goodbye(code, Deadline(GOODBYE_SECONDS))
                settings.call(settings.hooks.on_connection_lost, end)
                shown = escape(str(end))
                settings.logger.warning("the connection to %s ended: %s", settings.name, shown)
        finally:
            self._transport.close()
