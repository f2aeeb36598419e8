"""How a value of a shape is filled in: its kind, and what can be chosen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from livebind_codegen.emit.annotations import annotation
from livebind_codegen.schema import shapes
from livebind_explore.forms.node import Kind

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api
    from livebind_codegen.schema.shapes import Shape

__all__ = ["choices_of", "kind_of", "options_of"]

_LONGEST_VECTOR: Final = 16
_COLOR = re.compile(r"colou?r", re.IGNORECASE)
_COLOR_LENGTHS: Final = frozenset({3, 4})


def kind_of(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of shape
    shape: Shape, name: str = ""
) -> Kind:
    """Return how a value of a resolved shape is filled in.

    `name` is the property that holds it, which tells a colour from other numbers.
    """
    match shape:
        case shapes.Constant() | shapes.Null():
            return Kind.FIXED
        case shapes.Boolean():
            return Kind.SWITCH
        case shapes.Integer():
            return Kind.INTEGER
        case shapes.Number():
            return Kind.NUMBER
        case shapes.String():
            return Kind.TEXT
        case shapes.Enumeration() | shapes.Values():
            return Kind.CHOICE
        case shapes.Tuple(items=items) if _is_vector(items):
            return Kind.COLOR if _is_color(name, items) else Kind.VECTOR
        case shapes.Tuple() | shapes.Array():
            return Kind.LIST
        case shapes.Mapping():
            return Kind.MAP
        case shapes.Object():
            return Kind.GROUP
        case shapes.Union(options=(shapes.OpenTuple(), *_)):
            return Kind.JSON
        case shapes.Union() | shapes.Nullable():
            return Kind.UNION
        case _:
            return Kind.JSON


def options_of(shape: Shape) -> tuple[Shape, ...]:
    """Return the options of a union, null as one of its own; none if it is no union."""
    match shape:
        case shapes.Union(options=options):
            return options
        case shapes.Nullable(shape=shapes.Union(options=options)):
            return (*options, shapes.Null())
        case shapes.Nullable(shape=inner):
            return (inner, shapes.Null())
        case _:
            return ()


def choices_of(shape: Shape, api: Api) -> tuple[str, ...]:
    """Return what can be chosen, in words: values, or the types of options."""
    match shape:
        case shapes.Enumeration(members=members):
            return tuple(member.value for member in members)
        case shapes.Values(texts=texts):
            return texts
        case _:
            return tuple(
                "null" if isinstance(one, shapes.Null) else annotation(one, api)
                for one in options_of(shape)
            )


def _is_vector(items: tuple[Shape, ...]) -> bool:
    return 0 < len(items) <= _LONGEST_VECTOR and all(
        isinstance(item, shapes.Number | shapes.Integer) for item in items
    )


def _is_color(name: str, items: tuple[Shape, ...]) -> bool:
    return (
        bool(_COLOR.search(name))
        and len(items) in _COLOR_LENGTHS
        and all(isinstance(item, shapes.Number) for item in items)
    )
