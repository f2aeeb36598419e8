"""Certificates for servers on loopback: good ones, and each kind that a client must refuse."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import trustme

from livebind import SslClientContext

__all__ = [
    "authority",
    "client_certificate_context",
    "client_context",
    "self_signed_server_context",
    "server_context",
    "unknown_server_context",
]


@cache
def authority() -> trustme.CA:
    """Return the certificate authority that the clients of the tests trust."""
    return trustme.CA()


def client_context() -> SslClientContext:
    """Return the settings of a client that trusts `authority` alone."""
    return SslClientContext(cadata=authority().cert_pem.bytes().decode())


def server_context(
    host: str = "127.0.0.1", *, expired: bool = False, client_certificate: bool = False
) -> ssl.SSLContext:
    """Return the context of a server whose certificate `authority` gave out for `host`.

    With `client_certificate` it asks its clients for one of the same authority.
    """
    yesterday = datetime.now(UTC) - timedelta(days=1)
    context = _context(authority(), host, yesterday if expired else None)
    if client_certificate:
        context.load_verify_locations(cadata=authority().cert_pem.bytes().decode())
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_certificate_context() -> ssl.SSLContext:
    """Return the context of a client that trusts `authority` and has a certificate of it."""
    context = client_context().create()
    _configure(context, authority(), "client.test", None)
    return context


def unknown_server_context() -> ssl.SSLContext:
    """Return the context of a server whose authority no client knows."""
    return _context(trustme.CA(), "127.0.0.1", None)


def self_signed_server_context() -> ssl.SSLContext:
    """Return the context of a server that vouches for itself."""
    issuer = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with issuer.cert_pem.tempfile() as certificate, issuer.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    return context


def _context(issuer: trustme.CA, host: str, not_after: datetime | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _configure(context, issuer, host, not_after)
    return context


def _configure(
    context: ssl.SSLContext, issuer: trustme.CA, host: str, not_after: datetime | None
) -> None:
    # Its signature names pyOpenSSL, which need not be there for the checkers.
    certificate: Any = issuer.issue_cert(host, not_after=not_after)
    certificate.configure_cert(context)
