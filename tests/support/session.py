"""A client of livebind that is connected to a scripted server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from livebind import Connector, Hooks, Instance
from support.certificates import client_context, server_context
from support.fault_server import FaultServer, Script

if TYPE_CHECKING:
    import logging
    from collections.abc import Generator

    from livebind.hooks import BinaryHandler
    from support.peer import Peer

__all__ = ["Settings", "connected", "connector", "serving"]


class Settings(TypedDict, total=False):
    """What a test may set of a `Connector`."""

    binary_handler: BinaryHandler | None
    logger: logging.Logger
    max_attempts: int | None
    attempt_period: float
    connect_timeout: float | None
    request_timeout: float | None
    max_message_size: int
    hooks: Hooks
    validation: Literal["strict", "lenient"]


def serving(script: Script, *, secure: bool) -> FaultServer:
    """Return a server, over TLS if `secure`, with a certificate that `connector` trusts."""
    return FaultServer(script, tls=server_context() if secure else None)


def connector(port: int, *, secure: bool = False, **settings: Unpack[Settings]) -> Connector:
    """Return a connector to a server on this machine."""
    context = client_context() if secure else None
    return Connector(f"127.0.0.1:{port}", ssl_context=context, **settings)


@contextmanager
def connected(
    script: Script, *, secure: bool = False, **settings: Unpack[Settings]
) -> Generator[Instance]:
    """Connect to a server that runs `script` after the handshake; disconnect at the end."""

    def accept_and_run(peer: Peer) -> None:
        peer.accept()
        script(peer)

    with (
        serving(accept_and_run, secure=secure) as server,
        connector(server.port, secure=secure, **settings).connect() as instance,
    ):
        yield instance
