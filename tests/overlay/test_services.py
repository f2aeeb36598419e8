"""Services are started, waited for, and stopped for sure."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import trustme

import brayns
from support.backends import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("started another one", flush=True)
open(sys.argv[1], "w").write(str(child.pid))
signal.pause()
"""
PATIENT = """
import os, signal, sys
open(sys.argv[1], "w").write(str(os.getpid()))
signal.pause()
"""


@pytest.fixture
def uri() -> str:
    """Return an address of this machine where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{unused.getsockname()[1]}"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Return a named pipe, through which a program says that it is ready."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def python(uri: str, code: str, *arguments: str, log_file: Path | None = None) -> brayns.Service:
    """Return a service that is any program."""
    return brayns.Service(uri, (sys.executable, "-c", code, *arguments), log_file=log_file)


def ends(process_id: int) -> bool:
    """Wait until a process that need not be a child has ended."""
    try:
        watched = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([watched], [], [], 20.0)
    finally:
        os.close(watched)
    return bool(ended)


def test_it_is_waited_for_and_stopped(uri: str) -> None:
    with brayns.Service(uri, COMMAND).start() as service:
        with service.connect() as instance:
            assert brayns.get_version(instance).major == 3
        assert service.running
        assert service.exit_code is None
    assert not service.running
    assert service.exit_code == 0
    assert "listening on" in service.logs
    service.stop()


def test_options_are_those_of_the_service(uri: str) -> None:
    options = brayns.Service(
        uri, COMMAND, log_level="debug", plugins=["braynsCircuitExplorer"], max_clients=5
    )
    with options.start() as service, service.connect() as instance:
        assert "get-circuit-ids" in brayns.registry(instance)
        assert "DEBUG" in service.logs


def test_tls(uri: str, tmp_path: Path) -> None:
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1")
    server.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    server.private_key_pem.write_to_path(tmp_path / "key.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tls = brayns.ServiceTls(str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem"))
    context = brayns.SslClientContext(cafile=str(tmp_path / "ca.pem"))
    connector = brayns.Connector(uri, ssl_context=context, max_attempts=None)
    with (
        brayns.Service(uri, COMMAND, tls=tls).start() as service,
        service.connect(connector) as instance,
    ):
        assert instance.connected


def test_attempts_are_counted(uri: str) -> None:
    connector = brayns.Connector(uri, max_attempts=3, attempt_period=0.01)
    with (
        python(uri, "import signal; signal.pause()").start() as service,
        pytest.raises(brayns.ServiceUnavailableError),
    ):
        service.connect(connector)


def test_process_that_ends_is_not_waited_for(uri: str) -> None:
    with (
        python(uri, "import sys; sys.exit('no licence')").start() as service,
        pytest.raises(brayns.ServiceError, match="code 1: no licence"),
    ):
        service.connect()


def test_program_that_is_missing_is_told(uri: str) -> None:
    with pytest.raises(brayns.ServiceError, match="'nowhere' cannot be started: No such file"):
        brayns.Service(uri, ("nowhere",)).start()


def test_log_that_cannot_be_written_is_told(uri: str, tmp_path: Path) -> None:
    with pytest.raises(brayns.ServiceError, match=r"the log .*new.log cannot be written: No such"):
        python(uri, "", log_file=tmp_path / "missing" / "new.log").start()


def test_address_of_another_program_is_told(uri: str) -> None:
    host, port = uri.split(":")
    with (
        socket.create_server((host, int(port))),
        pytest.raises(brayns.ServiceError, match=r"listens at .* already"),
    ):
        brayns.Service(uri, COMMAND).start()


def test_stubborn_process_and_its_children_are_killed(uri: str, pipe: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with python(uri, STUBBORN, str(pipe), log_file=log).start() as service:
        child = int(pipe.read_text())
        service.stop(timeout=0.1)
    assert service.exit_code == -signal.SIGKILL
    assert ends(child)
    assert log.read_text() == service.logs == "started another one\n"


def test_forgotten_service_is_stopped(uri: str, pipe: Path) -> None:
    service = python(uri, PATIENT, str(pipe)).start()
    process_id = int(pipe.read_text())
    assert service.running
    del service
    gc.collect()
    assert ends(process_id)


def test_end_of_the_program_stops_the_service(uri: str) -> None:
    program = (
        "import brayns, sys\n"
        "service = brayns.Service(sys.argv[1], tuple(sys.argv[2:])).start()\n"
        "with service.connect() as instance:\n"
        "    print(service.logs)\n"
    )
    command = [sys.executable, "-c", program, uri, *COMMAND]
    done = subprocess.run(  # noqa: S603 - ours
        command, capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert "listening" in done.stdout
    with pytest.raises(brayns.ServiceUnavailableError):
        brayns.connect(uri)
