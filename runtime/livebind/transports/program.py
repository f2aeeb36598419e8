"""The transport to a program of its own: lines over its standard input and output.

Both are one socket, as a program that ends then ends the connection, and a connection that ends is
the end of what the program can read. The program is the first of a group of processes, so that
those that it has started end with it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Final

from livebind.common.escaping import escape
from livebind.errors import ConnectionClosedError, UsageError
from livebind.transports.lines import LineTransport

if TYPE_CHECKING:
    import logging

    from livebind.common.message import Message
    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["ProgramTransport"]

_STARTS_PROGRAMS: Final = os.name == "posix"
"""Whether one socket can be the standard streams of a program, and groups of processes end."""
_GRACE_SECONDS: Final = 1.0
"""How long a program may take to end: that it can read nothing more, then that it is told to."""
_LONGEST_LINE: Final = 4096
"""Bytes of a line on standard error that are one line of the log."""
_LAST_WORDS: Final = 5
"""Lines of standard error that are told of a program that ended."""


class ProgramTransport(LineTransport):
    """A program that was started (`livebind.transports.transport.Transport`)."""

    def __init__(
        self,
        connection: socket.socket,
        process: subprocess.Popen[bytes],
        address: Address,
        max_message_size: int,
        logger: logging.Logger,
    ) -> None:
        super().__init__(connection, max_message_size)
        self._process = process
        self._name = str(address)
        self._logger = logger
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._listener = Thread(target=self._listen, name="livebind-stderr", daemon=True)
        self._listener.start()

    @classmethod
    def start(
        cls, address: Address, max_message_size: int, logger: logging.Logger
    ) -> ProgramTransport:
        """Start the program of an address, without any shell.

        Raises:
            UsageError: it cannot be started, or none can on this system.
        """
        if not _STARTS_PROGRAMS:
            raise UsageError(
                f"{address} cannot be started on {sys.platform}: livebind starts programs on "
                "POSIX systems alone; a server that listens on HTTP can be reached from any"
            )
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: S603 - what the application asks for
                    address.command,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                ours.close()
                reason = getattr(error, "strerror", None) or error
                raise UsageError(f"{address} cannot be started: {reason}") from error
        return cls(ours, process, address, max_message_size, logger)

    def receive(self) -> Message | None:
        """Return the next line that is not empty, if it has arrived; see `Transport.receive`."""
        try:
            return super().receive()
        except ConnectionClosedError as error:
            raise self._explained(error) from error

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.send`."""
        try:
            super().send(message, deadline)
        except ConnectionClosedError as error:
            raise self._explained(error) from error

    def send_at_once(self, message: Message, deadline: Deadline) -> None:
        """Send one message if there is room for it; see `AsyncTransport.send_at_once`."""
        try:
            super().send_at_once(message, deadline)
        except ConnectionClosedError:
            raise BlockingIOError from None  # why it ended takes a moment to find out

    def fileno(self) -> None:
        """Return nothing: how a program ended takes a moment to find out; see `Transport`."""

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Let the program end by itself, as it can read nothing more; see `Transport.say_goodbye`.

        What it says meanwhile is still read, so that it does not fail on its way.
        """
        del code
        self._stream.end_sending()
        self._ends_in(deadline.remaining())

    def close(self) -> None:
        """End the program, with more force each time that it has not; see `Transport.close`."""
        super().close()
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._ends_in(_GRACE_SECONDS):
                break
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
        self._ends_in(_GRACE_SECONDS)
        self._listener.join(_GRACE_SECONDS)

    def _ends_in(self, seconds: float | None) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.poll() is not None

    def _explained(self, error: ConnectionClosedError) -> ConnectionClosedError:
        """Return why the connection ended, which the end of the program explains, if it did."""
        if error.code == 1000:  # noqa: PLR2004 - this program ended it
            return error
        if not self._ends_in(_GRACE_SECONDS):
            return ConnectionClosedError(f"{self._name} closed its standard output: connect again")
        self._listener.join(_GRACE_SECONDS)
        code = self._process.returncode
        how = f"with exit code {code}" if code >= 0 else f"by signal {-code}"
        said = "; ".join(self._last_words)
        return ConnectionClosedError(
            f"{self._name} ended {how}{f', saying: {said}' if said else ''}", reason=said
        )

    def _listen(self) -> None:
        """Log what the program writes to standard error. Runs in a thread of its own."""
        stream = self._process.stderr
        assert stream is not None  # noqa: S101 - for the type checkers
        with stream:
            while line := stream.readline(_LONGEST_LINE):
                text = escape(line.decode(errors="replace").rstrip())
                if text:
                    self._last_words.append(text)
                    self._logger.info("%s: %s", self._name, text)
