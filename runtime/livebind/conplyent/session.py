"""One open connection to a server: from the first message to the last."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from livebind.common.escaping import escape
from livebind.connection.connection import Connection
from livebind.connection.settings import Settings
from livebind.conplyent.request import CommandRequest
from livebind.errors import (
    ConnectionError,  # noqa: A004 - ours, which is also the builtin's
    InvalidReplyError,
    LivebindError,
    RequestError,
    RequestTimeoutError,
    ServiceUnavailableError,
    UsageError,
)
from livebind.method import Method
from livebind.timeouts import Deadline
from livebind.transports.zeromq_pair import PairTransport
from livebind.wires.conplyent.commands import HEARTBEAT, SYNC, CommandWire
from livebind.wires.conplyent.messages import write_command, write_heartbeat, write_sync

if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping, Sequence

    from livebind.common.uri import Address

__all__ = ["Session", "open_session"]

_ATTEMPT_PERIOD: Final = 0.1
_FIRST_PATIENCE: Final = 0.25
_LONGEST_PATIENCE: Final = 5.0
_IS_ALIVE: Final = "is_alive"
_GIVEN_UP: Final = (
    "the server gave {!r} up, as it could not get rid of what that said: the last outputs are "
    "missing, and the exit code is not known"
)
_RESERVED: Final = frozenset({"idx"})
"""Keywords that the server gives itself: given twice, it drops the command without a word."""


class Session:
    """An open connection whose server has told its commands. Safe to use from any thread."""

    def __init__(self, transport: PairTransport, name: str, logger: logging.Logger) -> None:
        self._wire = CommandWire()
        settings = Settings(name=name, request_timeout=None, logger=logger)
        self._connection = Connection(transport, self._wire, settings)
        self._name = name
        self._sending = Lock()  # answers come in the order in which messages were sent
        self._names: tuple[str, ...] = ()

    @property
    def connected(self) -> bool:
        """Whether commands can be sent, as far as this side can know."""
        return self._connection.is_open

    @property
    def names(self) -> tuple[str, ...]:
        """The server's commands, in its order."""
        return self._names

    def synchronize(self, deadline: Deadline, patience: float) -> None:
        """Ask for a sign of life, within `patience` seconds, and for the names of the commands.

        The server tells them when it is through with all that it was sent before, also by earlier
        clients: what comes after this answer is about commands of this connection.

        Raises:
            ServiceUnavailableError: there is no sign of life, or no names in time.
            ConnectionClosedError: the server was stopped.
        """
        remaining = deadline.remaining()
        if not self.heartbeat(patience if remaining is None else min(patience, remaining)):
            raise ServiceUnavailableError("it gives no sign of life")
        task = self._start(SYNC, write_sync(), deadline)
        try:
            self._names = self._wait(task, deadline)
        except RequestTimeoutError as error:
            raise ServiceUnavailableError("it is busy with what it was told before") from error

    def start(
        self,
        command: str,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
        deadline: Deadline,
    ) -> CommandRequest:
        """Send a command and return its handle.

        Raises:
            UsageError: the server has no such command, or would drop it.
            InvalidRequestError: an argument cannot be sent.
            RequestTimeoutError: it could not be sent in time.
            ConnectionClosedError: the connection has ended.
        """
        if command not in self._names:
            raise UsageError(
                f"the server at {self._name} has no command {command!r}: it has "
                f"{escape(', '.join(sorted(self._names)))}"
            )
        reserved = _RESERVED & keywords.keys()
        if reserved:
            raise UsageError(f"{command!r} cannot be given {', '.join(reserved)}: the server does")
        request = self._start(command, write_command(command, arguments, keywords), deadline)
        if _IS_ALIVE in self._names:
            request.ask_whether_alive = self._ask_whether_alive
        return request

    def _ask_whether_alive(self, request: CommandRequest) -> None:
        """Ask for a job that has been silent; end the request if the server has given it up.

        What it said before, it sent before the answer to this.
        """

        def end_what_is_gone(answer: CommandRequest) -> None:
            if answer.error is None and answer.last_output is False and not request.done:
                self._connection.end(request, InvalidReplyError(_GIVEN_UP.format(request.method)))

        if request.question is not None and not request.question.done:
            return  # it is busy with a command before it
        job = request.job_by(Deadline(0))
        with suppress(LivebindError):  # the next time, or the end of the connection tells it
            question = self._start(_IS_ALIVE, write_command(_IS_ALIVE, [job], {}), Deadline(0))
            request.question = question
            question.add_done_callback(end_what_is_gone)

    def heartbeat(self, timeout: float | None) -> bool:
        """Return whether the server answers within `timeout` seconds. Raises no connection error.

        It does also while it carries out a command.
        """
        deadline = Deadline(timeout)
        try:
            self._wait(self._start(HEARTBEAT, write_heartbeat(), deadline), deadline)
        except (RequestError, ConnectionError):
            return False
        return True

    def abandon(self, task: CommandRequest) -> None:
        """Forget a task that nobody waits for any more; its late outputs are dropped."""
        self._connection.abandon(task)

    def disconnect(self, timeout: float = 5.0) -> None:
        """End the connection, within about `timeout` seconds. Raises nothing, also a second time.

        Tasks that still wait fail with `ConnectionClosedError`.
        """
        self._connection.disconnect(Deadline(timeout))

    def _wait(self, task: CommandRequest, deadline: Deadline) -> Any:  # noqa: ANN401 - the answer
        try:
            return task.result_by(deadline)
        finally:
            if not task.done:
                self._connection.abandon(task)

    def _start(self, name: str, data: bytes, deadline: Deadline) -> CommandRequest:
        method = Method[Any](name)
        remaining = deadline.remaining()
        if not self._sending.acquire(timeout=-1 if remaining is None else remaining):
            raise RequestTimeoutError("nothing was sent in time: other commands are being sent")
        try:
            return self._connection.start_as(CommandRequest, method, None, data, deadline)
        except RequestTimeoutError:
            self._wire.withdraw()
            raise
        except LivebindError:
            raise
        except BaseException:
            # Ctrl-C: it cannot be told whether the command was sent, nor so which answer is whose.
            self._connection.disconnect(Deadline(0))
            raise
        finally:
            self._sending.release()


