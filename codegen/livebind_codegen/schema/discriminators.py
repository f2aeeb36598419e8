"""Discriminators of OpenAPI: a property by which a union tells its objects apart.

A discriminator never makes a value invalid: it says which option is meant where several fit.

Specification: https://spec.openapis.org/oas/v3.1.0#discriminator-object.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from livebind_codegen.description.pointers import key_of
from livebind_codegen.json_values import is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.graph import Graph
from livebind_codegen.schema.shapes import Reference, with_children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livebind_codegen.schema.shapes import Shape

__all__ = ["discriminated", "with_constants"]


def discriminated(shape: Shape, schema: dict[str, Any]) -> Shape:
    """Return the union that `schema` was read as, with its discriminator if it has one."""
    if isinstance(shape, shapes.Nullable):
        return shapes.Nullable(discriminated(shape.shape, schema))
    told = schema.get("discriminator")
    name = told.get("propertyName") if is_object(told) else None
    if not isinstance(shape, shapes.Union) or not is_object(told) or not isinstance(name, str):
        return shape
    indexes = {
        option.target: index
        for index, option in enumerate(shape.options)
        if isinstance(option, Reference)
    }
    mapping = told.get("mapping")
    values = {key_of(target): index for target, index in indexes.items()}
    if is_object(mapping):
        values |= {
            value: indexes[target]
            for value, target in mapping.items()
            if isinstance(target, str) and target in indexes
        }
    discriminator = shapes.Discriminator(name, tuple(sorted(values.items())))
    return replace(shape, discriminator=discriminator)


def with_constants(graph: Graph, roots: Iterable[Shape]) -> tuple[Graph, list[Shape]]:
    """Return the graph and its roots with constants where an enum has one value that is a tag.

    That is in the property by which a discriminator tells options apart. As a constant it can be
    the tag of a class, and needs no enum of its own.
    """
    tagged: dict[Reference, set[str]] = {}

    def changed(shape: Shape) -> Shape:
        shape = with_children(shape, changed)
        if not isinstance(shape, shapes.Union) or shape.discriminator is None:
            return shape
        name = shape.discriminator.name
        for option in shape.options:
            if isinstance(option, Reference):
                tagged.setdefault(option, set()).add(name)
        return replace(shape, options=tuple(_tagged(one, {name}) for one in shape.options))

    changed_roots = [changed(root) for root in roots]
    definitions = {edge: changed(shape) for edge, shape in graph.definitions.items()}
    for edge, names in tagged.items():
        definitions[edge] = _tagged(definitions[edge], names)
    return Graph(definitions), changed_roots


def _tagged(shape: Shape, names: set[str]) -> Shape:
    """Return an object with constants for enums of one value in the properties of these names."""
    if not isinstance(shape, shapes.Object):
        return shape
    properties = tuple(
        replace(one, shape=_constant(one.shape)) if one.name in names else one
        for one in shape.properties
    )
    return replace(shape, properties=properties)


def _constant(shape: Shape) -> Shape:
    match shape:
        case shapes.Enumeration(members=(member,)):
            return shapes.Constant(member.value)
        case _:
            return shape
