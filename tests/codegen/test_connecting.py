"""What goes wrong with a connection is told in the words of the command line, once."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.connecting import connected
from livebind_codegen.dialects.dialect import LiveOptions
from livebind_codegen.errors import CodegenError, NotABackendError, SourceError, UsageProblem
from support.certificates import (
    authority,
    self_signed_server_context,
    server_context,
    unknown_server_context,
)
from support.fault_server import FaultServer, answer_all

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

    from support.peer import Peer


@pytest.fixture
def cafile(tmp_path: Path) -> Path:
    """The certificate of the authority that the good servers of the tests have theirs from."""
    path = tmp_path / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return path


def problem(
    source: str, cafile: Path | None = None, *, kind: type[CodegenError] = SourceError
) -> str:
    """Return what is said about a source that cannot be connected to."""
    with (
        pytest.raises(CodegenError) as raised,
        connected(source, LiveOptions(cafile=cafile, timeout=2.0)),
    ):
        pass
    text = str(raised.value)
    assert type(raised.value) is kind
    assert "\n" not in text
    for word in ("ssl_context", "SslClientContext", "cafile="):
        assert word not in text
    assert text.count(source.rpartition("/")[2]) <= 1
    return text


def refuse(peer: Peer) -> None:
    peer.read(1)
    peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def hang_up(peer: Peer) -> None:
    peer.accept()
    peer.receive()
    peer.hang_up()


def test_a_trusted_server_is_connected_to(cafile: Path) -> None:
    with FaultServer(answer_all, tls=server_context()) as server:
        for source in (f"wss://{server.uri}", server.uri):
            with connected(source, LiveOptions(cafile=cafile)) as instance:
                assert instance.request("echo", 1) == 1


@pytest.mark.parametrize("make_context", [unknown_server_context, self_signed_server_context])
def test_an_unknown_authority_asks_for_its_certificate(
    make_context: Callable[[], ssl.SSLContext], cafile: Path
) -> None:
    with FaultServer(answer_all, tls=make_context()) as server:
        source = f"wss://{server.uri}"
        assert problem(source).endswith("give the file of its authority with --cafile")
        assert problem(source, cafile).endswith(f"--cafile {cafile} does not hold its authority")


@pytest.mark.parametrize(
    ("context", "reason"),
    [
        (server_context("other.test"), "mismatch"),
        (server_context(expired=True), "certificate has expired"),
    ],
)
def test_a_certificate_that_no_authority_helps_says_what_is_wrong(
    context: ssl.SSLContext, reason: str, cafile: Path
) -> None:
    with FaultServer(answer_all, tls=context) as server:
        text = problem(f"wss://{server.uri}", cafile)
    assert f"the certificate of wss://{server.uri} is not trusted: " in text
    assert reason in text
    assert "--cafile" not in text


def test_plain_to_a_tls_port_and_tls_to_a_plain_port_name_the_scheme(cafile: Path) -> None:
    with FaultServer(answer_all, tls=server_context()) as server:
        assert "wss://" in problem(server.uri)
    with FaultServer(refuse) as server:
        assert "ws://" in problem(f"wss://{server.uri}")
        assert "ws://" in problem(server.uri, cafile)


def test_certificates_that_cannot_be_used_are_a_wrong_option(cafile: Path, tmp_path: Path) -> None:
    text = problem("ws://127.0.0.1:1", cafile, kind=UsageProblem)
    assert text == "--cafile is for encrypted connections, which ws://127.0.0.1:1 is none of"
    empty = tmp_path / "empty.pem"
    empty.touch()
    text = problem("wss://127.0.0.1:1", empty, kind=UsageProblem)
    assert text == f"--cafile {empty} holds no certificates in PEM format"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("127.0.0.1:1", "no instance answers at 127.0.0.1:1"),
        ("no.such.host.invalid:5000", "'no.such.host.invalid' cannot be resolved"),
        ("ftp://localhost:5000", "scheme 'ftp'"),
        ("localhost:99999", "out of range"),
        ("ws://user:secret@localhost:5000", "user name or password"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_once(source: str, reason: str) -> None:
    text = problem(source)
    assert reason in text
    assert "secret" not in text


def test_a_silent_server_is_given_up() -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        text = problem(f"127.0.0.1:{listener.getsockname()[1]}")
    assert "did not complete the handshake in time" in text


def test_a_server_that_speaks_no_websocket_is_no_backend() -> None:
    with FaultServer(refuse) as server:
        assert "HTTP status 400" in problem(server.uri, kind=NotABackendError)


def test_a_connection_that_ends_names_its_source() -> None:
    with (
        FaultServer(hang_up) as server,
        pytest.raises(SourceError, match=f"^{server.uri}: "),
        connected(server.uri, LiveOptions()) as instance,
    ):
        instance.request("echo")
