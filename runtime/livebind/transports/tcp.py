"""Opening a TCP connection: every address of a host within one deadline."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias, cast

from livebind.errors import ServiceUnavailableError

if TYPE_CHECKING:
    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["AddressInfo", "open_connection", "resolve"]

AddressInfo: TypeAlias = tuple[
    socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int, ...]
]
"""What `socket.getaddrinfo` returns of an address."""

# A peer that vanished without a word (power cut, cable) is noticed after about this long.
_KEEPALIVE_IDLE_SECONDS = 30
_KEEPALIVE_INTERVAL_SECONDS = 10
_KEEPALIVE_PROBES = 3
_USER_TIMEOUT_MILLISECONDS = 60_000


def open_connection(address: Address, deadline: Deadline) -> socket.socket:
    """Return a connected, non-blocking socket.

    Addresses are tried in the resolver's order; each gets its share of the time left, so that a
    dead first address leaves time for the others.

    Raises:
        ServiceUnavailableError: no address answered in time.
    """
    candidates = resolve(address, deadline)
    last_error: Exception | None = None
    for index, (family, kind, protocol, _, target) in enumerate(candidates):
        remaining = deadline.remaining()
        share = None if remaining is None else remaining / (len(candidates) - index)
        try:
            connection = socket.socket(family, kind, protocol)
        except OSError as error:  # an address family that this machine lacks
            last_error = error
            continue
        try:
            _connect(connection, target, share)
            _configure(connection)
        except OSError as error:
            connection.close()
            last_error = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    reason = _describe(last_error)
    raise ServiceUnavailableError(
        f"no instance answers at {address}: {reason}; "
        "check host and port, and whether the service has started"
    ) from last_error


def _connect(connection: socket.socket, target: tuple[str | int, ...], share: float | None) -> None:
    connection.settimeout(share)
    if share == 0:
        # Zero would mean non-blocking to `settimeout`.
        raise TimeoutError
    connection.connect(target)
    connection.setblocking(False)  # noqa: FBT003 - positional in the standard library


def _configure(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", _KEEPALIVE_IDLE_SECONDS),
        ("TCP_KEEPINTVL", _KEEPALIVE_INTERVAL_SECONDS),
        ("TCP_KEEPCNT", _KEEPALIVE_PROBES),
        ("TCP_USER_TIMEOUT", _USER_TIMEOUT_MILLISECONDS),
    ):
        option: int | None = getattr(socket, name, None)  # not every system has all of them
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


def resolve(address: Address, deadline: Deadline) -> list[AddressInfo]:
    """Return the addresses of a host, in the resolver's order.

    Raises:
        ServiceUnavailableError: it has none, or they are not known in time.
    """
    try:
        return _lookup(address, socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass
    # The resolver of the system has no timeout of its own, so that it is left behind in a thread.
    found: list[list[AddressInfo] | OSError] = []

    def look_up() -> None:
        try:
            found.append(_lookup(address, 0))
        except (OSError, UnicodeError) as error:
            found.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = Thread(target=look_up, name=f"livebind-resolve-{address.host}", daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    result = found[0] if found else TimeoutError()
    if isinstance(result, OSError):
        raise ServiceUnavailableError(
            f"the host name {address.host!r} cannot be resolved: {_describe(result)}"
        ) from result
    return result


def _lookup(address: Address, flags: int) -> list[AddressInfo]:
    infos = socket.getaddrinfo(
        address.host, address.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=flags
    )
    return cast("list[AddressInfo]", infos)


def _describe(error: Exception | None) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
