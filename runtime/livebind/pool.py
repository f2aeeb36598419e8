"""Several instances under one roof, such as the nodes that render a movie together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind.common.secrets import without_secrets
from livebind.common.settings_checks import keywords_of
from livebind.connection.place import Members, Place
from livebind.connector import Connector
from livebind.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Unpack

    from livebind.connector import ConnectorSettings
    from livebind.instance import Instance

__all__ = ["Pool", "PooledInstance"]


class PooledInstance:
    """A place in a pool, made by `Pool.add`: a connector, and its connection while there is one.

    Use it in a `with` statement to be connected within.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._place: Place[Instance] = Place(without_secrets(connector.uri))

    def __repr__(self) -> str:
        state = "open" if self.connected else "closed"
        return f"<PooledInstance {without_secrets(self._connector.uri)}, {state}>"

    @property
    def connector(self) -> Connector:
        """How to connect."""
        return self._connector

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side can know."""
        return self._place.connected

    @property
    def instance(self) -> Instance:
        """The connection.

        Raises:
            UsageError: there never was one, or it was closed. One that broke is returned: its
                requests tell how it ended.
        """
        return self._place.connection

    def connect(self) -> Instance:
        """Connect, or connect again after the connection was lost; keep a good connection.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`.
        """
        return self._place.connect(self._connector.connect)

    def close(self) -> None:
        """Disconnect, if connected. `connect` may be called again."""
        self._place.close()

    def __enter__(self) -> Instance:
        return self.connect()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class Pool(Members[PooledInstance]):
    """Connectors of several instances and their connections, for any number of threads.

    Adding does not connect, a lost connection does not leave the pool, and nothing reconnects by
    itself. Use it in a `with` statement to disconnect all at the end.
    """

    @keywords_of(Connector)
    def add(self, uri: str, **settings: Unpack[ConnectorSettings]) -> PooledInstance:
        """Add an instance, not connected yet.

        Args:
            uri: where it listens; also the key to look it up by.
            settings: those of its `Connector`, as keywords.

        Raises:
            UsageError: a setting makes no sense, or the URI is in the pool already.
        """
        member = PooledInstance(Connector(uri, **settings))
        with self._lock:
            if uri in self._members:
                shown = without_secrets(uri)
                raise UsageError(f"{shown} is in the pool already: look it up with pool[{shown!r}]")
            self._members[uri] = member
        return member

    def connect(self) -> list[Instance]:
        """Connect all that are not connected, one after the other, and return all.

        Raises:
            ServiceUnavailableError, TlsError, ProtocolError: as `Connector.connect`; those that
                are connected stay so.
        """
        return [member.connect() for member in self]
