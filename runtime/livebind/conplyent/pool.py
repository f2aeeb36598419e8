"""Connections to several servers, one for each, which any thread may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from livebind.common.settings_checks import keywords_of
from livebind.connection.place import Members
from livebind.conplyent.connection import CommandConnection

if TYPE_CHECKING:
    from typing import Unpack

    from livebind.conplyent.connection import ConnectionSettings

__all__ = ["ServerPool"]

S = TypeVar("S", bound=CommandConnection)


class ServerPool(Members[S], Generic[S]):
    """The servers that were added, by `host:port`."""

    def __init__(self, kind: type[S]) -> None:
        """Make a pool of connections of a class that was generated."""
        super().__init__()
        self._kind = kind

    @keywords_of(CommandConnection)
    def add(
        self,
        hostname: str,
        port: int = 9922,
        **settings: Unpack[ConnectionSettings],
    ) -> S:
        """Return a new connection, not connected yet; `CommandConnection` tells the settings.

        A server serves one client at a time: one that was added before for the same address is
        closed and replaced.
        """
        connection = self._kind(hostname, port, **settings)
        with self._lock:
            earlier = self._members.get(connection.address)
            self._members[connection.address] = connection
        if earlier is not None:
            earlier.close()
        return connection
