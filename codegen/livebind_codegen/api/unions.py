"""How the options of a union are told apart: by a tag, by what JSON they are, or by a helper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import Shape, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["is_native", "tags"]


def tags(named: Iterable[Shape]) -> dict[Shape, tuple[str, str]]:
    """Return wire name and value of the constant that marks each class that is tagged.

    A class is tagged if it has one required constant, and every union that has it as an option
    tells all its options apart by that property.
    """
    unions = [shape for shape in named if isinstance(shape, shapes.Union)]
    found: dict[Shape, tuple[str, str]] = {}
    refused: set[Shape] = set()
    for union in unions:
        options = [option for option in union.options if isinstance(option, shapes.Object)]
        marks = [_constants(option) for option in options]
        common = [name for name in (marks[0] if marks else ()) if all(name in m for m in marks)]
        name = min(common, default=None)
        if name is None or len(options) == 1 or len({mark[name] for mark in marks}) < len(marks):
            refused.update(options)
            continue
        for option, mark in zip(options, marks, strict=True):
            if found.setdefault(option, (name, mark[name])) != (name, mark[name]):
                refused.add(option)
    return {shape: tag for shape, tag in found.items() if shape not in refused}


def is_native(union: shapes.Union, tag_of: Mapping[Shape, tuple[str, str]]) -> bool:
    """Whether msgspec can decode the union by itself.

    It can as long as there is at most one option for each kind of JSON value, or if all its
    objects are tagged by one property.
    """
    kinds: list[str] = []
    tag_names: set[str] = set()
    for option in union.options:
        if option in tag_of:
            tag_names.add(tag_of[option][0])
        elif _holds_union(option):
            return False
        else:
            kinds.append(_json_kind(option))
    if tag_names:
        kinds.append("object")
    return len(set(kinds)) == len(kinds) and len(tag_names) <= 1 and "any" not in kinds


def _holds_union(option: Shape) -> bool:
    # A constant beside another string would need a look at the value.
    return isinstance(option, shapes.Union | shapes.Nullable | shapes.Constant)


def _constants(shape: shapes.Object) -> dict[str, str]:
    return {
        property_.name: property_.shape.value
        for property_ in shape.properties
        if property_.required and isinstance(property_.shape, shapes.Constant)
    }


def _json_kind(shape: Shape) -> str:
    match shape:
        case shapes.Boolean():
            return "boolean"
        case shapes.Integer() | shapes.Number():
            return "number"
        case shapes.String() | shapes.Enumeration() | shapes.Constant():
            return "string"
        case shapes.Array() | shapes.Tuple():
            return "array"
        case shapes.Object() | shapes.Mapping():
            return "object"
        case _:
            return "any" if not list(children(shape)) else type(shape).__name__
