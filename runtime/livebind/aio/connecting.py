"""Connecting in coroutines."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING, Any

from livebind.aio.instance import AsyncInstance
from livebind.aio.threads import in_thread
from livebind.common.settings_checks import keywords_of
from livebind.connection.beginning import Beginning
from livebind.connection.connection import Connection
from livebind.connection.loop_reader import LoopReader, check_loop
from livebind.connection.reader import Reader
from livebind.connector import Connector, pause_after
from livebind.errors import ServiceUnavailableError
from livebind.method import Method
from livebind.timeouts import DEFAULT, Deadline, Timeout, deadline_of
from livebind.transports.background_sender import BackgroundSender

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import TracebackType
    from typing import Unpack

    from livebind.connection.connection import MakeReader
    from livebind.connector import ConnectorSettings
    from livebind.transports.transport import AsyncTransport

__all__ = ["Connecting", "connect"]


class Connecting:
    """A connection to be made: `await` it, or be connected within `async with`."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._instance: AsyncInstance | None = None

    def __await__(self) -> Generator[Any, None, AsyncInstance]:
        return _connect(self._connector).__await__()

    async def __aenter__(self) -> AsyncInstance:
        self._instance = await self
        return self._instance

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        instance, self._instance = self._instance, None
        if instance is not None:
            await instance.disconnect()


@keywords_of(Connector)
def connect(uri: str, **settings: Unpack[ConnectorSettings]) -> Connecting:
    """Connect to an instance in a coroutine: await what is returned, or use it in `async with`.

    A coroutine that is cancelled meanwhile leaves nothing behind.

    Args:
        uri: `host:port`, or `ws://`, `wss://`, `http://` or `https://` and host, port and path.
        settings: those of `Connector`, which says what each means, as keywords.

    Raises:
        UsageError: a setting makes no sense.
        ServiceUnavailableError: nobody answered at any attempt.
        TlsError: no secure connection can be made.
        ProtocolError: the server is no WebSocket server.
    """
    return Connecting(Connector(uri, **settings))


async def _connect(connector: Connector) -> AsyncInstance:
    attempt = 1
    while True:
        try:
            return await _connect_once(connector)
        except ServiceUnavailableError as error:
            pause = pause_after(connector, attempt, error)
        attempt += 1
        await asyncio.sleep(pause)


async def _connect_once(connector: Connector) -> AsyncInstance:
    opening = connector.opening()
    wire, settings = opening.wire, opening.settings
    transport = await in_thread(opening.open, discard=lambda unused: unused.close())
    loop = asyncio.get_running_loop()
    transport.flush_with(loop.call_soon)
    check = partial(check_loop, loop, get_ident())
    sender = BackgroundSender(transport, settings.logger, check)
    try:
        connection = Connection(transport, wire, settings, reader=_reader(transport), sender=sender)
    except BaseException:
        transport.close()
        raise
    instance = AsyncInstance(connection)
    try:
        beginning = Beginning(_Caller(connection), settings.name, opening.deadline)
        await in_thread(lambda: wire.begin(beginning, connector.handlers.keys()))
    except BaseException:
        connection.release()
        raise
    return instance


def _can_watch(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether a loop tells when a descriptor can be read: the usual one of Windows does not."""
    return type(loop).add_reader is not asyncio.AbstractEventLoop.add_reader


def _reader(transport: AsyncTransport) -> MakeReader:
    """Return what makes the reader of a transport: the loop reads it, if it can."""
    descriptor, loop = transport.fileno(), asyncio.get_running_loop()
    if descriptor is None or not _can_watch(loop):
        return Reader
    return partial(LoopReader, loop, descriptor)


class _Caller:
    """What a connection can do as it begins, in a thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def request(
        self, method: str, params: object = None, *, timeout: Timeout
    ) -> Any:  # noqa: ANN401 - any JSON
        deadline = self._deadline(timeout)
        raw = Method[Any](method, params=Any, result=Any)
        return self._connection.start(raw, params, b"", deadline).result_by(deadline)

    def send_notification(self, method: str, params: object = None) -> None:
        self._connection.notify(method, params, self._deadline(DEFAULT))

    def _deadline(self, timeout: Timeout) -> Deadline:
        return deadline_of(timeout, self._connection.settings.request_timeout)
