"""What can go wrong until there is a connection."""

from __future__ import annotations

import logging
import math
import socket
import time
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    Connector,
    InvalidServerCertificateError,
    ProtocolError,
    ServiceUnavailableError,
    TlsError,
    UsageError,
)
from support.certificates import (
    self_signed_server_context,
    server_context,
    unknown_server_context,
)
from support.fault_server import FaultServer, Script, answer_all
from support.faults import fault
from support.peer import Peer
from support.session import Settings, connector, serving

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Generator

SHORT = 0.3
"""A deadline that a test waits for."""


@fault(1)
def test_a_refused_connection_is_tried_again_and_the_cause_is_kept() -> None:
    with closing(FaultServer(answer_all)) as server:
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError) as caught:
            connector(server.port, max_attempts=3, attempt_period=0.1).connect()
    assert time.monotonic() - started >= 0.2
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


@fault(1)
def test_a_service_that_starts_later_is_reached_by_a_later_attempt() -> None:
    server = FaultServer(answer_all)
    with ExitStack() as stack:

        class StartServer(logging.Logger):
            def handle(self, record: logging.LogRecord) -> None:
                if "attempt 2" in record.getMessage():
                    stack.enter_context(server)

        logger = StartServer("test")
        waiting = connector(server.port, max_attempts=None, attempt_period=0.01, logger=logger)
        with waiting.connect() as instance:
            assert instance.request("echo", 1) == 1


@fault(2)
def test_an_unknown_host_name_counts_as_unavailable() -> None:
    with pytest.raises(ServiceUnavailableError, match="no-such-host") as caught:
        Connector("no-such-host.invalid:5000", connect_timeout=5).connect()
    assert isinstance(caught.value.__cause__, OSError)


@contextmanager
def dead_listener() -> Generator[int]:
    """Listen on a port that answers no connection any more, as its queue is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)  # noqa: FBT003 - positional in the standard library
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@fault(3)
def test_an_address_that_never_answers_is_given_up_by_the_deadline() -> None:
    with dead_listener() as port:
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError, match="in time"):
            connector(port, connect_timeout=SHORT).connect()
    assert SHORT <= time.monotonic() - started < 10 * SHORT


def resolve_to(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Let every host name have an address for each of `ports`, in this order."""

    def look_up(*_: object, flags: int = 0, **__: object) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@fault(4)
def test_a_dead_first_address_leaves_time_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with dead_listener() as dead, FaultServer(answer_all) as server:
        resolve_to(monkeypatch, dead, dead, server.port)
        with Connector("some-host:1", connect_timeout=1.5).connect() as instance:
            assert instance.request("echo", 1) == 1


@fault(4)
def test_all_addresses_share_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with dead_listener() as dead:
        resolve_to(monkeypatch, *[dead] * 5)
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError):
            Connector("some-host:1", connect_timeout=SHORT).connect()
    assert time.monotonic() - started < 4 * SHORT


def hang_up_after_request(peer: Peer) -> None:
    peer.read_request_head()
    peer.hang_up()


def hang_up_within_answer(peer: Peer) -> None:
    peer.send(peer.acceptance()[:40])
    peer.hang_up()


@fault(5)
@pytest.mark.parametrize(
    "script", [Peer.hang_up, Peer.reset, hang_up_after_request, hang_up_within_answer]
)
def test_an_end_before_the_handshake_is_through_counts_as_unavailable(
    script: Script, *, secure: bool
) -> None:
    with serving(script, secure=secure) as server:
        with pytest.raises(ServiceUnavailableError):
            connector(server.port, secure=secure, max_attempts=2, attempt_period=0).connect()
        assert server.connection_count == 2


@fault(5)
@pytest.mark.parametrize("script", [Peer.hang_up, Peer.reset])
def test_an_end_within_the_tls_handshake_counts_as_unavailable(script: Script) -> None:
    with FaultServer(script) as server, pytest.raises(ServiceUnavailableError):
        connector(server.port, secure=True).connect()


