"""Programs of others that run for as long as a test needs them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

__all__ = [
    "RunningProgram",
    "debian_program",
    "free_port",
    "node_modules",
    "npm_program",
    "pypi_python",
    "running_program",
]

_BUILD = Path(__file__).parents[3] / "build"
_NPM_FOLDER = _BUILD / "peers" / "node_modules"


class RunningProgram:
    """A program that said that it is ready."""

    def __init__(self, process: subprocess.Popen[str], ready: str) -> None:
        self.process = process
        self.ready = ready
        """The line in which it said so."""

    def freeze(self) -> None:
        """Stop it from doing anything: what it is asked from now on is in mid-call when it ends."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def kill(self) -> None:
        """End it without a word, as a crash would."""
        self.process.kill()
        self.process.wait()


def debian_program(name: str, package: str) -> str:
    """Return where a program of a Debian package is; skip the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: apt-get install {package}")
    return found


def node_modules() -> Path:
    """Return the folder of npm's packages; skip the test where they are not installed."""
    if shutil.which("node") is None or not _NPM_FOLDER.is_dir():
        pytest.skip("npm's packages are not installed: make peers")
    return _NPM_FOLDER


def npm_program(name: str) -> str:
    """Return where a program of npm is; skip the test where it is not installed."""
    return str(node_modules() / ".bin" / name)


def free_port() -> int:
    """Return a port of loopback where nobody listens, for a program that takes no 0 for one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def pypi_python(package: str) -> Path:
    """Return an interpreter that has a package of PyPI; skip the test where it is not installed."""
    folder = _BUILD / "mcp-server"
    if not any(folder.glob(f"lib/python*/site-packages/{package}")):
        pytest.skip(f"PyPI's {package} is not installed: make peers")
    return folder / "bin" / "python"


@contextmanager
def running_program(
    command: Sequence[str],
    ready: str,
    *,
    on_stderr: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Generator[RunningProgram]:
    """Start a program, wait for a line with `ready` in it, and end it after the body."""
    with subprocess.Popen(  # noqa: S603 - ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if on_stderr else subprocess.PIPE,
        stderr=subprocess.PIPE if on_stderr else subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        stream = process.stderr if on_stderr else process.stdout
        assert stream is not None
        try:
            line = next((line for line in stream if ready in line), None)
            assert line is not None, f"{command[0]} ended before it was ready"
            # What it says later is taken away, so that it never waits for a reader.
            reader = Thread(target=_drain, args=[stream], daemon=True)
            reader.start()
            yield RunningProgram(process, line.strip())
        finally:
            process.kill()
            process.wait()


def _drain(stream: IO[str]) -> None:
    with suppress(ValueError):  # closed at the end
        for _ in stream:
            pass
