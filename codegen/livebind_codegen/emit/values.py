"""Constants and enumerations of any JSON values, as Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.literals import text_literal

if TYPE_CHECKING:
    from livebind_codegen.schema.shapes import Constant, Values

__all__ = ["checked_annotation", "json_literal", "literal_annotation", "values_of"]


def values_of(shape: Constant | Values) -> list[Any]:
    """Return the JSON values that a shape lists."""
    texts = getattr(shape, "texts", None)
    return [shape.value] if texts is None else [json.loads(text) for text in texts]  # type: ignore[union-attr]


def literal_annotation(shape: Constant | Values) -> str:
    """Return `Literal[...]` for values that are strings and integers."""
    return f"Literal[{', '.join(json_literal(value) for value in values_of(shape))}]"


def checked_annotation(shape: Values) -> str:
    """Return what checkers see of values of any kind: constants where Python can say them."""
    literals: list[str] = []
    kinds: list[str] = []
    for value in values_of(shape):
        if isinstance(value, bool | int | str):
            literals.append(json_literal(value))
        elif isinstance(value, float):
            kinds.append("float")
        else:
            kinds.append("list[Any]" if is_list(value) else "dict[str, Any]")
    parts = [f"Literal[{', '.join(literals)}]"] if literals else []
    return " | ".join([*parts, *dict.fromkeys(kinds)])


def json_literal(value: object) -> str:
    """Return a JSON value as a Python literal.

    Raises:
        TypeError: if it is none.
    """
    if isinstance(value, str):
        return text_literal(value)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if is_list(value):
        return f"[{', '.join(json_literal(item) for item in value)}]"
    if is_object(value):
        items = (f"{text_literal(key)}: {json_literal(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    raise TypeError(f"{type(value).__name__} is no JSON value")
