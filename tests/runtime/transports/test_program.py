"""Programs that a connection starts: what they say, and how they end."""

from __future__ import annotations

import logging
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

import livebind
from livebind import ConnectionClosedError, UsageError, connect
from support.started_program import program_uri

if TYPE_CHECKING:
    from pathlib import Path

ECHO = """
import json, os, sys
for line in sys.stdin:
    request = json.loads(line)
    method, result = request["method"], request.get("params")
    if method == "exit":
        print("last words", file=sys.stderr)
        sys.exit(3)
    if method == "close":
        os.close(1)
        os.close(0)
        import signal
        signal.pause()
    if method == "arguments":
        result = sys.argv[1:]
    if method == "pid":
        result = os.getpid()
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}))
"""
DEAF = """
import json, os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
request = json.loads(sys.stdin.readline()) if child else None
if child:
    reply = {"jsonrpc": "2.0", "id": request["id"], "result": [os.getpid(), child]}
    print(json.dumps(reply))
while True:
    signal.pause()
"""


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - of the system
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int) -> bool:
    """Wait until a process is gone; whether it is."""
    deadline = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < deadline:
        os.sched_yield()
    return not is_running(pid)


def test_a_program_answers_and_ends_with_the_connection(tmp_path: Path) -> None:
    with connect(program_uri(tmp_path, ECHO)) as instance:
        assert instance.request("echo", {"a": 1}) == {"a": 1}
        pid = instance.request("pid")
        assert is_running(pid)
    assert gone(pid)


def test_systems_that_are_no_posix_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livebind.transports.program._STARTS_PROGRAMS", False)
    with pytest.raises(UsageError, match=r"POSIX systems alone.* HTTP"):
        connect(program_uri(tmp_path, ECHO))


def test_large_messages_pass(tmp_path: Path) -> None:
    with connect(program_uri(tmp_path, ECHO)) as instance:
        text = "x" * 5_000_000
        assert instance.request("echo", [text]) == [text]


def test_a_command_is_divided_and_never_run_by_a_shell(tmp_path: Path) -> None:
    uri = program_uri(tmp_path, ECHO) + " 'one two' $HOME ';' '*' '' "
    with connect(uri) as instance:
        assert instance.request("arguments") == ["one two", "$HOME", ";", "*", ""]


def test_an_instance_that_nobody_uses_ends_its_program(tmp_path: Path) -> None:
    instance = connect(program_uri(tmp_path, ECHO))
    pid = instance.request("pid")
    del instance
    assert gone(pid)


def test_a_program_that_does_not_end_is_made_to_with_those_that_it_started(
    tmp_path: Path,
) -> None:
    with connect(program_uri(tmp_path, DEAF)) as instance:
        pids = instance.request("pids")
    assert all(gone(pid) for pid in pids)


def test_the_end_of_a_program_is_told_with_its_code_and_last_words(tmp_path: Path) -> None:
    with connect(program_uri(tmp_path, ECHO)) as instance:
        with pytest.raises(ConnectionClosedError, match=r"exit code 3, saying: last words") as end:
            instance.request("exit")
        assert end.value.reason == "last words"
        assert not instance.connected
        with pytest.raises(ConnectionClosedError, match="exit code 3"):
            instance.request("echo")


def test_a_program_that_is_killed_ends_all_that_waits(tmp_path: Path) -> None:
    with connect(program_uri(tmp_path, ECHO)) as instance:
        pid = instance.request("pid")
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ConnectionClosedError, match="by signal 9"):
            instance.request("echo")


def test_a_program_that_closes_its_streams_ends_the_connection(tmp_path: Path) -> None:
    instance = connect(program_uri(tmp_path, ECHO))
    pid = instance.request("pid")
    with pytest.raises(ConnectionClosedError, match="closed its standard output"):
        instance.request("close")
    assert gone(pid)


@pytest.mark.parametrize("command", ["/does/not/exist", "/", "/etc/hostname now"])
def test_a_program_that_cannot_be_started_is_told_and_not_tried_again(command: str) -> None:
    with pytest.raises(UsageError, match="cannot be started"):
        connect(f"stdio:{command}", max_attempts=None)


def test_standard_error_is_logged_line_by_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = "import sys\nsys.stderr.buffer.write(b'one\\n\\ntwo\\x1b[1m\\xff\\n' + b'x' * 10_000)\n"
    with caplog.at_level(logging.INFO):
        connect(program_uri(tmp_path, code + ECHO)).disconnect()
    lines = [one.message for one in caplog.records if one.message.startswith("the program")]
    assert [line.partition(": ")[2][:12] for line in lines[:2]] == ["one", "two\\x1b[1m\ufffd"]
    assert max(map(len, lines)) < 5000


def test_arguments_are_never_shown(tmp_path: Path) -> None:
    uri = program_uri(tmp_path, ECHO, "--token=secret")
    connector = livebind.Connector(uri)
    with connector.connect() as instance:
        assert "secret" not in f"{connector!r} {instance!r}"
        with pytest.raises(ConnectionClosedError) as end:
            instance.request("exit")
    assert "secret" not in str(end.value)
