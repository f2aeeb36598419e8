"""A connection to one server, as applications use it; generated packages add its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, overload

from livebind.common.settings_checks import (
    check_logger,
    check_number,
    check_type,
    check_whole_number,
)
from livebind.common.uri import Address
from livebind.connection.place import Place
from livebind.connection.request_handle import check_max_interval
from livebind.conplyent.listener import CommandListener
from livebind.conplyent.session import Session, open_session
from livebind.conplyent.task import CommandTask
from livebind.conplyent.transfer import Transferred, transfer_file
from livebind.errors import UsageError
from livebind.logger import LOGGER
from livebind.model import UNSET
from livebind.timeouts import deadline_of

if TYPE_CHECKING:
    import logging
    import os
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

__all__ = ["CommandConnection", "CommandOptions", "ConnectionSettings", "given"]

_MAX_MESSAGE_SIZE = 2**31 - 1


class CommandOptions(TypedDict, total=False):
    """What each command takes beside its own arguments."""

    timeout: float | None
    """Seconds until it must be through; None (default) waits until it is."""
    echo_response: bool
    """Print outputs as they are asked for."""
    max_interval: float | None
    """Longest silence in seconds between two messages; None (default): any."""


class ConnectionSettings(TypedDict, total=False):
    """What can be set of a connection beside its address; see `CommandConnection`."""

    enter_connect: bool
    enter_connect_timeout: float | None
    max_message_size: int
    logger: logging.Logger


class CommandConnection:
    """A connection to a conplyent server, which may be closed and made again.

    All methods are safe to use from several threads at once. Nothing is sent twice, and nothing
    reconnects by itself. Use it in a `with` statement to connect and to close it at the end.
    """

    def __init__(  # noqa: PLR0913 - what can be set
        self,
        hostname: str,
        port: int = 9922,
        *,
        enter_connect: bool = True,
        enter_connect_timeout: float | None = 10.0,
        max_message_size: int = _MAX_MESSAGE_SIZE,
        logger: logging.Logger = LOGGER,
    ) -> None:
        """Take note of where the server is; nothing is connected yet.

        Args:
            hostname: host name or IP address.
            port: its TCP port.
            enter_connect: whether a `with` statement connects.
            enter_connect_timeout: seconds that it may take then; None for any time.
            max_message_size: largest message in bytes that is accepted.
            logger: where problems, with INFO messages, are logged; see `Connector.logger`.

        Raises:
            UsageError: a setting makes no sense.
        """
        check_type("hostname", hostname, str, "the name or the IP address of a host")
        check_whole_number("port", port, minimum=1)
        if port >= 1 << 16:
            raise UsageError(f"port must be a number from 1 to 65535, not {port!r}")
        check_type("enter_connect", enter_connect, bool, "True or False")
        check_number("enter_connect_timeout", enter_connect_timeout, optional=True)
        check_whole_number("max_message_size", max_message_size, minimum=1)
        check_logger(logger)
        self._address = Address(hostname, port)
        self._enter_connect = enter_connect
        self._enter_connect_timeout = enter_connect_timeout
        self._max_message_size = max_message_size
        self._logger = logger
        self._place: Place[Session] = Place(self._address.authority)

    def __repr__(self) -> str:
        state = "open" if self.connected else "closed"
        return f"<{type(self).__name__} {self.address}, {state}>"

    @property
    def address(self) -> str:
        """`host:port` of the server."""
        return self._address.authority

    @property
    def connected(self) -> bool:
        """Whether commands can be sent, as far as this side can know."""
        return self._place.connected

    def connect(self, timeout: float | None = 10.0) -> None:
        """Connect, or connect again after the connection was lost; keep a good connection.

        Args:
            timeout: seconds to wait for the server to answer, also for it to be started and to be
                left by its last client; None for any time.

        Raises:
            ServiceUnavailableError: it did not (a builtin `ConnectionError` too).
        """
        deadline_of(timeout, None)  # also where nothing is to be done
        self._place.connect(
            lambda: open_session(
                self._address,
                timeout,
                max_message_size=self._max_message_size,
                logger=self._logger,
            )
        )

    def close(self) -> None:
        """Disconnect, if connected. `connect` may be called again. Raises nothing."""
        self._place.close()

    def disconnect(self) -> None:
        """Disconnect, as `close` does."""
        self.close()

    def server_methods(self) -> list[str]:
        """Return the names of the server's commands, in its order; raises if not connected."""
        return list(self._place.connection.names)

    def heartbeat(self, timeout: float | None = 5.0) -> bool:
        """Return whether the server answers within `timeout` seconds (None: any time).

        It answers while it carries out a command, too. False if it is not connected.
        """
        try:
            return self._place.connection.heartbeat(timeout)
        except UsageError:  # not connected
            return False

    def transfer(
        self, src: str | os.PathLike[str], dest: str, *, timeout: float | None = None
    ) -> Transferred:
        """Send a file; directories on the way to `dest` are made, and a file there is replaced.

        Args:
            src: the file here.
            dest: its path on the server, relative to the server's working directory.
            timeout: seconds that all of it may take; None for any time.

        Returns:
            How much was sent, and whether the server's digest of it could be compared.

        Raises:
            OSError: the file cannot be read here, or not be written there.
            TransferError: what the server has is not what was sent.
            RequestTimeoutError, ConnectionClosedError: it is not complete.
        """
        return transfer_file(self._place.connection, src, dest, deadline_of(timeout, None))

    @overload
    def command(
        self,
        name: str,
        arguments: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
        *,
        complete: Literal[True] = True,
        timeout: float | None = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> list[Any]: ...

    @overload
    def command(
        self,
        name: str,
        arguments: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
        *,
        complete: bool,
        timeout: float | None = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> Any: ...  # noqa: ANN401 - a list or a listener, as `complete` says

    def command(  # noqa: PLR0913 - the options that conplyent documents
        self,
        name: str,
        arguments: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
        *,
        complete: bool = True,
        timeout: float | None = None,
        echo_response: bool = False,
        max_interval: float | None = None,
        raise_error: bool = False,
    ) -> Any:
        """Carry out any command of the server.

        Args:
            name: name of the command.
            arguments: its positional arguments, of plain values.
            keywords: its keyword arguments, of plain values.
            complete: wait, and return all outputs as a list; if False, return a
                `CommandListener` of them at once.
            timeout: seconds until it must be through; None waits until it is.
            echo_response: print outputs as they come.
            max_interval: longest silence in seconds between two messages, the first of which
                comes when the server begins with the command.
            raise_error: raise the server's error instead of giving it as the last output.

        Raises:
            UsageError: the server has no such command, or nothing is connected.
            InvalidRequestError: an argument cannot be sent.
            RequestTimeoutError: it is not through in time; it goes on there.
            TaskSilentError: nothing came for `max_interval`.
            InvalidReplyError: the server sent something that is not accepted.
            ConnectionClosedError: the connection ended first.
            Exception: an error of the server, see `livebind.conplyent.listener.raise_failure`.
        """
        # Before anything is sent: a mistake must not leave a command running.
        deadline = deadline_of(timeout, None)
        check_max_interval(max_interval)
        session = self._place.connection
        request = session.start(name, arguments, keywords or {}, deadline)
        request.max_interval = max_interval
        listener: CommandListener[Any] = CommandListener(
            CommandTask(request),
            timeout=timeout,
            echo_response=echo_response,
            raise_error=raise_error,
        )
        if not complete:
            return listener
        try:
            return list(listener)
        finally:
            if not request.done:  # a timeout, or Ctrl-C
                session.abandon(request)

    def __enter__(self) -> Self:
        if self._enter_connect:
            self.connect(self._enter_connect_timeout)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def given(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords that a caller gave: those that are unset are not sent."""
    return {name: value for name, value in keywords.items() if value is not UNSET}