@fault(6)
def test_a_handshake_that_is_never_answered_is_given_up_by_the_deadline(*, secure: bool) -> None:
    with serving(Peer.ignore, secure=secure) as server:
        with pytest.raises(ServiceUnavailableError, match="in time"):
            connector(server.port, secure=secure, connect_timeout=SHORT).connect()


@fault(6)
def test_a_tls_handshake_that_is_never_answered_is_given_up_by_the_deadline() -> None:
    with FaultServer(Peer.ignore) as server:
        with pytest.raises(ServiceUnavailableError, match="TLS handshake in time"):
            connector(server.port, secure=True, connect_timeout=SHORT).connect()


@fault(7)
def test_an_answer_byte_by_byte_does_not_extend_the_deadline(*, secure: bool) -> None:
    def answer_slowly(peer: Peer) -> None:
        peer.drip(peer.acceptance(), 0.1)

    with serving(answer_slowly, secure=secure) as server:
        started = time.monotonic()
        with pytest.raises(ServiceUnavailableError, match="in time"):
            connector(server.port, secure=secure, connect_timeout=SHORT).connect()
        assert time.monotonic() - started < 10 * SHORT


@fault(7)
@pytest.mark.parametrize("line", [b"X-Filler: x\r\n", b"x" * 100])
def test_headers_without_end_are_a_protocol_error(line: bytes) -> None:
    def answer_endlessly(peer: Peer) -> None:
        peer.send(peer.acceptance()[:-2])
        while True:
            peer.send(line * 100)

    with FaultServer(answer_endlessly) as server, pytest.raises(ProtocolError, match="headers"):
        connector(server.port, connect_timeout=None).connect()


def answering_status(status: int) -> Script:
    """Return a script that answers with an HTTP status, and with secrets."""

    def answer(peer: Peer) -> None:
        peer.read_request_head()
        peer.send(
            b"HTTP/1.1 %d Some reason-secret\r\nSet-Cookie: session=cookie-secret\r\n"
            b"Content-Length: 11\r\n\r\nbody-secret" % status
        )

    return answer


@fault(8)
@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_service_behind_a_proxy_that_is_not_up_is_tried_again(
    status: int, *, secure: bool
) -> None:
    with serving(answering_status(status), secure=secure) as server:
        with pytest.raises(ServiceUnavailableError, match=str(status)):
            connector(server.port, secure=secure, max_attempts=3, attempt_period=0).connect()
        assert server.connection_count == 3


@fault(8)
@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 426, 500, 999])
def test_any_other_status_is_a_protocol_error_at_once(status: int) -> None:
    with FaultServer(answering_status(status)) as server:
        with pytest.raises(ProtocolError, match=str(status)):
            connector(server.port, max_attempts=None).connect()
        assert server.connection_count == 1


