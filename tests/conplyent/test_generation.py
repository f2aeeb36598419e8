"""Packages generated from a live server, and the session that users were promised."""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from livebind.conplyent.connection import CommandConnection
from livebind_codegen.api.build import build_api
from livebind_codegen.dialects.conplyent.dialect import describe
from livebind_codegen.dialects.conplyent.stubs import parse_stubs
from livebind_codegen.emit.emit import emit_package
from livebind_codegen.emit.package import package_places
from livebind_codegen.errors import NameConflictError
from livebind_codegen.overlay import Overlay, check_names
from support.command_line import run_livebind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from livebind_codegen.api.model import Api
    from support.conplyent_server import ServerProcess

STUBS = '''
def greet(name: str, punctuation: str = ...) -> Iterator[str]:
    """Greet somebody."""

def wait(timeout: float) -> None: ...
def outputs(*values: object) -> Iterator[object]: ...
'''


@pytest.fixture(scope="module")
def folder(server: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `remote_machine`, generated and type-checked."""
    del server
    output = tmp_path_factory.mktemp("generated")
    (output / "own.pyi").write_text(STUBS)
    arguments = ("generate", "conplyent://localhost:9922", "--package", "remote_machine")
    options = ("--output", output, "--stubs", output / "own.pyi", "--check-types")
    result = run_livebind(output, *arguments, *options)
    assert result.code == 0, result.err
    assert "heartbeat: every connection has that method" in result.err
    assert "wait.timeout: the parameter is `timeout_` here" in result.err
    return output


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    """The package, which checkers cannot know."""
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("remote_machine")
    finally:
        sys.path.remove(str(folder))


def test_a_second_run_changes_nothing(folder: Path) -> None:
    arguments = ("generate", "conplyent://localhost", "--package", "remote_machine")
    result = run_livebind(folder, *arguments, "--output", folder, "--stubs", folder / "own.pyi")
    assert "nothing changed" in result.out, result.err


def test_the_package_is_what_its_description_gives(folder: Path) -> None:
    arguments = ("check", "--offline", "--package", "remote_machine")
    result = run_livebind(folder, *arguments, "--output", folder)
    assert result.code == 0, result.err


def test_the_promised_session(
    package: Any,  # noqa: ANN401 - as the fixture
    tmp_path: Path,
) -> None:
    connection = package.client.add("localhost", port=9922)
    connection.connect(timeout=240)
    assert connection.heartbeat(timeout=5) is True
    assert connection.os_info() == ["linux"]
    (tmp_path / "file").write_bytes(b"contents")
    assert connection.transfer(tmp_path / "file", "sent/file").verified
    assert connection.rdfile("sent/file")[1:] == [b"contents"]
    with connection.exec(["sh", "-c", "echo 1; echo 2"], complete=False) as listener:
        assert list(iter(listener.next, None)) == ["1\n", "2\n"]
    assert listener.exit_code == 0
    with pytest.raises(FileNotFoundError):
        connection.cd("nowhere", raise_error=True)
    connection.close()
    with package.client.add("localhost", port=9922, enter_connect_timeout=240) as again:
        assert again.jobs(timeout=10, max_interval=5.5, echo_response=False)
    assert not again.connected


def test_own_commands_have_the_signatures_of_the_stubs(
    package: Any,  # noqa: ANN401 - as the fixture
) -> None:
    with package.client.add("localhost") as connection:
        assert connection.greet("you") == ["hello you!"]
        assert connection.greet("you", punctuation="?") == ["hello you?"]
        assert connection.outputs(1, "two") == [1, "two"]
        assert connection.wait(timeout_=0.01) == []
        assert connection.heartbeat_command() == ["a command of the server"]
        assert connection.heartbeat() is True
        # Not in the stubs: any arguments.
        assert len(connection.tell("unknown kind")) == 1


def test_a_connection_serves_threads_and_coroutines(
    package: Any,  # noqa: ANN401 - as the fixture
) -> None:
    with package.client.add("localhost") as connection:
        with ThreadPoolExecutor(4) as threads:
            replies = list(threads.map(connection.greet, "abcd"))
        assert replies == [[f"hello {name}!"] for name in "abcd"]

        async def watch() -> list[object]:
            return [one async for one in connection.outputs(1, 2, complete=False)]

        assert asyncio.run(watch()) == [1, 2]


def emitted(names: list[str], **options: Any) -> tuple[dict[str, str], Api]:  # noqa: ANN401
    api = build_api(describe(names, {}), renames=options.pop("renames", None))
    return emit_package(api, "0" * 64, overlays=options.pop("overlays", {})), api


def test_names_of_a_server_hide_nothing_and_execute_nothing() -> None:
    names = ["connect", "__init__", "class", "list", "no name", "x(): import os #", "1st", "é"]
    files, api = emitted(names)
    text = files["connection.py"]
    for expected in ("connect_command", "init", "class_", "list_", "no_name", "method_1st"):
        assert f"def {expected}(" in text
    assert "import os" not in text.replace("'x(): import os #'", "").replace(
        '"x(): import os #"', ""
    )
    assert len(api.notices) == len(names)


def test_two_commands_of_one_name_have_to_be_told_apart() -> None:
    names = ["a b", "a-b"]
    with pytest.raises(NameConflictError, match="a_b"):
        emitted(names)
    files, _ = emitted(names, renames={"a-b": "other"})
    assert "def other(" in files["connection.py"]


def test_a_default_goes_by_position_only_where_more_arguments_follow() -> None:
    declared = parse_stubs(
        "def plain(a: int, b: int = 1) -> None: ...\n"
        "def rest(a: int, b: int = 1, *more: int) -> None: ...\n"
        "def absent(a: int, b: int = ..., *more: int) -> None: ...\n"
    )
    text = emit_package(build_api(describe([*declared], declared)), "0" * 64, overlays={})[
        "connection.py"
    ]
    calls = re.findall(r'command\(\s*"(\w+)",\s*(\[.*?\]),\s*(.*?),\s*complete', text)
    assert {name: (arguments, keywords) for name, arguments, keywords in calls} == {
        "plain": ("[a]", '{"b": b}'),
        "rest": ("[a, b, *more]", "{}"),
        "absent": ("[a, *more]", 'given({"b": b})'),
    }


def test_hand_written_modules_are_part_of_the_package() -> None:
    overlays = {".overlay.tools": ["deploy"], ".overlay.private": []}
    files, api = emitted(["cwd"], overlays=overlays)
    assert "from .overlay.tools import deploy" in files["__init__.py"]
    assert '"deploy"' in files["__init__.py"]
    with pytest.raises(NameConflictError, match="client"):
        check_names(Overlay(names={".overlay.tools": ["client"]}), package_places(api))


def test_every_method_of_a_connection_is_protected_from_commands() -> None:
    names = [name for name in dir(CommandConnection) if not name.startswith("_")]
    files, _ = emitted(names)
    for name in names:
        assert f"def {name}_command(" in files["connection.py"]


def test_a_stub_file_that_does_not_fit_is_refused(server: ServerProcess, tmp_path: Path) -> None:
    del server
    stubs = tmp_path / "own.pyi"
    arguments = ("generate", "conplyent://localhost", "--package", "other", "--output", tmp_path)
    stubs.write_text("def fly() -> None: ...")
    result = run_livebind(tmp_path, *arguments, "--stubs", stubs)
    assert result.code == 2
    assert "no such command" in result.err
    stubs.write_text("def (")
    assert run_livebind(tmp_path, *arguments, "--stubs", stubs).code == 2
    nobody = ("generate", "conplyent://localhost:1", "--package", "x", "--timeout", "0.3")
    result = run_livebind(tmp_path, *nobody)
    assert result.code == 3
