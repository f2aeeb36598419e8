"""Signatures of a server's own commands, from a stub file (`.pyi`, PEP 484).

    def greet(name: str, punctuation: str = "!") -> Iterator[str]:
        \"\"\"Greet somebody.

Args:
            name: Whom.
        \"\"\"

What a function yields (`Iterator[T]`) or returns is the type of its outputs. Nothing of the file is
executed; of annotations only plain values are taken over, anything else is `Any`.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Final

from livebind_codegen.description.model import MethodDescription, Schema
from livebind_codegen.errors import UsageProblem
from livebind_codegen.schema.annotations import KIND, POSITION, PYTHON_TYPE, is_plain
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["default_commands", "parse_stubs", "read_stubs"]

_ARGUMENT: Final = re.compile(r"^\*{0,2}(\w+): (.*(?:\n +.*)*)", re.MULTILINE)
_ITERATORS: Final = frozenset({"Generator", "Iterable", "Iterator"})


def read_stubs(path: Path) -> dict[str, MethodDescription]:
    """Return the commands that a stub file declares, by name.

    Raises:
        UsageProblem: it cannot be read.
    """
    try:
        return parse_stubs(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageProblem(f"the stub file {path} cannot be read: {error}") from None


def parse_stubs(text: str) -> dict[str, MethodDescription]:
    """Return the commands that the text of a stub file declares, by name.

    Raises:
        SyntaxError, ValueError: it is no Python.
    """
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {one.name: _method(one) for one in functions}


@cache
def default_commands() -> dict[str, MethodDescription]:
    """Return the commands that every server has, by name, in the order in which it lists them."""
    return read_stubs(Path(__file__).parent / "default_commands.pyi")


def _method(function: ast.FunctionDef) -> MethodDescription:
    text, _, listed = (ast.get_docstring(function) or "").partition("\n\nArgs:\n")
    said = dict(_ARGUMENT.findall(dedent(listed)))
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for position, (argument, default, kind) in enumerate(_parameters(function.args)):
        name = argument.arg
        schema: Schema = {PYTHON_TYPE: _annotation(argument.annotation), POSITION: position}
        if name in said:
            schema["description"] = plain_text(said[name])
        if kind:
            schema[KIND] = kind
        if default is not None:
            schema |= _default(default)
        elif not kind.startswith("*"):
            required.append(name)
        properties[name] = schema
    return MethodDescription(
        name=function.name,
        description=plain_text(text),
        params={"type": "object", "properties": properties, "required": required},
        result={PYTHON_TYPE: _outputs(function.returns)},
        asynchronous=True,
    )


def _parameters(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None, str]]:
    """Yield each parameter with its default and its kind."""
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    for one, default in zip(positional, [*missing, *arguments.defaults], strict=True):
        yield one, default, ""
    if arguments.vararg is not None:
        yield arguments.vararg, None, "*"
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield one, default, "keyword"
    if arguments.kwarg is not None:
        yield arguments.kwarg, None, "**"


def _outputs(returns: ast.expr | None) -> str:
    match returns:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=[first, *_])) if (
            name in _ITERATORS
        ):
            return _annotation(first)
        case ast.Subscript(value=ast.Name(id=name), slice=item) if name in _ITERATORS:
            return _annotation(item)
        case _:
            return _annotation(returns)


def _annotation(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None and is_plain(node) else "Any"


def _default(node: ast.expr) -> Schema:
    """Return what a schema says of a default: nothing if JSON cannot hold it."""
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return {}
    is_plain_value = value is None or isinstance(value, bool | int | float | str)
    return {"default": value} if is_plain_value else {}