@fault(8)
@pytest.mark.parametrize("status", [200, 401, 503])
def test_errors_quote_nothing_of_the_answer(status: int) -> None:
    with FaultServer(answering_status(status)) as server:
        with pytest.raises((ProtocolError, ServiceUnavailableError)) as caught:
            connector(server.port).connect()
    shown = repr(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
    assert "secret" not in str(caught.value)
    assert "secret" not in shown or caught.value.__suppress_context__


@fault(8)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with FaultServer(answer_all) as other:

        def redirect(peer: Peer) -> None:
            peer.read_request_head()
            location = b"Location: ws://127.0.0.1:%d/\r\n" % other.port
            peer.send(b"HTTP/1.1 %d Elsewhere\r\n%s\r\n" % (status, location))

        with FaultServer(redirect) as server:
            with pytest.raises(ProtocolError):
                connector(server.port).connect()
            assert (server.connection_count, other.connection_count) == (1, 0)


def saying(answer: bytes) -> Script:
    """Return a script that answers the handshake with these bytes."""

    def answer_handshake(peer: Peer) -> None:
        peer.read_request_head()
        peer.send(answer)

    return answer_handshake


def accepting(*extra: bytes, without: bytes = b"\0", wrong_key: bool = False) -> Script:
    """Return a script that accepts, but with more, fewer or wrong headers."""

    def answer_handshake(peer: Peer) -> None:
        lines = peer.acceptance(*extra).split(b"\r\n")
        lines = [line for line in lines if not line.startswith(without)]
        if wrong_key:
            lines = [line.replace(b"Accept: ", b"Accept: x") for line in lines]
        peer.send(b"\r\n".join(lines))

    return answer_handshake


@fault(9)
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(saying(b"\x00\x01\x02\x03" * 10), id="garbage"),
        pytest.param(saying(b"SSH-2.0-OpenSSH_9.6\r\n"), id="another protocol"),
        pytest.param(saying(b"HTTP/1.1\r\n\r\n"), id="no status"),
        pytest.param(saying(b"HTTP/1.1 abc def\r\n\r\n"), id="status that is no number"),
        pytest.param(saying(b"HTTP/1.1 101 Switching\r\n\r\n"), id="no headers"),
        pytest.param(accepting(wrong_key=True), id="wrong accept key"),
        pytest.param(accepting(without=b"Sec-WebSocket-Accept"), id="no accept key"),
        pytest.param(accepting(without=b"Upgrade"), id="no upgrade"),
        pytest.param(accepting(b"Sec-WebSocket-Protocol: chat"), id="wrong subprotocol"),
        pytest.param(
            accepting(b"Sec-WebSocket-Extensions: permessage-deflate"), id="wrong extension"
        ),
        pytest.param(
            accepting(b"Upgrade: \xff", without=b"Upgrade: w"), id="header that is no UTF-8"
        ),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_protocol_error_at_once(script: Script) -> None:
    with FaultServer(script) as server:
        with pytest.raises(ProtocolError):
            connector(server.port, max_attempts=None).connect()
        assert server.connection_count == 1


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


@fault(11)
def test_tls_to_a_plain_port_ends_the_only_attempt() -> None:
    def refuse(peer: Peer) -> None:
        peer.read(1)
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with FaultServer(refuse) as server:
        with pytest.raises(TlsError, match="leave out the ssl_context"):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


@fault(12)
def test_plain_to_a_tls_port_counts_as_unavailable_with_a_hint() -> None:
    with serving(answer_all, secure=True) as server:
        with pytest.raises(ServiceUnavailableError, match="ssl_context"):
            connector(server.port).connect()


@fault(12)
def test_plain_to_a_tls_port_that_sends_an_alert_gives_the_hint() -> None:
    alert = b"\x15\x03\x01\x00\x02\x02\x46"
    with FaultServer(saying(alert)) as server:
        with pytest.raises(ServiceUnavailableError, match="ssl_context"):
            connector(server.port).connect()


@fault(13)
def test_a_server_without_tls_1_2_ends_the_only_attempt() -> None:
    def refuse_version(peer: Peer) -> None:
        peer.read(1)
        peer.send(b"\x15\x03\x01\x00\x02\x02\x46")  # alert: fatal, protocol version

    with FaultServer(refuse_version) as server:
        with pytest.raises(TlsError):
            connector(server.port, secure=True, max_attempts=None).connect()
        assert server.connection_count == 1


@fault(14)
@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_ignored(
    name: str, monkeypatch: pytest.MonkeyPatch, *, secure: bool
) -> None:
    with FaultServer(answer_all) as proxy, serving(answer_all, secure=secure) as server:
        for variable in (name, name.lower()):
            monkeypatch.setenv(variable, f"http://{proxy.uri}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with connector(server.port, secure=secure).connect() as instance:
            assert instance.request("echo", 1) == 1
        assert proxy.connection_count == 0


@fault(15)
@pytest.mark.parametrize(
    "settings",
    [{"max_attempts": 0}, {"max_attempts": -1}, {"attempt_period": math.nan}],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused_at_construction(settings: Settings) -> None:
    with pytest.raises(UsageError):
        connector(5000, **settings)
