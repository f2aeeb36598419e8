"""A place for a connection, which may be lost, closed and made again; and many such places."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from livebind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

__all__ = ["Connected", "Members", "Place"]


class Connected(Protocol):
    """What a place needs of a connection."""

    @property
    def connected(self) -> bool:
        """Whether requests can be sent, as far as this side can know."""
        ...

    def disconnect(self) -> None:
        """End the connection. Raises nothing."""
        ...


class Closable(Protocol):
    """What a collection needs of its members."""

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side can know."""
        ...

    def close(self) -> None:
        """Disconnect, if connected."""
        ...


C = TypeVar("C", bound=Connected)
M = TypeVar("M", bound=Closable)


class Place(Generic[C]):
    """Holds a connection while there is one. Safe to use from any thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = RLock()  # held while a connection is made, so that there is only one
        self._connection: C | None = None  # replaced with the lock held, read without

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as this side can know."""
        connection = self._connection
        return connection is not None and connection.connected

    @property
    def connection(self) -> C:
        """The connection.

        Raises:
            UsageError: there never was one, or it was closed. One that broke is returned: its
                requests tell how it ended.
        """
        connection = self._connection
        if connection is None:
            raise UsageError(f"{self._name} is not connected: call connect() on it, or on the pool")
        return connection

    def connect(self, make: Callable[[], C]) -> C:
        """Return the connection if it is good, else a new one; raises what `make` raises."""
        with self._lock:
            if self._connection is None or not self._connection.connected:
                lost, self._connection = self._connection, None
                if lost is not None:
                    lost.disconnect()
                self._connection = make()
            return self._connection

    def close(self) -> None:
        """Disconnect, if connected. `connect` may be called again."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.disconnect()


class Members(Generic[M]):
    """Members by their address, for any number of threads; all are closed at the end of `with`."""

    def __init__(self) -> None:
        self._lock = RLock()  # guards `_members`
        self._members: dict[str, M] = {}

    def __repr__(self) -> str:
        connected = sum(member.connected for member in self)
        return f"<{type(self).__name__}, {connected} of {len(self)} open>"

    def remove(self, uri: str) -> None:
        """Disconnect a member and forget it; raises KeyError if it is not in the pool."""
        with self._lock:
            member = self._members.pop(uri)
        member.close()

    def close(self) -> None:
        """Disconnect all. They stay in the pool."""
        for member in self:
            member.close()

    def __getitem__(self, uri: str) -> M:
        with self._lock:
            return self._members[uri]

    def __contains__(self, uri: object) -> bool:
        with self._lock:
            return uri in self._members

    def __iter__(self) -> Iterator[M]:
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
