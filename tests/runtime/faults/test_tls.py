"""Certificates, versions, and TLS where the other side has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind import Connector, InvalidServerCertificateError, TlsError
from support.certificates import (
    client_certificate_context,
    self_signed_server_context,
    server_context,
    unknown_server_context,
)
from support.fault_server import FaultServer, answer_all
from support.faults import fault
from support.session import connector, serving

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from support.peer import Peer


def alert_version(peer: Peer) -> None:
    """Answer with the TLS alert of a server that knows no such version of TLS."""
    peer.read(1)
    peer.send(b"\x15\x03\x01\x00\x02\x02\x46")


@fault(10)
@pytest.mark.parametrize(
    ("make_context", "problem"),
    [
        pytest.param(lambda: server_context(expired=True), "expired", id="expired"),
        pytest.param(lambda: server_context("other.test"), "not valid for", id="wrong host"),
        pytest.param(unknown_server_context, "unable to get local issuer", id="unknown authority"),
        pytest.param(self_signed_server_context, "self-signed", id="self-signed"),
    ],
)
def test_a_certificate_that_must_not_be_trusted_ends_the_only_attempt(
    make_context: Callable[[], ssl.SSLContext], problem: str
) -> None:
    with FaultServer(answer_all, tls=make_context()) as server:
        with pytest.raises(InvalidServerCertificateError, match=problem):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


@fault(10)
def test_an_address_that_says_wss_is_encrypted_and_checked_without_a_context() -> None:
    with FaultServer(answer_all, tls=server_context()) as server:
        uri = f"wss://127.0.0.1:{server.port}"
        with pytest.raises(InvalidServerCertificateError, match="unable to get local issuer"):
            Connector(uri).connect()


@fault(11)
def test_tls_to_a_plain_port_ends_the_only_attempt() -> None:
    def refuse(peer: Peer) -> None:
        peer.read(1)
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with FaultServer(refuse) as server:
        with pytest.raises(TlsError, match="ws://"):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


@fault(12)
def test_plain_to_a_tls_port_ends_the_only_attempt() -> None:
    with serving(answer_all, secure=True) as server, pytest.raises(TlsError, match="wss://"):
        connector(server.port, max_attempts=None).connect()


@fault(12)
def test_plain_to_a_tls_port_that_only_hangs_up_ends_the_only_attempt() -> None:
    def hang_up_on_http(peer: Peer) -> None:
        if peer.read(1) != b"\x16":  # the handshake of TLS (RFC 8446, 5.1)
            peer.hang_up()
            return
        peer.send(b"\x15\x03\x03\x00\x02\x02\x28")

    with FaultServer(hang_up_on_http) as server, pytest.raises(TlsError, match="wss://"):
        connector(server.port, max_attempts=None).connect()


@fault(11)
def test_tls_to_a_plain_port_that_only_hangs_up_ends_the_only_attempt() -> None:
    def hang_up_on_tls(peer: Peer) -> None:
        if peer.read(1) == b"\x16":
            peer.hang_up()
            return
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with FaultServer(hang_up_on_tls) as server, pytest.raises(TlsError, match="ws://"):
        connector(server.port, secure=True, max_attempts=None).connect()


@fault(12)
def test_plain_to_a_tls_port_that_sends_an_alert_ends_the_only_attempt() -> None:
    with FaultServer(alert_version) as server, pytest.raises(TlsError, match="wss://"):
        connector(server.port, max_attempts=None).connect()


@fault(13)
def test_a_server_without_tls_1_2_ends_the_only_attempt() -> None:
    with FaultServer(alert_version) as server:
        with pytest.raises(TlsError):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


def test_a_client_certificate_that_is_missing_ends_the_only_attempt() -> None:
    context = server_context(client_certificate=True)
    with FaultServer(answer_all, tls=context) as server:
        with pytest.raises(TlsError):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


def test_an_ssl_context_of_the_application_is_used_as_it_is() -> None:
    context = client_certificate_context()
    with (
        FaultServer(answer_all, tls=server_context(client_certificate=True)) as server,
        Connector(server.uri, ssl_context=context).connect() as instance,
    ):
        assert instance.request("echo", 1) == 1
