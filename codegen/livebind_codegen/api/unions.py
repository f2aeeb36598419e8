"""How the options of a union are told apart: by a tag, by what JSON they are, or by a helper."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import children, json_kind, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.shapes import Shape

__all__ = ["is_native", "tags"]


def tags(roots: Iterable[Shape], graph: Graph) -> dict[Shape, tuple[str, str]]:
    """Return wire name and value of the constant that marks each class that is tagged.

    The classes are those of the unions' options: objects, or edges to definitions that are ones.

    A class is tagged if it has one required constant, and every union that has it as an option
    tells all its options apart by that property. It stands in unions alone: elsewhere msgspec
    does not miss a tag.
    """
    unions: dict[shapes.Union, None] = {}
    refused: set[Shape] = set()
    for root in roots:
        _collect(root, unions, refused, graph)
    for definition in graph.definitions.values():
        is_class = isinstance(definition, shapes.Object)
        for shape in children(definition) if is_class else (definition,):
            _collect(shape, unions, refused, graph)
    found: dict[Shape, tuple[str, str]] = {}
    for union in unions:
        options = [
            option for option in union.options if isinstance(graph.resolved(option), shapes.Object)
        ]
        marks = [_constants(graph.resolved(option)) for option in options]
        common = [name for name in (marks[0] if marks else ()) if all(name in m for m in marks)]
        meant = union.discriminator.name if union.discriminator else ""
        name = meant if meant in common else min(common, default=None)
        if name is None or len(options) == 1 or len({mark[name] for mark in marks}) < len(marks):
            refused.update(options)
            continue
        for option, mark in zip(options, marks, strict=True):
            if found.setdefault(option, (name, mark[name])) != (name, mark[name]):
                refused.add(option)
    return {shape: tag for shape, tag in found.items() if shape not in refused}


def _collect(
    shape: Shape, unions: dict[shapes.Union, None], alone: set[Shape], graph: Graph
) -> None:
    """Collect the unions in a shape, and the classes that stand in it other than as an option."""
    if isinstance(graph.resolved(shape), shapes.Object):
        alone.add(shape)
    if isinstance(shape, shapes.Union):
        unions[shape] = None
    for child in children(shape):
        is_option = isinstance(shape, shapes.Union) and isinstance(
            graph.resolved(child), shapes.Object
        )
        # What is an option may hold more of either.
        for inner in children(child) if is_option else (child,):
            _collect(inner, unions, alone, graph)


def is_native(union: shapes.Union, tag_of: Mapping[Shape, tuple[str, str]], graph: Graph) -> bool:
    """Whether msgspec can decode the union by itself.

    It can as long as there is at most one option for each kind of JSON value, or if all its
    objects are tagged by one property.
    """
    kinds: list[str] = []
    tag_names: set[str] = set()
    for option in union.options:
        if option in tag_of:
            tag_names.add(tag_of[option][0])
        elif not _is_plain(graph.resolved(option)) or _may_be_circular(option, graph):
            return False
        else:
            kinds.append(json_kind(graph.resolved(option)))
    if tag_names:
        kinds.append("object")
    return len(set(kinds)) == len(kinds) and len(tag_names) <= 1


def _may_be_circular(option: Shape, graph: Graph) -> bool:
    """Whether an option names something, other than a class, that may name the union in turn."""
    edges = references(graph.resolved(option))
    return not isinstance(graph.resolved(option), shapes.Object) and any(
        not isinstance(graph.resolved(edge), shapes.Object | shapes.Enumeration) for edge in edges
    )


def _is_plain(option: Shape) -> bool:
    """Whether msgspec knows an option by its kind of JSON alone, and without harm.

    A limit beside an array of a fixed length ends the process (msgspec 0.19 to 0.22): of the
    options that stand beside others, none has a limit of its own.
    """
    match option:
        case shapes.Boolean() | shapes.Enumeration():
            return True
        case shapes.Integer() | shapes.Number() | shapes.String() | shapes.Array():
            return not _has_limits(option)
        case shapes.Tuple():
            return True
        case shapes.Mapping(min_properties=low, max_properties=high):
            return low is None and high is None
        case shapes.Object(free=free):
            return free is None
        case _:
            return False


def _has_limits(shape: shapes.Integer | shapes.Number | shapes.String | shapes.Array) -> bool:
    return any(getattr(shape, one.name) is not None for one in fields(shape) if one.name != "items")


def _constants(shape: Shape) -> dict[str, str]:
    # What reads its own values, as a class with free properties does, has no tag.
    if not isinstance(shape, shapes.Object) or shape.free is not None:
        return {}
    return {
        property_.name: property_.shape.value
        for property_ in shape.properties
        if property_.required and isinstance(property_.shape, shapes.Constant)
    }
