"""`livebind call` with a real server: its commands are listed and carried out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.command_line import run_livebind

if TYPE_CHECKING:
    from pathlib import Path

    from support.command_line import Ran
    from support.conplyent_server import ServerProcess

SERVER = "conplyent://localhost:9922"


def call(folder: Path, *arguments: str) -> Ran:
    return run_livebind(folder, "call", SERVER, *arguments)


def test_commands_are_listed_with_what_they_do(server: ServerProcess, tmp_path: Path) -> None:
    del server
    lines = call(tmp_path).out.splitlines()
    assert "greet" in lines
    assert next(line for line in lines if line.startswith("cwd ")).endswith(".")


def test_outputs_are_printed_as_they_come(server: ServerProcess, tmp_path: Path) -> None:
    arguments = json.dumps([str(server.folder)])
    assert call(tmp_path, "cd", arguments).out == f"{server.folder}\n"
    ran = call(tmp_path, "greet", "name=you", "punctuation=?")
    assert (ran.code, ran.out, ran.err) == (0, "hello you?\n", "")
    assert call(tmp_path, "greet", '["you"]').out == "hello you!\n"


def test_a_command_that_fails_is_one_clear_line(server: ServerProcess, tmp_path: Path) -> None:
    del server
    ran = call(tmp_path, "cd", '["/no/such/folder"]')
    ran.check_failed(1)
    assert "/no/such/folder" in ran.err
    assert ran.out == ""
    call(tmp_path, "wait", "[5]", "--timeout", "0.3").check_failed(1)


def test_an_unknown_command_brings_the_nearest_one(server: ServerProcess, tmp_path: Path) -> None:
    del server
    ran = call(tmp_path, "great")
    ran.check_failed(1)
    assert "did you mean 'greet'?" in ran.err
