"""Progress is shown on a terminal only, with rich or in plain lines."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import brayns

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = """
import sys
if sys.argv[2] == "plain":
    sys.modules["rich"] = sys.modules["rich.console"] = None
import brayns
with brayns.connect(sys.argv[1]) as instance:
    snapshot = brayns.Snapshot(resolution=(64, 64))
    tasks = [snapshot.download_task(instance), snapshot.download_task(instance)]
    brayns.show_progress(*tasks)
    assert all(task.done for task in tasks)
    brayns.show_progress()
    broken = brayns.MeshLoader().load_task(instance, "nowhere.obj")
    brayns.show_progress(broken)
    assert broken.error is not None
"""


def shown_on_terminal(uri: str, kind: str) -> str:
    """Run the program with a terminal as stderr and return what it shows there."""
    reader, writer = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, uri, kind]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stderr=writer, env=environment) as process:  # noqa: S603 - ours
        os.close(writer)
        output = b""
        while part := _read(reader):
            output += part
    os.close(reader)
    assert process.returncode == 0, output.decode()
    return output.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_one_bar_for_each_task(uri: str) -> None:
    pytest.importorskip("rich")
    output = shown_on_terminal(uri, "rich")
    assert output.count("100%") >= 2
    assert "add-model failed" in output


def test_lines_without_rich(uri: str) -> None:
    output = shown_on_terminal(uri, "plain")
    assert output.count("snapshot 100%") == 2
    assert "add-model failed" in output
    assert "\x1b" not in output


class Steps:
    """A task that reports certain amounts."""

    method = "load"
    error = None

    def __init__(self, *amounts: float) -> None:
        self._amounts = amounts

    def __iter__(self) -> Iterator[brayns.Progress]:
        for number, amount in enumerate(self._amounts, 1):
            yield brayns.Progress("reading", amount, number)


class Terminal(io.StringIO):
    """A terminal that remembers what it shows."""

    def isatty(self) -> bool:
        return True


def test_lines_come_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    # What is read after it was unpacked begins anew.
    brayns.show_progress(Steps(0.0, 0.01, 0.5, 0.51, 0.2, 0.21, 0.99))
    shown = [line.split()[-1] for line in terminal.getvalue().splitlines()]
    assert shown == ["0%", "50%", "20%", "99%", "100%"]


def test_nothing_elsewhere(uri: str) -> None:
    command = [sys.executable, "-c", PROGRAM, uri, "rich"]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - ours
    assert (done.stdout, done.stderr) == (b"", b"")
