"""The opening handshake, answered in every way but the right one."""

from __future__ import annotations

import pytest

from livebind import ProtocolError, ServiceUnavailableError
from support.fault_server import FaultServer, Script, answer_all
from support.faults import fault
from support.peer import Peer
from support.session import connector, serving

SHORT = 0.3
"""A deadline that a test waits for."""


def hang_up_after_request(peer: Peer) -> None:
    peer.read_request_head()
    peer.hang_up()


def reset_after_request(peer: Peer) -> None:
    peer.read_request_head()
    peer.reset()


def hang_up_within_answer(peer: Peer) -> None:
    peer.send(peer.acceptance()[:40])
    peer.hang_up()


@fault(5)
@pytest.mark.parametrize(
    "script", [Peer.hang_up, hang_up_after_request, reset_after_request, hang_up_within_answer]
)
def test_an_end_before_the_handshake_is_through_counts_as_unavailable(
    script: Script, *, secure: bool
) -> None:
    with serving(script, secure=secure) as server:
        with pytest.raises(ServiceUnavailableError):
            connector(server.port, secure=secure, max_attempts=2, attempt_period=0).connect()
        # A plain client looks each time whether the server would rather speak TLS. What shook
        # hands in TLS speaks it.
        assert server.connection_count == (2 if secure else 4)


@fault(5)
def test_a_reset_at_once_counts_as_unavailable(*, secure: bool) -> None:
    # It may come before the connection counts as made, so that nobody has hung up.
    with serving(Peer.reset, secure=secure) as server, pytest.raises(ServiceUnavailableError):
        connector(server.port, secure=secure, max_attempts=2, attempt_period=0).connect()


@fault(5)
@pytest.mark.parametrize("script", [Peer.hang_up, Peer.reset])
def test_an_end_within_the_tls_handshake_counts_as_unavailable(script: Script) -> None:
    with FaultServer(script) as server, pytest.raises(ServiceUnavailableError):
        connector(server.port, secure=True).connect()


@fault(6)
def test_a_handshake_that_is_never_answered_is_given_up_by_the_deadline(*, secure: bool) -> None:
    with (
        serving(Peer.ignore, secure=secure) as server,
        pytest.raises(ServiceUnavailableError, match="in time"),
    ):
        connector(server.port, secure=secure, connect_timeout=SHORT).connect()


@fault(6)
def test_a_tls_handshake_that_is_never_answered_is_given_up_by_the_deadline() -> None:
    with (
        FaultServer(Peer.ignore) as server,
        pytest.raises(ServiceUnavailableError, match="TLS handshake in time"),
    ):
        connector(server.port, secure=True, connect_timeout=SHORT).connect()


@fault(7)
def test_an_answer_byte_by_byte_does_not_extend_the_deadline(*, secure: bool) -> None:
    def answer_slowly(peer: Peer) -> None:
        peer.drip(peer.acceptance(), 0.1)

    with (
        serving(answer_slowly, secure=secure) as server,
        pytest.raises(ServiceUnavailableError, match="in time"),
    ):
        connector(server.port, secure=secure, connect_timeout=SHORT).connect()


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
    with (
        FaultServer(answering_status(status)) as server,
        pytest.raises((ProtocolError, ServiceUnavailableError)) as caught,
    ):
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
