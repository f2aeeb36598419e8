"""Opening a stream: TCP, and TLS on it."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from livebind.errors import InvalidServerCertificateError, ServiceUnavailableError, TlsError
from livebind.transports.stream import Stream
from livebind.transports.tcp import open_connection

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["open_stream"]


def open_stream(address: Address, context: ssl.SSLContext | None, deadline: Deadline) -> Stream:
    """Return a connected stream, in TLS if there is a context.

    Raises:
        ServiceUnavailableError: nobody answers, or not in time.
        TlsError: no secure connection can be made.
    """
    connection = open_connection(address, deadline)
    try:
        if context is None:
            return Stream(connection)
        with _tls_errors(address):
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


def _ended_in_handshake(address: Address, how: str) -> ServiceUnavailableError:
    return ServiceUnavailableError(
        f"{address} ended the connection in the TLS handshake ({how}): it may be starting or full, "
        "or not speak TLS (ws://)"
    )
