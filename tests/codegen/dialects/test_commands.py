"""Commands of conplyent go the way of all methods: names, diff, contract tests, safety."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from livebind_codegen.contract import check_round_trip, read_cases
from livebind_codegen.description.openrpc import from_document, to_document
from livebind_codegen.dialects.conplyent.client import CLIENT
from livebind_codegen.dialects.conplyent.dialect import describe
from livebind_codegen.dialects.conplyent.stubs import default_commands, parse_stubs
from livebind_codegen.diff.compare import compare
from livebind_codegen.emit.safety import check_code
from livebind_codegen.errors import NameConflictError, UnsafeCodeError
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.typecheck import check_files
from livebind_codegen.verification import folder_changes
from support.descriptions import small_description

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description

OWN = 'a: int, b: str = "x", *rest: bytes, key: bool | None, other: float = 1.5, **more: Any'


def described(parameters: str = "", outputs: str = "None") -> Description:
    stubs = parse_stubs(f"def own({parameters}) -> {outputs}: ...")
    description = describe([*default_commands(), "own"], stubs)
    return from_document(to_document(description), "captured")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: int", "a: str", "major"),
        ("a: int", "a: int | None", "minor"),
        ("a: int | None", "a: int", "major"),
        ("a: int", "*, a: int", "major"),
        ("a: int", "b: int", "major"),
        ("a: int, b: int", "b: int, a: int", "major"),
        ("a: int", "a: int = 5", "minor"),
        ("a: int = 5", "a: int = 6", "major"),
        ("a: int", "a: int, b: int = 5", "minor"),
        ("a: int", "a: int", "none"),
    ],
)
def test_a_changed_signature_is_a_change(old: str, new: str, expected: str) -> None:
    assert compare(described(old), described(new)).verdict == expected


@pytest.mark.parametrize(
    ("parameters", "sent"),
    [
        ('a: int, b: str = "x"', "[a], {'b': b}"),
        ("a: int, b: int = ...", "[a], given({'b': b})"),
        ('a: int, b: str = "x", *rest: int', "[a, b, *rest], {}"),
        ("a: int, *, b: int = 5, **more: int", "[a], {'b': b, **more}"),
    ],
)
def test_what_must_be_given_goes_by_position_and_the_rest_by_name(
    parameters: str, sent: str, tmp_path: Path
) -> None:
    generate(described(parameters), tmp_path, PackageOptions("machine"))
    code = (tmp_path / "machine" / "connection.py").read_text(encoding="utf-8")
    assert f"self.command('own', {sent}, " in ast.unparse(ast.parse(code))


def test_changed_outputs_are_a_change() -> None:
    assert compare(described("", "int"), described("", "str")).verdict == "major"


def test_contract_tests_are_written_and_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(described(OWN), tmp_path, PackageOptions("machine", tests=True))
    assert (tmp_path / "machine" / "test_contract.py").is_file()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    cases = read_cases(tmp_path / "machine", "machine")
    assert len(cases) == len(default_commands()) + 1
    for case in cases:
        check_round_trip(case)
    assert not folder_changes(tmp_path / "machine")


def test_contract_tests_notice_what_is_sent_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(described(OWN), tmp_path, PackageOptions("wrong_machine", tests=True))
    path = tmp_path / "wrong_machine" / "connection.py"
    path.write_text(path.read_text().replace("[a, b, *rest]", "[b, a, *rest]"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (case,) = [
        one for one in read_cases(tmp_path / "wrong_machine", "wrong_machine") if one.name == "own"
    ]
    with pytest.raises(AssertionError, match="came back as"):
        check_round_trip(case)


@pytest.mark.parametrize("name", ["command", "connect", "list", "1bad", "class", "a b", ""])
def test_a_rename_to_what_a_connection_needs_is_refused(name: str, tmp_path: Path) -> None:
    options = PackageOptions("machine", rename={"cd": name})
    with pytest.raises(NameConflictError, match="no plain name"):
        generate(described(), tmp_path, options)
    assert not (tmp_path / "machine").exists()


def of_type(annotation: str, **others: object) -> Description:
    """Return what a document of somebody else may say, in which a type is any text."""
    document = to_document(described("a: int"))
    (own,) = [one for one in document["methods"] if one["name"] == "own"]
    own["params"][0]["schema"] |= {"x-python": annotation, **others}
    return from_document(document, "captured")


@pytest.mark.parametrize(
    "annotation",
    [
        "__import__('os')",
        "int()",
        "os.system",
        "[x for x in y]",
        "lambda: 0",
        "int if a else b",
        "(",
        "x: int",
    ],
)
def test_a_type_that_is_none_is_any(annotation: str, tmp_path: Path) -> None:
    generate(of_type(annotation), tmp_path, PackageOptions("machine"))
    text = (tmp_path / "machine" / "connection.py").read_text()
    assert "def own(\n        self, a: Any" in text or "self,\n        a: Any" in text


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "exec('1')",
        "self.close()",
        "os.system('1')",
        "x = [1 for y in z]",
        "while 1: ...",
    ],
)
def test_only_what_the_template_needs_may_be_in_the_code(line: str) -> None:
    code = f'def f(self):\n    """Text."""\n    return self.command("a")\n{line}\n'
    with pytest.raises(UnsafeCodeError):
        check_code(code, "connection.py", CLIENT.layout)


@pytest.mark.parametrize("name", ["timeout", "self", "1bad", "class", "a b"])
def test_a_parameter_cannot_be_renamed_to_what_every_command_has(name: str, tmp_path: Path) -> None:
    generate(described(), tmp_path, PackageOptions("machine", rename={"cd.dest": "place"}))
    text = " ".join((tmp_path / "machine" / "connection.py").read_text().split())
    assert '"cd", [place], {}' in text
    with pytest.raises(NameConflictError, match=r"cd\.dest cannot be renamed"):
        generate(described(), tmp_path, PackageOptions("machine", rename={"cd.dest": name}))


@pytest.mark.parametrize("kind", ["**evil, *", "positional", 5, ["*"]])
def test_a_kind_of_parameter_that_there_is_not_is_none(kind: object, tmp_path: Path) -> None:
    package = PackageOptions("machine")
    generate(of_type("int", **{"x-kind": kind}), tmp_path / "odd", package)
    generate(of_type("int"), tmp_path / "plain", package)
    odd, plain = (tmp_path / one / "machine" / "connection.py" for one in ("odd", "plain"))
    assert odd.read_text() == plain.read_text()


def test_types_of_json_in_a_document_are_any_value(tmp_path: Path) -> None:
    """Whatever somebody writes into a document that says it is of this kind."""
    first = replace(small_description(), protocol="conplyent", loaders=())
    document = to_document(replace(first, methods=first.methods[:3]))
    description = from_document(document, "captured")
    generate(description, tmp_path, PackageOptions("machine", tests=True))
    package = tmp_path / "machine"
    check_files("machine", {one.name: one.read_text() for one in package.iterdir()})
    assert compare(first, description).breaking
    assert not compare(description, description).breaking
