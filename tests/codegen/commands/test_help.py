"""What the command line says about itself: help, exit codes, version and completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from livebind_codegen import errors
from livebind_codegen.errors import CodegenError, ExitCode

if TYPE_CHECKING:
    from support.command_line import Livebind

REPOSITORY = Path(__file__).parents[3]
COMMANDS = ("capture", "generate", "check", "diff", "call", "probe", "explore", "serve")


def run_python(*arguments: str, **environment: str) -> str:
    """Return what a Python process prints."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return ran.stdout


def test_help_tells_the_commands_examples_and_exit_codes(livebind: Livebind) -> None:
    ran = livebind()
    assert ran.code == 0
    assert ran.out == livebind("--help").out
    for command in COMMANDS:
        assert f"\n  {command} " in ran.out
    assert "livebind generate localhost:5000 --package brayns" in ran.out
    for code in ExitCode:
        assert f"{code}  {code.meaning}\n" in ran.out


@pytest.mark.parametrize("command", ["", *COMMANDS[:-1]])
def test_help_fits_a_terminal_of_80_columns(
    command: str, livebind: Livebind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = livebind(*([command] if command else []), "--help")
    assert ran.code == 0
    assert "Examples:\n" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_examples_of_the_help_are_commands_that_exist(livebind: Livebind) -> None:
    for command in COMMANDS[:-1]:
        text = livebind(command, "--help").out
        known = set(re.findall(r"--[a-z-]+", text.partition("Examples:")[0]))
        assert set(re.findall(r"--[a-z-]+", text.partition("Examples:")[2])) <= known


def test_help_is_the_same_where_docstrings_are_stripped() -> None:
    for arguments in (["--help"], ["generate", "--help"]):
        text = run_python("-m", "livebind_codegen.main", *arguments)
        assert run_python("-OO", "-m", "livebind_codegen.main", *arguments) == text
        assert "Write a typed package for a backend." in text


def test_each_error_has_an_exit_code_of_its_own() -> None:
    kinds = [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, CodegenError)
    ]
    assert len({kind.exit_code for kind in kinds}) == len(kinds)


def test_the_documents_tell_the_exit_codes_as_the_help_does() -> None:
    text = (REPOSITORY / "docs" / "generator.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", text, re.MULTILINE)
    plain = [(int(code), meaning.replace("`", "")) for code, meaning in rows]
    assert plain == [(int(code), code.meaning) for code in ExitCode]


def test_the_version_is_that_of_the_project(livebind: Livebind) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert livebind("--version").out == f"livebind {project['project']['version']}\n"


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("livebind ge", ["generate"]),
        ("livebind ", list(COMMANDS)),
        ("livebind generate --dry", ["--dry-run"]),
        ("livebind diff --format ma", ["markdown"]),
    ],
)
def test_a_shell_completes_commands_and_options(words: str, completed: list[str]) -> None:
    done = run_python(
        "-c",
        "from livebind_codegen.main import main; main()",
        _LIVEBIND_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert done.split() == completed


def test_completion_can_be_shown_and_installed(tmp_path: Path) -> None:
    program = "from livebind_codegen.main import main; main()"
    # Which shell it is run from is not what this is about, and there may be none.
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = run_python("-c", program, "--show-completion", "bash", **named)
    assert "_LIVEBIND_COMPLETE=complete_bash" in shown
    run_python("-c", program, "--install-completion", "bash", HOME=str(tmp_path), **named)
    [script] = (tmp_path / ".bash_completions").iterdir()
    assert "_LIVEBIND_COMPLETE=complete_bash" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "help_"),
    [
        (("nonsense",), "livebind --help"),
        (("generate", "--nonsense"), "livebind generate --help"),
    ],
)
def test_a_wrong_option_names_the_help_to_read(
    arguments: tuple[str, ...], help_: str, livebind: Livebind
) -> None:
    ran = livebind(*arguments)
    ran.check_failed(2)
    assert ran.err.endswith(f"(see {help_})\n")
