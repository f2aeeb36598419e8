"""What checkers say of unions, constants and objects with free properties."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from livebind import UNSET, Model, OpenModel, UnsetType
from livebind.constants import Exactly, Nothing
from livebind.union import UntaggedUnion
from msgspec import field

if TYPE_CHECKING:
    Expression: TypeAlias = "float | Sum | list[Expression]"
    Automatic: TypeAlias = Literal[True]
    Rows: TypeAlias = "list[Rows]"
else:

    class Expression(UntaggedUnion, options=lambda: (float, Sum, list[Expression])):
        pass

    class Automatic(Exactly, values=(True,)):
        pass

    class Rows(UntaggedUnion, options=lambda: (list[Rows],)):
        pass


class Sum(Model, kw_only=True):
    left: Expression
    right: Expression | UnsetType = UNSET
    automatic: Automatic | UnsetType = UNSET
    nothing: Nothing | UnsetType = UNSET
    rows: Rows | None = None


class Labelled(OpenModel["Labelled | str | None"]):
    id: int
    class_: str | UnsetType = field(name="class", default=UNSET)
    sums: list[Sum] = field(default_factory=list["Sum"])


class Free(OpenModel[Any]):
    pass


def evaluate(expression: Expression) -> float:
    if isinstance(expression, Sum):
        return evaluate(expression.left)
    if isinstance(expression, list):
        return sum(map(evaluate, expression))
    return expression


labelled = Labelled(id=1, additional_properties={"a": "b", "c": Labelled(id=2)})
reveal_type(labelled.id)
reveal_type(labelled.class_)
reveal_type(labelled.additional_properties["a"])
reveal_type(Sum(left=[1.0, 2, []]).rows)
labelled.additional_properties["c"] = None
labelled.additional_properties = {}
Free(additional_properties={"a": [object()]})
Sum(left=1.0, automatic=True, rows=[[], [[]]])

Labelled()  # wrong
Labelled(1)  # wrong
Labelled(id=1, name="x")  # wrong
Labelled(id=1, additional_properties={"a": 1})  # wrong
labelled.additional_properties["a"] = 1  # wrong
labelled.id = "x"  # wrong
labelled["id"]  # wrong
labelled.keys()  # wrong
Sum(left="x")  # wrong
Sum(left=1.0, automatic=False)  # wrong
Sum(left=1.0, nothing=None)  # wrong
Sum(left=1.0, rows=[1])  # wrong
"""
REVEALED = {
    "mypy": [
        '"int"',
        '"str | msgspec.UnsetType"',
        '"program.Labelled | str | None"',
        '"list[...] | None"',
    ],
    "pyright": ['"int"', '"str | UnsetType"', '"Labelled | str | None"', '"list[Rows] | None"'],
}


@pytest.mark.parametrize(
    ("checker", "arguments"),
    [
        ("mypy", ["--strict", "--cache-dir=cache"]),
        ("pyright", ["--pythonpath", sys.executable]),
    ],
)
def test_what_is_right_is_accepted_and_mistakes_are_found(
    checker: str, arguments: list[str], tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    settings = '{"typeCheckingMode": "strict", "reportUnusedExpression": false}'
    (tmp_path / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", checker, *arguments, program.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in ran.stdout.splitlines() if "program.py:" in line]
    errors = {int(line.split("program.py:")[1].split(":")[0]) for line in lines if "error" in line}
    program_lines = enumerate(PROGRAM.splitlines(), 1)
    wrong = {number for number, line in program_lines if line.endswith("# wrong")}
    assert errors == wrong, ran.stdout
    revealed = [
        line for line in lines if "note: Revealed" in line or "information: Type of" in line
    ]
    assert len(revealed) == len(REVEALED[checker])
    for line, kind in zip(revealed, REVEALED[checker], strict=True):
        assert line.endswith(kind)
