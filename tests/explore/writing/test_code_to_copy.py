"""What is copied from the page: each call as Python that checkers accept, a command, a message."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

import pytest

import livebind
from livebind_codegen.api.build import build_api
from livebind_codegen.verification import read_description
from livebind_explore.forms.form import Form
from livebind_explore.forms.node import Kind
from livebind_explore.forms.params import value_of
from livebind_explore.writing.call import as_command, as_python, package_name
from livebind_explore.writing.message import as_message
from support.backends import serving
from support.command_line import run_livebind
from support.descriptions import NUMBER, describe, method, object_schema
from support.repository import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTION = read_description(REPOSITORY / "generated" / "brayns")
API = build_api(DESCRIPTION)


def filled(form: Form) -> None:
    """Switch everything on, add an item to each list, and choose the last of several."""
    for _ in range(6):
        for node, _depth in list(form.nodes()):
            if not node.is_on:
                form.switch(node.number, is_on=True)
            elif node.kind in {Kind.LIST, Kind.MAP} and not node.children:
                form.add(node.number)
            elif node.kind is Kind.CHOICE:
                form.set_value(node.number, len(node.choices) - 1)


def programs(*, is_full: bool) -> dict[str, str]:
    """Return the Python of the call of every method of the reference backend."""
    found: dict[str, str] = {}
    for one in API.methods:
        root = None
        if one.params is not None:
            form = Form(one.params, API)
            if is_full:
                filled(form)
            root = form.root
            assert value_of(root)[1] == {}
        found[one.function] = as_python(API, one, root, "localhost:5000")
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("is_full", [False, True], ids=["as it begins", "all switched on"])
def test_the_python_of_every_method_type_checks(*, is_full: bool, tmp_path: Path) -> None:
    files = programs(is_full=is_full)
    assert len(files) == 84
    for name, code in files.items():
        (tmp_path / f"{name}_call.py").write_text(code, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "."],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": f"{REPOSITORY / 'generated'}:{REPOSITORY / 'runtime'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout + checked.stderr == ""


def test_the_python_is_laid_out_and_names_what_was_chosen() -> None:
    described = next(one for one in API.methods if one.name == "add-spheres")
    assert described.params is not None
    form = Form(described.params, API)
    filled(form)
    code = as_python(API, described, form.root, "localhost:5000")
    assert code.startswith('import brayns\n\nwith brayns.connect("localhost:5000") as instance:\n')
    assert "brayns.SphereWithColor(" in code
    assert "color=(1, 1, 1, 1)" in code
    assert max(map(len, code.splitlines())) <= 64
    assert code.endswith("    print(result)\n")


def test_the_command_does_the_call(tmp_path: Path) -> None:
    value = {"fovy": 30.5}
    with serving() as address:
        line = as_command("set-camera-perspective", value, address, data=(False, False))
        program, *arguments = shlex.split(line)
        assert program == "livebind"
        assert run_livebind(tmp_path, *arguments).code == 0
        with livebind.connect(address) as instance:
            assert instance.request("get-camera-perspective")["fovy"] == 30.5


def test_bytes_of_a_command_come_from_files_and_go_to_them() -> None:
    assert as_command("upload-model", {}, "a:1", data=(True, False)).endswith("'{}' --send FILE")
    assert as_command("snapshot", None, "a:1", data=(False, True)) == (
        "livebind call a:1 snapshot --data FILE"
    )


HOSTILE = "'; rm -rf / #\n\"\"\" + __import__('os') $(id) `id`"


def test_texts_stay_texts() -> None:
    line = as_command("m", {"a": HOSTILE}, "a:1", data=(False, False))
    assert json.loads(shlex.split(line)[-1]) == {"a": HOSTILE}
    api = build_api(describe(method("m", object_schema({"a": {"type": "string"}}, ("a",)))))
    params = api.methods[0].params
    assert params is not None
    form = Form(params, api)
    form.set_value(form.root.children[0].number, HOSTILE)
    code = as_python(api, api.methods[0], form.root, HOSTILE)
    seen: dict[str, Any] = {}

    class Stand:
        def connect(self, source: str) -> Stand:
            seen["source"] = source
            return self

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Do nothing."""

        def m(self, _: object, **arguments: str) -> None:
            seen.update(arguments)

    stand = Stand()
    body = code.replace(f"import {package_name(api.title)}", "")
    exec(compile(body, "call", "exec"), {package_name(api.title): stand})  # noqa: S102 - its own
    assert seen == {"source": HOSTILE, "a": HOSTILE}


def test_a_message_is_what_goes_over_the_wire() -> None:
    message = json.loads(as_message(DESCRIPTION, "get-model", {"id": 1}))
    assert (message["jsonrpc"], message["method"], message["params"]) == (
        "2.0",
        "get-model",
        {"id": 1},
    )


def test_a_message_has_its_parameters_in_the_order_of_the_method() -> None:
    schema = object_schema({"a": NUMBER, "b": NUMBER}, ("a",))
    description = describe(method("m", schema, positions=("b", "a")))
    assert json.loads(as_message(description, "m", {"a": 1}))["params"] == [None, 1]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Brayns", "brayns"),
        ("Chrome DevTools", "chrome_dev_tools"),
        ("json", "backend"),
        ("", "backend"),
    ],
)
def test_the_package_is_called_after_the_backend(title: str, name: str) -> None:
    assert package_name(title) == name
