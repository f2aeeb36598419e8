"""Addresses as the command line takes them, and sockets bound to them."""

import socket
from dataclasses import dataclass

__all__ = ["Address", "bind", "parse_address"]

MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """A host name or number, and a port, which is 0 for any free one."""

    host: str
    port: int


def parse_address(text: str) -> Address:
    """Read `host:port`, where the host of IPv6 is in brackets.

    Raises:
        ValueError: The text is no address.
    """
    host, separator, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not separator or not host or not port.isdecimal() or int(port) > MAX_PORT:
        raise ValueError(f"'{text}' is no address such as localhost:5000")
    return Address(host, int(port))


def bind(address: Address) -> socket.socket:
    """Bind a socket for one family, IPv4 where there is a choice, so that it has one port.

    Raises:
        OSError: The host is unknown or the port is taken.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    # A name with addresses of both families would need two sockets, with two free ports.
    family, kind, protocol, _, target = min(found, key=lambda item: item[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(target)
    except OSError:
        listener.close()
        raise
    return listener
