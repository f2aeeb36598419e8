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
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Final

from livebind_codegen.dialects.conplyent.commands import NO_DEFAULT, Command, CommandParameter
from livebind_codegen.errors import UsageProblem
from livebind_codegen.schema.annotations import is_plain
from livebind_codegen.text.literals import plain_text

__all__ = ["default_commands", "read_stubs"]

_ARGUMENT: Final = re.compile(r"^\*{0,2}(\w+): (.*(?:\n +.*)*)", re.MULTILINE)
_ITERATORS: Final = frozenset({"Generator", "Iterable", "Iterator"})


def read_stubs(path: Path) -> dict[str, Command]:
    """Return the commands that a stub file declares, by name.

    Raises:
        UsageProblem: it cannot be read.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageProblem(f"the stub file {path} cannot be read: {error}") from None
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {one.name: _command(one) for one in functions}


@cache
def default_commands() -> dict[str, Command]:
    """Return the commands that every server has, by name, in the order in which it lists them."""
    return read_stubs(Path(__file__).parent / "default_commands.pyi")


def _command(function: ast.FunctionDef) -> Command:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    parameters = [
        _parameter(one, default)
        for one, default in zip(positional, [*missing, *arguments.defaults], strict=True)
    ]
    if arguments.vararg is not None:
        parameters.append(_parameter(arguments.vararg, None, "*"))
    parameters += [
        _parameter(one, default, "keyword")
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg is not None:
        parameters.append(_parameter(arguments.kwarg, None, "**"))
    text, _, listed = (ast.get_docstring(function) or "").partition("\n\nArgs:\n")
    said = dict(_ARGUMENT.findall(dedent(listed)))
    return Command(
        function.name,
        plain_text(text),
        _outputs(function.returns),
        tuple(replace(one, description=plain_text(said.get(one.name, ""))) for one in parameters),
    )


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


def _parameter(argument: ast.arg, default: ast.expr | None, kind: str = "") -> CommandParameter:
    return CommandParameter(
        argument.arg,
        _annotation(argument.annotation),
        NO_DEFAULT if default is None else _default(default),
        kind,
    )


def _annotation(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None and is_plain(node) else "Any"


def _default(node: ast.expr) -> object:
    """Return a default that JSON can hold, `...` for one that is not known here."""
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ...
    return value if value is None or isinstance(value, bool | int | float | str) else ...
