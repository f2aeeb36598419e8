"""Several instances under one roof, such as the nodes that render a movie together."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from livebind.connector import Connector
from livebind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from livebind.instance import Instance

__all__ = ["Pool", "PooledInstance"]


class PooledInstance:
    """A place in a pool: a connector, and its connection while there is one.

    Use it in a `with` statement to be connected within.
    """

    def __init__(self, connector: Connector) -> None:
        """Made by `Pool.add`, not by applications."""
        self._connector = connector
        self._lock = RLock()
        self._instance: Instance | None = None

    @property
    def connector(self) -> Connector:
        """How to connect."""
        return self._connector

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side can know."""
        instance = self._instance
        return instance is not None and instance.connected

    @property
    def instance(self) -> Instance:
        """The connection.

        Raises:
            UsageError: there never was one, or it was closed. One that broke is returned: its
                requests tell how it ended.
        """
        instance = self._instance
        if instance is None:
            raise UsageError(
                f"{self._connector.uri} is not connected: call connect() on it, or on the pool"
            )
        return instance

    def connect(self) -> Instance:
        """Connect, or connect again after the connection was lost; keep a good connection.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`.
        """
        with self._lock:
            if self._instance is None or not self._instance.connected:
                lost, self._instance = self._instance, None
                if lost is not None:
                    lost.disconnect()
                self._instance = self._connector.connect()
            return self._instance

    def close(self) -> None:
        """Disconnect, if connected. `connect` may be called again."""
        with self._lock:
            instance, self._instance = self._instance, None
        if instance is not None:
            instance.disconnect()

    def __enter__(self) -> Instance:
        return self.connect()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class Pool:
    """Connectors of several instances and their connections, for any number of threads.

    Adding does not connect, a lost connection does not leave the pool, and nothing reconnects by
    itself. Use it in a `with` statement to disconnect all at the end.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._members: dict[str, PooledInstance] = {}

    def add(
        self,
        uri: str,
        **settings: Any,  # noqa: ANN401 - those of `Connector`, which checks them
    ) -> PooledInstance:
        """Add an instance, not connected yet.

        Args:
            uri: where it listens; also the key to look it up by.
            settings: further settings of its `Connector`.

        Raises:
            UsageError: a setting makes no sense, or the URI is in the pool already.
        """
        member = PooledInstance(Connector(uri, **settings))
        with self._lock:
            if uri in self._members:
                raise UsageError(f"{uri} is in the pool already: look it up with pool[{uri!r}]")
            self._members[uri] = member
        return member

    def remove(self, uri: str) -> None:
        """Disconnect an instance and forget it; raises KeyError if it is not in the pool."""
        with self._lock:
            member = self._members.pop(uri)
        member.close()

    def connect(self) -> list[Instance]:
        """Connect all that are not connected, one after the other, and return all.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`; those that
                are connected stay so.
        """
        return [member.connect() for member in self]

    def close(self) -> None:
        """Disconnect all. They stay in the pool."""
        for member in self:
            member.close()

    def __getitem__(self, uri: str) -> PooledInstance:
        with self._lock:
            return self._members[uri]

    def __contains__(self, uri: object) -> bool:
        with self._lock:
            return uri in self._members

    def __iter__(self) -> Iterator[PooledInstance]:
        with self._lock:
            return iter(list(self._members.values()))

    def __len__(self) -> int:
        with self._lock:
            return len(self._members)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
