"""Types that Python has and JSON Schema does not: annotations, which a description may hold.

An annotation is text of the backend that becomes code: of it only names of plain values pass, in
subscripts and unions. Anything else is `Any`.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.schema.shapes import Annotation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.schema.shapes import Shape

__all__ = ["KIND", "POSITION", "PYTHON_TYPE", "annotation_of", "is_plain", "read_annotation"]

PYTHON_TYPE: Final = "x-python"
"""Key of an annotation in a schema."""
POSITION: Final = "x-position"
"""Key of a parameter's place among all."""
KIND: Final = "x-kind"
"""Key of how a parameter is given, where it is not one that may be given in both ways."""
_KINDS: Final = frozenset({"", "*", "**", "keyword"})
_ALLOWED: Final = frozenset(
    {"Any", "None", "bool", "bytearray", "bytes", "complex", "date", "datetime", "dict", "float"}
    | {"frozenset", "int", "list", "object", "set", "str", "time", "timedelta", "tuple"}
)


def read_annotation(schema: Mapping[str, Any]) -> Annotation:
    """Return the shape of a schema that holds an annotation."""
    kind, position, default = schema.get(KIND), schema.get(POSITION), schema.get("default", ...)
    is_known = default is None or isinstance(default, bool | int | float | str)
    return Annotation(
        _safe(str(schema[PYTHON_TYPE])),
        kind if isinstance(kind, str) and kind in _KINDS else "",
        position if isinstance(position, int) else 0,
        json.dumps(default) if is_known else "",
    )


def annotation_of(shape: Shape | None) -> Annotation:
    """Return the annotation that a shape is; any value for one that is something else."""
    return shape if isinstance(shape, Annotation) else Annotation("Any")


def is_plain(node: ast.expr) -> bool:
    """Whether a type may be emitted: names of plain values, subscripts and unions of them."""
    match node:
        case ast.Name(id=name):
            return name in _ALLOWED
        case ast.Constant(value=value):
            return value is None or value is ...
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return is_plain(left) and is_plain(right)
        case ast.Subscript(value=value, slice=index):
            return is_plain(value) and is_plain(index)
        case ast.Tuple(elts=items):
            return all(map(is_plain, items))
        case _:
            return False


def _safe(text: str) -> str:
    try:
        tree = ast.parse(text, mode="eval")
        return ast.unparse(tree.body) if is_plain(tree.body) else "Any"
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "Any"
