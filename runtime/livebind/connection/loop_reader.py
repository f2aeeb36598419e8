"""Reads a connection in an event loop, without a thread: the loop tells when something arrived."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Event, Thread, get_ident
from typing import TYPE_CHECKING

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
    from asyncio import AbstractEventLoop, Handle
    from collections.abc import Callable

    from livebind.connection.dispatcher import Dispatcher
    from livebind.connection.task_table import TaskTable
    from livebind.transports.transport import Transport

__all__ = ["LoopReader", "check_loop"]

_LONGEST_RUN = 100
"""Messages that are handled before the loop does something else."""


def check_loop(loop: AbstractEventLoop, thread: int) -> None:
    """Raise `UsageError` where `loop` could not go on, which was in `thread` as it connected."""
    if loop.is_running():
        return
    if loop.is_closed():
        raise UsageError(
            "the event loop that this connection belongs to is closed: connect in the one that is "
            "to use it"
        )
    if get_ident() == thread and _is_in_loop():
        raise UsageError(
            "this connection belongs to another event loop, which cannot run meanwhile: connect in "
            "the one that is to use it"
        )


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class LoopReader:
    """Reads a transport that has a descriptor until it ends, in the thread of a loop.

    Threads may wait for replies too, as followers (see `livebind.connection.reader`). Freeing the
    connection may take a moment, so that a thread does it.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the loop's two, and what every reader needs
        self,
        loop: AbstractEventLoop,
        descriptor: int,
        transport: Transport,
        dispatcher: Dispatcher,
        tasks: TaskTable,
        settings: Settings,
    ) -> None:
        """Read from now on. It is to be made in the thread of the loop.

        Raises:
            NotImplementedError: this loop watches no descriptors.
        """
        self._loop = loop
        self._descriptor = descriptor
        self._transport = transport
        self._dispatcher = dispatcher
        self._tasks = tasks
        self._settings = settings
        self._thread = get_ident()
        self._ended = True
        self._freed = Event()
        self._again: Handle | None = None
        """What reads once more without being told to."""
        loop.add_reader(descriptor, self._read)
        self._ended = False
        self._again = loop.call_soon(self._read_again)  # what came with the handshake

    def __del__(self) -> None:
        """Close the connection, which no loop reads any more: it would refer to this."""
        if not self._ended:
            self._transport.close()

    def check_may_wait(self) -> None:
        """Raise `UsageError` if the loop cannot go on; `lead` stops who would block it."""
        check_loop(self._loop, self._thread)

    def lead(self, waiting: Callable[[], bool], seconds: float | None) -> bool:
        """Return False, as only the loop reads.

        Raises:
            UsageError: in the thread of the loop.
        """
        del waiting, seconds
        if get_ident() == self._thread:
            raise UsageError("waiting here would block the event loop, which reads the replies")
        return False

    def read_in_background(self) -> None:
        """Do nothing: the loop reads at any time."""

    def join(self, seconds: float | None) -> None:
        """Wait until the connection was freed, which must have been interrupted.

        In the thread of the loop it does not wait.
        """
        if self._loop.is_closed():
            self._end(ConnectionClosedError("the event loop that reads the connection was closed"))
        if get_ident() != self._thread:
            self._freed.wait(seconds)

    def after_fork(self) -> None:
        """In the child of a fork: never read what belongs to the parent."""
        self._ended = True

    def _read(self) -> None:
        """Handle what has arrived. Called by the loop."""
        if self._ended:
            return
        try:
            if self._handle_messages() and self._again is None:
                self._again = self._loop.call_soon(self._read_again)
        except ConnectionError as error:
            self._end(error)
        except Exception as error:
            self._end(ConnectionClosedError(f"reading the connection failed: {error!r}"))
            self._settings.logger.exception("reading a connection failed")
        except BaseException:  # Ctrl-C, which asyncio leaves to its program's main task
            self._end(ConnectionClosedError("reading was interrupted within a message"))
            raise

    def _read_again(self) -> None:
        self._again = None
        self._read()

    def _handle_messages(self) -> bool:
        """Handle some messages; whether there may be more of which the loop would not tell."""
        transport = self._transport
        message = None
        for _ in range(_LONGEST_RUN):
            message = transport.receive()
            if message is None:
                break
            self._dispatcher.handle(message)
        self._tasks.wake()
        return message is not None or transport.wait(0)

    def _end(self, end: ConnectionError) -> None:
        if self._ended:
            return
        self._ended = True
        with suppress(RuntimeError):  # the loop was closed
            self._loop.remove_reader(self._descriptor)
        settings = self._settings
        code = None
        try:
            was_lost = self._tasks.end(end)
            self._dispatcher.subscriptions.end(self._tasks.why_closed())
            if was_lost:
                code = end.close_code if isinstance(end, ProtocolError) else 1000
                settings.call(settings.hooks.on_connection_lost, end)
                shown = escape(str(end))
                settings.logger.warning("the connection to %s ended: %s", settings.name, shown)
        finally:
            free = Thread(target=self._free, args=[code], name="livebind-closing", daemon=True)
            with suppress(RuntimeError):  # the program ends, and all its sockets with it
                free.start()

    def _free(self, code: int | None) -> None:
        """Say goodbye, if there is a code for it, and free the connection."""
        try:
            if code is not None:
                self._transport.say_goodbye(code, Deadline(GOODBYE_SECONDS))
            self._transport.close()
        finally:
            self._freed.set()
