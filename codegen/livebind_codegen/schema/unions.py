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
    unions: list[shapes.Union] = []
    has_null = False
    for option in options:
        inner = option.shape if isinstance(option, shapes.Nullable) else option
        has_null = has_null or inner is not option or isinstance(inner, shapes.Null)
        if isinstance(inner, shapes.Union):
            unions.append(inner)
            flat |= dict.fromkeys(inner.options)
        elif not isinstance(inner, shapes.Null | shapes.Nothing):
            flat[inner] = None
    if any(isinstance(one, shapes.AnyValue) for one in flat):
        return shapes.AnyValue()
    if not flat:
        return shapes.Null() if has_null else shapes.Nothing()
    first = next(iter(flat))
    if len(flat) == 1 and not isinstance(first, shapes.OpenTuple):
        shape = first
    else:
        shape = shapes.Union(tuple(flat), title, _discriminator(unions, len(flat)))
    return shapes.Nullable(shape) if has_null else shape


def _discriminator(unions: list[shapes.Union], count: int) -> shapes.Discriminator | None:
    """Return the discriminator of a union that all options come from."""
    if len(unions) == 1 and len(unions[0].options) == count:
        return unions[0].discriminator
    return None
