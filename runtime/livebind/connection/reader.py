"""Whose turn it is to read a connection: a background thread's, or that of a thread that waits.

A reply that one thread reads for another costs two context switches, which on a fast network is
half of the time of a request. So a thread that waits for a reply reads for itself (and for all
others) if nobody else does. The background thread reads whenever no such thread is there, so that
notifications, pings and the end of the connection are noticed at any time:

- Only the holder of `_turn` reads. It handles whatever comes, also what is meant for others.
- When the background thread has read the reply of a thread that waits, and no other thread does,
  it stands back for `_STAND_BACK_SECONDS`: that thread will most likely soon wait for another.
- While tasks are under way for which nobody waits yet, it reads what has come only once in that
  time: to compete with a thread that sends many requests would slow both down.
- Whoever waits without a thread (coroutines, callbacks), or stops reading while other threads
  wait, calls the background thread back at once.
"""

from __future__ import annotations

import math
import time
from contextlib import suppress
from threading import Lock, Thread, get_ident
from typing import TYPE_CHECKING, Protocol

from livebind.errors import ConnectionClosedError, ConnectionError  # noqa: A004 - ours

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from livebind.common.message import Message
    from livebind.transports.transport import Transport

__all__ = ["Reader", "ReaderOwner"]

_STAND_BACK_SECONDS = 0.01
_LONGEST_RUN = 100
"""Messages that are handled at most before threads are woken and the time is looked at."""


class ReaderOwner(Protocol):
    """What a reader needs of the connection that it reads for."""

    def handle_message(self, message: Message) -> None:
        """Handle a message."""
        ...

    def wake_waiting(self) -> None:
        """Wake the threads whose task has changed."""
        ...

    def has_tasks(self) -> bool:
        """Whether any reply is still to come."""
        ...

    def finish(self, end: ConnectionError) -> None:
        """Take note that the connection has ended. Called once, by the last to read."""
        ...


class Reader:
    """Reads a transport until it ends, in one thread at a time."""

    def __init__(
        self, transport: Transport, owner: ReaderOwner, name: str, logger: logging.Logger
    ) -> None:
        self._transport = transport
        self._owner = owner
        self._logger = logger
        self._turn = Lock()
        self._ended = False
        self._handling = False
        self._hurried = False
        self._refused = 0
        self._called_back = False
        self._standing_back = False
        self._last_led = -math.inf
        self._bell = Lock()  # locked while nobody rings
        self._bell.acquire()
        self.ident: int | None = None
        """Identifier of the thread that reads at the moment."""
        self._thread = Thread(target=self._run, name=f"livebind-{name}", daemon=True)
        self._thread.start()

    def lead(self, waiting: Callable[[], bool], seconds: float | None) -> bool:
        """Read in the calling thread for as long as `waiting()`, at most `seconds`.

        Returns False at once if another thread reads, or nothing is left to read.
        """
        until = None if seconds is None else time.monotonic() + seconds
        taken: list[bool] = []
        try:
            # As in `Turn`, without its calls: this is the way of every request.
            taken.extend(map(self._turn.acquire, (False,)))
            if self._ended or not taken[0]:
                self._refused += 1
                return False
            self._read(waiting, until)
            self._last_led = time.monotonic()
        finally:
            if True in taken:
                self._turn.release()  # first: Ctrl-C comes when a call returns
                # Only now: who was refused the turn before has registered its task before that.
                if (self._refused or self._called_back) and self._owner.has_tasks():
                    self._ring()
        return True

    def call_back(self) -> None:
        """Have the background thread read at once what comes, until no task is under way."""
        self._called_back = True
        self._ring()

    def _ring(self) -> None:
        if self._standing_back:
            with suppress(RuntimeError):  # rung already
                self._bell.release()

    def join(self, seconds: float | None) -> None:
        """Wait until the connection is no longer read, which must have been interrupted."""
        self._hurried = True
        self._ring()
        self._thread.join(seconds)

    def after_fork(self) -> None:
        """In the child of a fork: never read what belongs to the parent."""
        self._ended = True

    def _run(self) -> None:
        """Read whenever no other thread does. Runs in the background thread."""
        while not self._ended:
            if self._may_stand_back():
                self._standing_back = True
                if self._may_stand_back():  # still, now that whoever changes it rings the bell
                    self._bell.acquire(timeout=_STAND_BACK_SECONDS)
                self._standing_back = False
            else:
                with self._turn:
                    self._read(lambda: not self._may_stand_back(), None)

    def _may_stand_back(self) -> bool:
        """Whether others may read, as one did until just now, or nobody waits for what comes."""
        if self._hurried:
            return False
        if self._owner.has_tasks():
            if self._is_awaited() or not self._transport.idle:
                return False
        else:
            refused, self._refused, self._called_back = self._refused, 0, False
            if refused == 1:  # of several threads, each would take the turn only to lose it again
                self._last_led = time.monotonic()
        return time.monotonic() - self._last_led < _STAND_BACK_SECONDS

    def _is_awaited(self) -> bool:
        """Whether anybody waits for a task without reading, as far as is known."""
        return self._refused > 0 or self._called_back

    def _read(self, waiting: Callable[[], bool], until: float | None) -> None:
        """Handle what comes for as long as `waiting()`. The turn must be held."""
        self.ident = get_ident()
        self._handling = False
        try:
            self._handle_messages(waiting, until)
        except ConnectionError as error:
            self._end(error)
        except Exception as error:
            # First of all, as a logger of the application may be what failed.
            self._end(ConnectionClosedError(f"reading the connection failed: {error!r}"))
            self._logger.exception("reading a connection failed")
        except BaseException:
            # Ctrl-C while waiting loses nothing. Elsewhere it may have cut a message in two.
            if self._handling:
                self._end(ConnectionClosedError("reading was interrupted within a message"))
            raise
        finally:
            try:
                self._owner.wake_waiting()
            finally:
                self.ident = None

    def _handle_messages(self, waiting: Callable[[], bool], until: float | None) -> None:
        transport, owner = self._transport, self._owner
        handled = 0
        if transport.idle and until is not None and not self._ended and waiting():
            # Nothing can be there yet for who has just sent a request.
            owner.wake_waiting()
            if not transport.wait(max(0.0, until - time.monotonic())):
                return
        while not self._ended and waiting():
            self._handling = not transport.idle
            message = transport.receive()
            if message is not None:
                owner.handle_message(message)
                handled += 1
                # A peer that never stops must neither keep threads asleep nor this one here.
                if handled % _LONGEST_RUN:
                    continue
            self._handling = False
            owner.wake_waiting()
            if handled and not self._is_awaited():
                self._last_led = time.monotonic()
            seconds = None if until is None else max(0.0, until - time.monotonic())
            if seconds == 0.0 or not waiting():
                return
            if message is None and not transport.wait(seconds):
                return

    def _end(self, end: ConnectionError) -> None:
        self._ended = True
        self._owner.finish(end)