def open_session(
    address: Address, timeout: float | None, *, max_message_size: int, logger: logging.Logger
) -> Session:
    """Connect, trying again until the server answers, for at most `timeout` seconds.

    Raises:
        ServiceUnavailableError: it did not in time: it is not there, serves another client, or is
            busy with a command.
    """
    deadline = Deadline(timeout)
    patience = _FIRST_PATIENCE
    failure: LivebindError | None = None
    while True:
        try:
            return _open_once(address, deadline, patience, max_message_size, logger)
        except (ConnectionError, RequestTimeoutError) as error:
            # An attempt that the deadline cuts short knows less than the one before it.
            failure = error if failure is None or not deadline.passed else failure
            if deadline.passed:
                raise ServiceUnavailableError(
                    f"no conplyent server answers at {address} within {timeout} s: {failure}; is "
                    "it started, and free? It serves one client at a time"
                ) from failure
            logger.debug("an attempt to connect to %s failed: %s", address, error)
        patience = min(2 * patience, _LONGEST_PATIENCE)
        remaining = deadline.remaining()
        time.sleep(_ATTEMPT_PERIOD if remaining is None else min(_ATTEMPT_PERIOD, remaining))


def _open_once(
    address: Address,
    deadline: Deadline,
    patience: float,
    max_message_size: int,
    logger: logging.Logger,
) -> Session:
    """Connect once.

    The server ignores a client without a word if it still has another, for as long as they are
    connected: who gets no sign of life within `patience` seconds must try again.
    """
    transport = PairTransport.connect(address, deadline, max_message_size)
    session = Session(transport, str(address), logger)
    try:
        session.synchronize(deadline, patience)
    except BaseException:
        with suppress(LivebindError):
            session.disconnect()
        raise
    return session
