"""Puts the options of a union together: flat, each of them once, null set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["union_of"]


def union_of(options: Iterable[shapes.Shape], title: str) -> shapes.Shape:
    """Return the shape of a value that is of one of `options`.

    With "any value" among them it is any value; what accepts nothing is left out.
    """
    flat: dict[shapes.Shape, None] = {}
    has_null = False
    for option in options:
        inner = option.shape if isinstance(option, shapes.Nullable) else option
        has_null = has_null or inner is not option or isinstance(inner, shapes.Null)
        if not isinstance(inner, shapes.Null | shapes.Nothing):
            flat |= dict.fromkeys(inner.options if isinstance(inner, shapes.Union) else (inner,))
    if any(isinstance(one, shapes.AnyValue) for one in flat):
        return shapes.AnyValue()
    if not flat:
        return shapes.Null() if has_null else shapes.Nothing()
    first = next(iter(flat))
    is_alone = len(flat) == 1 and not isinstance(first, shapes.OpenTuple)
    shape = first if is_alone else shapes.Union(tuple(flat), title)
    return shapes.Nullable(shape) if has_null else shape
