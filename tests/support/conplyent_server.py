"""The real conplyent server 0.2.17 from PyPI, in a process and an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["PORT", "Hold", "ServerProcess", "environment_python", "running_server"]

PORT = 9922
_ENVIRONMENT = Path(__file__).parents[2] / "build" / "conplyent-environment"
_REQUIREMENT = "conplyent==0.2.17"

# It ends when its standard input does, so that it never outlives the tests, however they end.
_PROGRAM = """
import collections, decimal, os, pathlib, sys, threading
import conplyent

def follow_the_tests():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=follow_the_tests, daemon=True).start()

@conplyent.register_command
def greet(idx, name, punctuation="!"):
    conplyent.server.update_client(idx, "hello " + name + punctuation)
    return {"greeted": [name]}

@conplyent.register_command
def heartbeat(idx):
    conplyent.server.update_client(idx, "a command of the server")
    return 0

@conplyent.register_command
def wait(idx, timeout):
    threading.Event().wait(timeout)
    return 0

@conplyent.register_command
def hold(idx, path):
    with open(path) as pipe:
        pipe.read()
    return 0

@conplyent.register_command
def outputs(idx, *values):
    for value in values:
        conplyent.server.update_client(idx, value)
    return 0

VALUES = {
    "decimal": decimal.Decimal(1),
    "class": int,
    "nested": [{"a": decimal.Decimal(1)}],
    "ordered": collections.OrderedDict(a=1),
    "default": collections.defaultdict(list, a=1),
    "counter": collections.Counter("a"),
    "deque": collections.deque([1, 2], maxlen=5),
    "huge": [10**4000],
    "method": "text".upper,
    "path": [pathlib.PurePosixPath("a"), {1: pathlib.PurePosixPath("b")}],
}

@conplyent.register_command
def tell(idx, kind):
    conplyent.server.update_client(idx, VALUES[kind])
    return 0

@conplyent.register_command
def give(idx, kind):
    return VALUES[kind]

@conplyent.register_command
def fail_with_file_handle(idx):
    raise ValueError(sys.stdin)

print("ready", flush=True)
conplyent.server.start(int(sys.argv[1]))
"""


class ServerProcess:
    """A running server."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self.folder = folder
        """Its working directory when it started."""

    def kill(self) -> None:
        """End it without a word, as a crash would."""
        self._process.kill()
        self._process.wait()

    def exit_code(self) -> int:
        """Wait for its end and return its exit code."""
        return self._process.wait(10)


class Hold:
    """A named pipe that holds the server's command `hold` until the test releases it."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)
        """What the command takes."""

    @contextmanager
    def held(self) -> Generator[None]:
        """Wait until the command runs, and let it end after the body."""
        with Path(self.path).open("w", encoding="utf-8"):
            yield

    def release(self) -> None:
        """Wait until the command runs, and let it end."""
        with self.held():
            pass

    def abandon(self) -> None:
        """Let the command end if it runs, so that a test which failed harms no other."""
        with suppress(OSError):  # it does not
            os.close(os.open(self.path, os.O_WRONLY | os.O_NONBLOCK))


def environment_python() -> Path:
    """Return the Python that has conplyent, which is installed at the first call.

    Raises:
        OSError, subprocess.CalledProcessError: it cannot be installed.
    """
    python = _ENVIRONMENT / "bin" / "python"
    ready = _ENVIRONMENT / "ready"
    if not ready.exists():
        venv.create(_ENVIRONMENT, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", _REQUIREMENT]
        subprocess.run(command, check=True, timeout=100, capture_output=True)  # noqa: S603 - ours
        ready.touch()
    return python


@contextmanager
def running_server(folder: Path, port: int = PORT) -> Generator[ServerProcess]:
    """Run a server in `folder`, which must be within a network of its own."""
    command = [str(environment_python()), "-c", _PROGRAM, str(port)]
    with subprocess.Popen(  # noqa: S603 - ours
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield ServerProcess(process, folder)
        finally:
            process.kill()
