"""Several instances under one roof, in coroutines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from livebind.common.secrets import without_secrets
from livebind.common.settings_checks import keywords_of
from livebind.connector import Connector
from livebind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self, Unpack

    from livebind.aio.instance import AsyncInstance
    from livebind.connector import ConnectorSettings

__all__ = ["AsyncPool", "AsyncPooledInstance"]


class AsyncPooledInstance:
    """A place in a pool, made by `AsyncPool.add`: a connector, and its connection if there is one.

    Use it in an `async with` statement to be connected within.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._lock = asyncio.Lock()  # held while a connection is made, so that there is only one
        self._instance: AsyncInstance | None = None

    def __repr__(self) -> str:
        state = "open" if self.connected else "closed"
        return f"<AsyncPooledInstance {without_secrets(self._connector.uri)}, {state}>"

    @property
    def connector(self) -> Connector:
        """How to connect."""
        return self._connector

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side can know."""
        return self._instance is not None and self._instance.connected

    @property
    def instance(self) -> AsyncInstance:
        """The connection.

        Raises:
            UsageError: there never was one, or it was closed. One that broke is returned: its
                requests tell how it ended.
        """
        if self._instance is None:
            shown = without_secrets(self._connector.uri)
            raise UsageError(f"{shown} is not connected: await connect() of it, or of the pool")
        return self._instance

    async def connect(self) -> AsyncInstance:
        """Connect, or connect again after the connection was lost; keep a good connection.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`.
        """
        async with self._lock:
            if self._instance is None or not self._instance.connected:
                await self._disconnect()
                self._instance = await self._connector.connect_async()
            return self._instance

    async def close(self) -> None:
        """Disconnect, if connected. `connect` may be called again."""
        async with self._lock:
            await self._disconnect()

    async def _disconnect(self) -> None:
        instance, self._instance = self._instance, None
        if instance is not None:
            await instance.disconnect()

    async def __aenter__(self) -> AsyncInstance:
        return await self.connect()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


class AsyncPool:
    """Connectors of several instances and their connections, for the tasks of one event loop.

    Adding does not connect, a lost connection does not leave the pool, and nothing reconnects by
    itself. Use it in an `async with` statement to disconnect all at the end.
    """

    def __init__(self) -> None:
        self._members: dict[str, AsyncPooledInstance] = {}

    def __repr__(self) -> str:
        connected = sum(member.connected for member in self)
        return f"<AsyncPool, {connected} of {len(self)} open>"

    @keywords_of(Connector)
    def add(self, uri: str, **settings: Unpack[ConnectorSettings]) -> AsyncPooledInstance:
        """Add an instance, not connected yet.

        Args:
            uri: where it listens; also the key to look it up by.
            settings: those of its `Connector`, as keywords.

        Raises:
            UsageError: a setting makes no sense, or the URI is in the pool already.
        """
        if uri in self._members:
            shown = without_secrets(uri)
            raise UsageError(f"{shown} is in the pool already: look it up with pool[{shown!r}]")
        member = self._members[uri] = AsyncPooledInstance(Connector(uri, **settings))
        return member

    async def remove(self, uri: str) -> None:
        """Disconnect a member and forget it; raises KeyError if it is not in the pool."""
        await self._members.pop(uri).close()

    async def connect(self) -> list[AsyncInstance]:
        """Connect all that are not connected, all at once, and return all in their order.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`, of the first
                in their order that failed; those that are connected stay so.
        """
        found = await asyncio.gather(*[one.connect() for one in self], return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return [one.instance for one in self]

    async def close(self) -> None:
        """Disconnect all. They stay in the pool."""
        await asyncio.gather(*[member.close() for member in self])

    def __getitem__(self, uri: str) -> AsyncPooledInstance:
        return self._members[uri]

    def __contains__(self, uri: object) -> bool:
        return uri in self._members

    def __iter__(self) -> Iterator[AsyncPooledInstance]:
        return iter(list(self._members.values()))

    def __len__(self) -> int:
        return len(self._members)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
