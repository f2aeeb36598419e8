"""The command line: options, start and stop."""

import os
import signal
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import trustme

from backend.peer import command, connected, running
from backend.raw_peer import exchange
from support.backends import listening


def fail(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - starts this project
        command(*options), capture_output=True, text=True, timeout=20, check=False
    )


def test_ctrl_c_ends_it_quietly_while_it_starts(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text(
        "import signal\nprint('importing', flush=True)\nsignal.pause()\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(  # noqa: S603 - starts this project
        command("--uri", "localhost:0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 130


def test_ctrl_c_that_was_held_back_ends_it_quietly() -> None:
    program = (
        "import os, signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
    )
    python, *rest = command("--uri", "localhost:0")
    done = subprocess.run(  # noqa: S603 - starts this project
        [python, "-c", program, *rest], capture_output=True, timeout=20, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_what_is_not_installed_is_named(tmp_path: Path) -> None:
    program = "import sys; sys.modules['embreex'] = None\n"
    program += "import runpy; runpy.run_module('livebind_backend', run_name='__main__')\n"
    (tmp_path / "program.py").write_text(program)
    done = subprocess.run(  # noqa: S603 - starts this project
        [command()[0], tmp_path / "program.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "livebind serve: embreex must be installed: install 'livebind[backend]'\n"
    )


def test_it_runs_without_docstrings() -> None:
    python, *rest = command("--uri", "localhost:0")
    with listening([python, "-OO", *rest]) as (uri, _), connected(uri) as peer:
        assert peer.request("get-version")["major"] == 3
    done = subprocess.run(  # noqa: S603 - starts this project
        [python, "-OO", *rest, "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("usage: livebind serve ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_it_cleanly(number: signal.Signals) -> None:
    with running() as backend, connected(backend.uri) as peer:
        assert peer.request("get-version")["major"] == 3
        assert backend.stop(number) == 0


def test_a_signal_ends_a_running_snapshot() -> None:
    renderer = {"name": "production", "params": {"samples_per_pixel": 5000}}
    with running() as backend, connected(backend.uri) as peer:
        peer.send_request("snapshot", {"renderer": renderer})
        peer.receive()
        assert backend.stop() == 0


@pytest.mark.parametrize("stays", [True, False])
def test_a_signal_ends_a_rendering_that_cannot_be_cancelled(*, stays: bool) -> None:
    with running() as backend, connected(backend.uri) as peer:
        peer.request("set-renderer-production", {"samples_per_pixel": 5000})
        peer.send_request("render-image", {})
        peer.send_request("no-such-method")
        peer.receive()
        if not stays:
            peer.connection.close()
        assert backend.stop() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--uri", "localhost"], "'localhost' is no address"),
        (["--uri", "localhost:99999"], "is no address"),
        (["--uri", "no.such.host.invalid:0"], "cannot listen"),
        (["--uri", "localhost:0", "--plugin", "nope"], "there is no plugin 'nope'"),
        (["--uri", "localhost:0", "--secure"], "--certificate-file"),
        (["--uri", "localhost:0", "--secure", "--certificate-file", "/no/file"], "TLS files"),
    ],
)
def test_what_cannot_start_says_why_in_one_line(options: list[str], words: str) -> None:
    done = fail(*options)
    assert done.returncode == 1
    assert done.stderr.startswith("livebind serve: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "options",
    [
        ["--nope"],
        ["--max-clients", "0"],
        ["--log-level", "loud"],
        ["--secure", "perhaps"],
        ["--client", "true"],
    ],
)
def test_wrong_options_are_explained(options: list[str]) -> None:
    done = fail(*options)
    assert done.returncode == 2
    assert "\nlivebind serve: error:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = fail("--uri", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "in use" in done.stderr


@pytest.mark.parametrize(
    ("option", "words"), [("--version", "3.10.1"), ("--help", "--max-clients")]
)
def test_it_tells_about_itself(option: str, words: str) -> None:
    done = fail(option)
    assert done.returncode == 0
    assert words in done.stdout


def test_every_option_of_the_real_service_is_taken() -> None:
    options = ["--max-clients", "1", "--log-level", "info", "--secure", "false"]
    with running(*options) as backend, connected(backend.uri) as peer:
        assert peer.request("get-version")["major"] == 3


def test_garbage_is_not_logged_with_tracebacks() -> None:
    with subprocess.Popen(  # noqa: S603 - starts this project
        command("--uri", "localhost:0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(b"garbage\r\n\r\n")
            while connection.recv(1000):
                pass
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


@pytest.mark.skipif(not socket.has_ipv6, reason="the machine has no IPv6")
def test_ipv6_addresses_are_in_brackets() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("the machine has no IPv6 loopback")
    with running("--uri", "[::1]:0") as backend:
        assert backend.uri.startswith("ws://[::1]:")
        with connected(backend.uri) as peer:
            assert peer.request("get-version")["major"] == 3


def test_a_socket_may_be_reused_at_once() -> None:
    with running() as backend, connected(backend.uri):
        port = backend.address[1]
    with running("--uri", f"localhost:{port}") as again:
        assert again.address[1] == port


def test_tls_is_required_where_it_is_asked_for(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("localhost")
    pem = tmp_path / "both.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(pem)
    with running("--secure", "--certificate-file", str(pem)) as backend:
        request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        assert exchange(backend.address, request) == b""
        with pytest.raises(ssl.SSLCertVerificationError), connected(backend.uri):
            pass


def test_a_plain_service_speaks_no_tls() -> None:
    context = ssl.create_default_context()
    with running() as backend:
        uri = backend.uri.replace("ws://", "wss://")
        with pytest.raises(ssl.SSLError), connected(uri, ssl=context):
            pass


@pytest.mark.parametrize("passphrase", [None, "open sesame"])
@pytest.mark.parametrize("secure", [["--secure"], ["--secure", "true"]])
def test_tls_is_spoken(tmp_path: Path, passphrase: str | None, secure: list[str]) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    chain, key, trusted = tmp_path / "chain.pem", tmp_path / "key.pem", tmp_path / "ca.pem"
    certificate.cert_chain_pems[0].write_to_path(chain)
    key.write_bytes(_key(certificate.private_key_pem.bytes(), passphrase))
    authority.cert_pem.write_to_path(trusted)
    options = ["--certificate-file", str(chain), "--private-key-file", str(key)]
    options += ["--ca-location", str(trusted)]
    if passphrase is not None:
        options += ["--private-key-passphrase", passphrase]
    context = ssl.create_default_context(cafile=str(trusted))
    with running(*secure, *options) as backend:
        assert backend.uri.startswith("wss://")
        with connected(backend.uri, ssl=context) as peer:
            reply = peer.ask("snapshot", {"image_settings": {"size": [64, 64]}})
            assert reply.body.startswith(b"\x89PNG")


def _key(pem: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        return pem
    serialization: Any = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    private = serialization.load_pem_private_key(pem, None)
    encrypted: bytes = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    return encrypted


def test_a_wrong_passphrase_is_an_error_and_asks_nobody(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("localhost")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate.cert_chain_pems[0].write_to_path(chain)
    key.write_bytes(_key(certificate.private_key_pem.bytes(), "right"))
    done = fail(
        *["--uri", "localhost:0", "--secure", "--certificate-file", str(chain)],
        *["--private-key-file", str(key), "--private-key-passphrase", "wrong"],
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_nothing_heavy_is_imported_for_the_start() -> None:
    code = "import livebind_backend.cli, sys; print(*sys.modules)"
    python = command()[0]
    environment = os.environ | {"PYTHONWARNINGS": "error"}
    done = subprocess.run(  # noqa: S603 - starts this project
        [python, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"PIL", "OpenEXR", "morphio", "livebind"})
    assert not any(name.startswith(("livebind.", "livebind_codegen")) for name in loaded)
