"""Opening a stream: TCP, and TLS on it."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from livebind.errors import (
    ConnectionClosedError,
    InvalidServerCertificateError,
    ServiceUnavailableError,
    TlsError,
)
from livebind.timeouts import Deadline
from livebind.transports.read_buffer import ReadBuffer
from livebind.transports.stream import Stream
from livebind.transports.tcp import open_connection

if TYPE_CHECKING:
    import socket
    from collections.abc import Generator

    from livebind.common.uri import Address

__all__ = ["open_stream", "speaks_tls"]

_LONGEST_LOOK: Final = 2.0
"""Seconds to find out what a server speaks that hung up."""
_NO_TLS: Final = frozenset({None, "WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING"})


def open_stream(address: Address, context: ssl.SSLContext | None, deadline: Deadline) -> Stream:
    """Return a connected stream, in TLS if there is a context.

    Raises:
        ServiceUnavailableError: nobody answers, or not in time.
        TlsError: no secure connection can be made.
    """
    connection = open_connection(address, deadline)
    if context is None:
        return Stream(connection)
    with _tls_errors(address):
        return _in_tls(connection, address, context, deadline)


def _in_tls(
    connection: socket.socket, address: Address, context: ssl.SSLContext, deadline: Deadline
) -> Stream:
    """Return the stream over a connection once both sides have shaken hands, or close it."""
    try:
        connection = context.wrap_socket(
            connection, server_hostname=address.host, do_handshake_on_connect=False
        )
        stream = Stream(connection)
        stream.handshake(deadline)
    except BaseException:
        connection.close()
        raise
    return stream


@contextmanager
def _tls_errors(address: Address) -> Generator[None]:
    """Raise our own errors for those of the TLS handshake."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise InvalidServerCertificateError(
            f"the certificate of {address} is not trusted: {error.verify_message}; for a private "
            "authority or a self-signed certificate give SslClientContext(cafile=...)"
        ) from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise _ended_in_handshake(address, "no more bytes") from error
    except ssl.SSLError as error:
        hint = (
            ": the server does not speak TLS there, connect to it with ws://"
            if error.reason == "WRONG_VERSION_NUMBER"
            else f" ({error.reason or error})"
        )
        raise TlsError(f"no secure connection to {address} could be made{hint}") from error
    except TimeoutError as error:
        raise ServiceUnavailableError(
            f"{address} accepted the connection but did not complete the TLS handshake in time"
        ) from error
    except OSError as error:
        raise _ended_in_handshake(address, error.strerror or str(error)) from error


def _ended_in_handshake(address: Address, how: str) -> ServiceUnavailableError | TlsError:
    if _speaks_plainly(address):
        return TlsError(
            f"no secure connection to {address} could be made: the server does not speak TLS "
            "there, connect to it with ws://"
        )
    return ServiceUnavailableError(
        f"{address} ended the connection in the TLS handshake ({how}): it may be starting or full, "
        "or not speak TLS (ws://)"
    )


def speaks_tls(address: Address) -> bool:
    """Return whether a server that hung up on a plain client shakes hands in TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Nobody is trusted by this: nothing is sent, and the connection is not used.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    deadline = Deadline(_LONGEST_LOOK)
    try:
        _in_tls(open_connection(address, deadline), address, context, deadline).close()
    except ssl.SSLError as error:
        # An alert is TLS, too; "wrong version" is what OpenSSL says of any other answer.
        return error.reason not in _NO_TLS
    except (ServiceUnavailableError, OSError):
        return False
    return True


def _speaks_plainly(address: Address) -> bool:
    """Return whether a server that hung up on a TLS client answers in plain HTTP."""
    deadline = Deadline(_LONGEST_LOOK)
    request = f"GET / HTTP/1.1\r\nHost: {address.authority}\r\nConnection: close\r\n\r\n"
    try:
        stream = Stream(open_connection(address, deadline))
    except ServiceUnavailableError:
        return False
    try:
        stream.write(request.encode(), deadline)
        return ReadBuffer(stream).read_by(5, deadline) == b"HTTP/"
    except (ConnectionClosedError, TimeoutError):
        return False
    finally:
        stream.close()
