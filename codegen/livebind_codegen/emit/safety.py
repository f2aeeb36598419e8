"""The last line of defence: emitted code holds only what the generator may emit.

Text of a schema enters code through one door (`text.literals`). Should anything ever get around
it, it would have to look like what is allowed here: no statement, call or name beyond the few that
the templates use. Nor may a name mean two things: what a backend calls a method never hides what
the code around it means.
"""

from __future__ import annotations

import ast
import builtins
import keyword
from collections import Counter
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Final

from livebind_codegen.errors import UnsafeCodeError
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livebind_codegen.dialects.client import Layout

__all__ = ["check_code"]

_NODES: Final = frozenset(
    {
        ast.AnnAssign,
        ast.Assign,
        ast.Attribute,
        ast.BinOp,
        ast.BitOr,
        ast.Call,
        ast.ClassDef,
        ast.Constant,
        ast.Dict,
        ast.Expr,
        ast.FunctionDef,
        ast.If,
        ast.ImportFrom,
        ast.List,
        ast.Lambda,
        ast.Load,
        ast.Module,
        ast.Name,
        ast.Return,
        ast.Starred,
        ast.Store,
        ast.Subscript,
        ast.Tuple,
        ast.UnaryOp,
        ast.USub,
        ast.alias,
        ast.arg,
        ast.arguments,
        ast.keyword,
    }
)
_AIO_NODES: Final = _NODES | {ast.AsyncFunctionDef, ast.Await}
_AIO: Final = "aio/"
"""The folder of the modules that may hold coroutines."""
_CALLS: Final = frozenset(
    {"Cancellation", "Meta", "Method", "cast", "deprecated", "field"}
    | {"instance.call", "instance.start"}
)
_IMPORTS: Final = frozenset(
    {
        "__future__",
        "livebind",
        "livebind.aio",
        "livebind.constants",
        "livebind.deprecation",
        "livebind.union",
        "msgspec",
        "typing",
    }
)
_DUNDERS: Final = frozenset({"__all__", "__notification__"})
_BUILTINS: Final = frozenset(dir(builtins))


@dataclass(frozen=True)
class _Allowed:
    calls: frozenset[str] = _CALLS
    """Functions, and methods as `owner.name`."""
    imports: frozenset[str] = _IMPORTS
    nodes: frozenset[type[ast.AST]] = _NODES


def check_code(code: str, where: str, layout: Layout | None = None) -> None:
    """Check that the module at `where` holds nothing but types, functions and their imports.

    A layout of its own may import and call what it says.

    Raises:
        UnsafeCodeError: if it holds anything else, or is no Python.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError) as error:
        raise UnsafeCodeError(f"{where}: the emitted code is no Python ({error})") from None
    allowed = _Allowed(nodes=_AIO_NODES if where.startswith(_AIO) else _NODES)
    if layout is not None:
        allowed = _Allowed(_CALLS | layout.calls, _IMPORTS.union(layout.imports.values()))
    read: set[str] = set()
    for statement in tree.body:
        nodes = list(ast.walk(statement))
        for node in nodes:
            problem = _problem(node, allowed)
            if problem:
                line = getattr(node, "lineno", 0)
                raise UnsafeCodeError(
                    f"{where}, line {line}: {plain_text(problem, 200)} may not be in generated "
                    "code; nothing was written: please report the description"
                )
        read |= _read(statement, nodes)

    for name in _hidden(tree, read):
        raise UnsafeCodeError(
            f"{where}: {plain_text(name, 80)!r} would mean two things in generated code; nothing "
            "was written: please report the description"
        )


def _hidden(tree: ast.Module, read: set[str]) -> list[str]:
    """Return the names that are given twice, or given to something though a builtin is meant."""
    given: Counter[str] = Counter()
    for statement in tree.body:
        if isinstance(statement, ast.If):
            # What checkers see and what is there at run time is one thing.
            given.update({name for one in statement.body for name in _given(one)})
        else:
            given.update(_given(statement))
    builtins_hidden = given.keys() & read & _BUILTINS
    return sorted({name for name, count in given.items() if count > 1} | builtins_hidden)


def _read(statement: ast.stmt, nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that a statement with these nodes reads from the module, or the builtins."""
    names = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        names -= {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
    return names


def _given(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.ImportFrom(names=names):
            return [one.asname or one.name for one in names if one.name != "*"]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [one.id for one in targets if isinstance(one, ast.Name)]
        case _:
            return []


def _problem(  # noqa: C901, PLR0911 - one case for each kind
    node: ast.AST, allowed: _Allowed
) -> str:
    """Return what is wrong with a node, empty if nothing is."""
    if type(node) not in allowed.nodes:
        return f"a {type(node).__name__}"
    match node:
        case ast.Call():
            return _call_problem(node, allowed.calls)
        case ast.Name(id=name) | ast.arg(arg=name) | ast.ClassDef(name=name):
            return _name_problem(name)
        case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
            kinds = [type(one) for one in body]
            is_plain = kinds in ([ast.Expr], [ast.Expr, ast.Return])
            return _name_problem(name) or ("" if is_plain else f"the body of {name}")
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return "" if f"{owner}.{name}" in allowed.calls else f"{owner}.{name}"
        case ast.Attribute():
            return "an attribute"
        case ast.ImportFrom(module=module, level=level):
            is_own = level > 0 and all(part.isidentifier() for part in (module or "x").split("."))
            return "" if is_own or module in allowed.imports else f"an import of {module}"
        case ast.alias(name=name):
            return _name_problem(name)
        case ast.Lambda(args=arguments):
            return "a function with arguments" if arguments.args else ""
        case ast.If(test=test):
            is_guard = isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
            return "" if is_guard else "a condition"
        case ast.Expr(value=value):
            is_text = isinstance(value, ast.Constant) and isinstance(
                value.value, str | EllipsisType
            )
            return "" if is_text else "a statement"
        case _:
            return ""


def _call_problem(node: ast.Call, calls: frozenset[str]) -> str:
    match node.func:
        case ast.Name(id=name) if name in calls or (name[0].isupper() and name.isalnum()):
            return ""
        case ast.Attribute():
            return ""
        case _:
            return "a call"


def _name_problem(name: str) -> str:
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name):
        return f"the name {name!r}"
    if name.startswith("__") and name not in _DUNDERS:
        return f"the name {name!r}"
    return ""
