"""What is filled in at a part without parts of its own: first, and for a value it is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.schema import shapes
from livebind_explore.forms.node import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.schema.shapes import Shape

__all__ = ["filled_leaf", "first_leaf"]

_FIRST: Final[Mapping[Kind, Any]] = {
    Kind.SWITCH: False,
    Kind.TEXT: "",
    Kind.JSON: "null",
    Kind.CHOICE: 0,
    Kind.MAP: {},
}


def first_leaf(kind: Kind, shape: Shape) -> Any:  # noqa: ANN401 - see `Kind`
    """Return what `Node.value` of a kind and a resolved shape begins with."""
    match kind:
        case Kind.FIXED:
            return shape.value if isinstance(shape, shapes.Constant) else None
        case Kind.INTEGER | Kind.NUMBER:
            return _first_number(shape)
        case Kind.VECTOR:
            return [_first_number(part) for part in _parts(shape)]
        case Kind.COLOR:
            return ["1"] * len(_parts(shape))
        case _:
            return _FIRST[kind]


def filled_leaf(kind: Kind, shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return what `Node.value` of a kind and a resolved shape is for a value that fits."""
    match kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _number_text(value)
        case Kind.VECTOR | Kind.COLOR:
            return [_number_text(part) for part in value]
        case Kind.JSON:
            return json.dumps(value, ensure_ascii=False)
        case Kind.CHOICE:
            return next(
                index
                for index, one in enumerate(_choice_values(shape))
                if one == value and isinstance(one, bool) == isinstance(value, bool)
            )
        case _:
            return value


def _parts(shape: Shape) -> tuple[Shape, ...]:
    return shape.items if isinstance(shape, shapes.Tuple) else ()


def _choice_values(shape: Shape) -> list[Any]:
    match shape:
        case shapes.Enumeration(members=members):
            return [member.value for member in members]
        case shapes.Values(texts=texts):
            return [json.loads(text) for text in texts]
        case _:
            return []


def _first_number(shape: Shape) -> str:
    """Return the number within the limits that is nearest to zero."""
    low = getattr(shape, "minimum", None)
    high = getattr(shape, "maximum", None)
    if low is not None and low > 0:
        return _number_text(low)
    if high is not None and high < 0:
        return _number_text(high)
    return "0"


def _number_text(value: float) -> str:
    return str(value) if isinstance(value, int) else repr(value)
