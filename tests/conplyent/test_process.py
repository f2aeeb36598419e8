"""What a connection does to its process: imports, Ctrl-C, forks and the end of the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError

if TYPE_CHECKING:
    from livebind.conplyent.connection import CommandConnection
    from support.conplyent_server import ServerProcess

LEFT_OPEN = """
from livebind.conplyent.connection import CommandConnection
connection = CommandConnection("localhost")
connection.connect(20)
connection.command("wait", [0.1], complete=False)
print("done")
"""


def test_the_runtime_imports_no_zeromq() -> None:
    code = "import sys, livebind.connection.connection, livebind.pool; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    modules = done.stdout.split()
    assert "zmq" not in modules
    assert "livebind.conplyent" not in modules


def test_a_program_ends_with_its_connection_open(server: ServerProcess) -> None:
    del server
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", LEFT_OPEN], check=True, capture_output=True, text=True, timeout=30
    )
    assert done.stdout == "done\n"
    assert done.stderr == ""


def test_ctrl_c_while_waiting_leaves_the_connection_usable(connection: CommandConnection) -> None:
    forever = ["sh", "-c", "echo started; exec sleep 60"]
    listener = connection.command("exec", [forever], complete=False)
    assert listener.next() == "started\n"  # nothing more comes: Ctrl-C can only meet the wait
    # A shell that runs the tests in the background has them ignore it.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = Timer(0.1, os.kill, [os.getpid(), signal.SIGINT])

    def wait() -> None:
        timer.start()
        listener.next()

    with pytest.raises(KeyboardInterrupt):
        wait()
    timer.join()
    signal.signal(signal.SIGINT, previous)
    connection.command("kill", [listener.id])
    assert connection.command("os_info") == ["linux"]


def test_a_forked_child_cannot_use_the_connection_and_the_parent_can(
    connection: CommandConnection,
) -> None:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            connection.command("cwd", timeout=5)
        except ConnectionClosedError:
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert connection.command("os_info") == ["linux"]
