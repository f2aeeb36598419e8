"""A schema is untrusted text that becomes code: whatever it says, it stays text."""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.description.openrpc import from_document
from livebind_codegen.emit.functions import emit_functions, root_shapes
from livebind_codegen.emit.model_annotations import model_annotations
from livebind_codegen.emit.models import emit_models, model_shapes
from livebind_codegen.emit.package import emit_package_init
from livebind_codegen.emit.safety import check_code
from livebind_codegen.errors import CodegenError, UnsafeCodeError
from livebind_codegen.generation import PackageOptions, generate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from support.descriptions import Json

MARKER = "__import__('builtins').HOSTILE_MARKER.append(1)"

ATTACKS = [
    f'"""\n{MARKER}\n"""',
    f"'''\n{MARKER}\n'''",
    f"x\r{MARKER}",
    f"x\n{MARKER}\n",
    f"x\u2028{MARKER}",
    f"x\x0c{MARKER}",
    f'" + {MARKER} + "',
    f"' + {MARKER} + '",
    f"{{{{ {MARKER} }}}}",
    f"{{% for x in [1] %}}{MARKER}{{% endfor %}}",
    f"{{{MARKER}}}",
    f"\\\n{MARKER}",
    "trailing backslash \\",
    "\\N{DIGIT ONE} \\x \\u \\",
    "coding: utf-7 +AG8-",
    "\x00",
    "\u202e right to left",
    "\uff45xec",
    "__class__",
    "__init_subclass__",
    "import os",
    "../../../../escape",
    "..\\..\\escape",
    "/etc/escape",
    "class",
    "self",
    "",
    " ",
    "\u0661",
    "\ud800",
    "a" * 5000,
    "None",
    "Model",
    "instance",
    "timeout",
    "livebind",
]


def hostile_text() -> SearchStrategy[str]:
    return st.sampled_from(ATTACKS) | st.text(max_size=30)


def document(text: Json) -> dict[str, Json]:
    """Return a description with `text(position)` in every position for a string."""
    enum = [text("enum value"), "plain"]
    if enum[0] == enum[1]:
        enum.pop()
    inner = {
        "title": text("inner title"),
        "description": text("inner description"),
        "type": "object",
        "properties": {
            text("inner property"): {
                "type": "string",
                "description": text("property description"),
                "default": text("default"),
            },
        },
        "additionalProperties": False,
    }
    union = {
        "oneOf": [
            {
                "type": "object",
                "properties": {"kind": {"const": text("const"), "type": "string"}},
                "required": ["kind"],
                "additionalProperties": False,
            },
            {"type": "number"},
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
        ]
    }
    described = {
        "oneOf": [
            {"const": text("described value"), "type": "string", "description": text("meaning")}
        ]
    }
    return {
        "openrpc": "1.3.2",
        "info": {"title": text("backend title"), "version": text("version")},
        "x-livebind": {
            "protocol": text("protocol"),
            "loaders": [
                {
                    "name": text("loader"),
                    "group": text("loader plugin"),
                    "extensions": [text("extension")],
                    "params": inner,
                }
            ],
        },
        "methods": [
            {
                "name": text("method"),
                "description": text("method description"),
                "deprecated": True,
                "tags": [{"name": text("plugin")}],
                "params": [
                    {"name": text("parameter"), "required": True, "schema": inner},
                    {"name": "choice", "schema": {"type": "string", "enum": enum}},
                    {"name": "other", "schema": union},
                ],
                "result": {"name": "result", "schema": described},
                "x-livebind": {
                    "async": True,
                    "cancellation": {
                        "method": text("cancel method"),
                        "parameter": text("cancel parameter"),
                        "errorCode": 1,
                    },
                },
            }
        ],
    }


def emitted(content: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """Return the files, and whether a schema became "any value", which a notice tells."""
    api = build_api(from_document(content, "test"))
    written = model_annotations([*model_shapes(api), *root_shapes(api)], api)
    files = {f"models/{name}": text for name, text in emit_models(api, written).items()}
    files |= {f"functions/{name}": text for name, text in emit_functions(api, written).items()}
    for path, text in files.items():
        check_code(text, path)
    files["__init__"] = emit_package_init(api, "0" * 64, {})
    return files, bool(api.notices)


def statements(files: dict[str, str]) -> list[str]:
    kinds: list[str] = []
    for code in files.values():
        kinds.extend(
            type(node).__name__
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.stmt) and not isinstance(node, ast.Expr | ast.ImportFrom)
        )
    return sorted(kinds)


HARMLESS = statements(emitted(document(str))[0])


def check_harmless(files: dict[str, str], *, has_fallback: bool) -> None:
    found = statements(files)
    if has_fallback:
        assert set(found) <= set(HARMLESS)
    else:
        assert found == HARMLESS


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_no_text_becomes_anything_but_text(data: st.DataObject) -> None:
    used: dict[str, str] = {}

    def text(position: str) -> str:
        used[position] = data.draw(hostile_text(), label=position)
        return used[position]

    content = document(text)
    try:
        files, has_fallback = emitted(content)
    except UnsafeCodeError:
        raise  # the last line of defence must never be needed
    except CodegenError:
        return  # a clear error is as good as an answer
    check_harmless(files, has_fallback=has_fallback)


def everywhere(attack: str) -> Callable[[str], str]:
    return lambda _: attack


def attack_at(position: str, attack: str) -> Callable[[str], str]:
    return lambda where: attack if where == position else where


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_one_place_leaves_the_code_that_of_a_harmless_schema(attack: str) -> None:
    for position in ("method", "inner title", "inner property", "enum value", "plugin", "version"):
        content = document(attack_at(position, attack))
        try:
            files, has_fallback = emitted(content)
        except UnsafeCodeError:
            raise
        except CodegenError:
            continue
        check_harmless(files, has_fallback=has_fallback)


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_importing_what_an_attack_gave_runs_nothing_and_escapes_no_folder(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    monkeypatch.setattr(builtins, "HOSTILE_MARKER", ran, raising=False)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "output"), *sys.path])
    package = f"attacked{number}"
    try:
        description = from_document(document(everywhere(ATTACKS[number])), "test")
        generate(description, tmp_path / "output", PackageOptions(package))
    except UnsafeCodeError:
        raise
    except CodegenError:
        assert list(tmp_path.rglob("*")) == []
        return
    importlib.invalidate_caches()
    folder = tmp_path / "output" / package
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(tmp_path / "output").with_suffix("").parts
        importlib.import_module(".".join(part for part in parts if part != "__init__"))
    assert ran == []
    assert [one.name for one in tmp_path.iterdir()] == ["output"]
    assert [one.name for one in (tmp_path / "output").iterdir()] == [package]


def test_code_that_an_attack_would_need_is_never_written() -> None:
    for code in (
        "import os",
        "from os import system",
        "x = open('a')",
        "def f(a: int) -> None:\n    'doc'\n    print(a)",
        "class X(Model, kw_only=True):\n    def f(self) -> None:\n        'doc'\n        pass",
        "if True:\n    pass",
        "__import__('os')",
        "lambda: 0",
        "x = [1 for _ in ()]",
        "f'{1}'",
        "while x:\n    pass",
        "del x",
    ):
        with pytest.raises(UnsafeCodeError):
            check_code(code, "here")
