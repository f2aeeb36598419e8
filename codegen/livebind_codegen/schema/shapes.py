"""Shapes: what a JSON value may be.

A shape is compared by structure and title alone. What merely documents it (descriptions, defaults,
`readOnly`) is carried along but makes no difference, so that equal shapes are one type.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "AnyValue",
    "Array",
    "Boolean",
    "Constant",
    "Documentation",
    "Enumeration",
    "Integer",
    "Mapping",
    "Member",
    "Null",
    "Nullable",
    "Number",
    "Object",
    "Property",
    "Shape",
    "String",
    "Tuple",
    "Union",
    "children",
    "with_children",
    "without_read_only",
]


@dataclass(frozen=True)
class Documentation:
    """What a schema says about a value beside what it may be."""

    description: str = ""
    default: str | None = None
    """The default as JSON text, None if there is none."""
    deprecated: bool = False


@dataclass(frozen=True)
class AnyValue:
    """Any JSON value."""


@dataclass(frozen=True)
class Null:
    """Null alone."""


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class Integer:
    """An integer within limits (included)."""

    minimum: int | None = None
    maximum: int | None = None
    multiple_of: int | None = None


@dataclass(frozen=True)
class Number:
    """A number within limits, which `exclusive_*` exclude."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None


@dataclass(frozen=True)
class String:
    """A string, its length in characters."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Constant:
    """One string and no other, by which unions tell their options apart."""

    value: str


@dataclass(frozen=True)
class Member:
    """A value of an enumeration."""

    value: str
    description: str = field(default="", compare=False)


@dataclass(frozen=True)
class Enumeration:
    """One of several strings, in the order of the schema."""

    members: tuple[Member, ...]
    title: str = ""


@dataclass(frozen=True)
class Array:
    """A list of items of one shape, its length within limits."""

    items: Shape
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True)
class Tuple:
    """A list of a fixed length."""

    items: tuple[Shape, ...]


@dataclass(frozen=True)
class Mapping:
    """An object with any keys, whose values have one shape."""

    values: Shape


@dataclass(frozen=True)
class Property:
    """A property of an object."""

    name: str
    """The name on the wire."""
    shape: Shape
    required: bool
    read_only: bool = field(default=False, compare=False)
    documentation: Documentation = field(default=Documentation(), compare=False)


@dataclass(frozen=True)
class Object:
    """An object with fixed properties, sorted by name."""

    properties: tuple[Property, ...]
    title: str = ""
    description: str = field(default="", compare=False)
    is_pruned: bool = False
    """Whether it lost properties that requests may not hold."""


@dataclass(frozen=True)
class Nullable:
    """A shape, or null."""

    shape: Shape


@dataclass(frozen=True)
class Union:
    """One of several shapes, in the order of the schema; never nested, never null."""

    options: tuple[Shape, ...]
    title: str = ""


Shape: TypeAlias = (
    AnyValue
    | Null
    | Boolean
    | Integer
    | Number
    | String
    | Constant
    | Enumeration
    | Array
    | Tuple
    | Mapping
    | Object
    | Nullable
    | Union
)


def children(shape: Shape) -> Iterator[Shape]:
    """Yield the shapes directly inside of `shape`."""
    match shape:
        case Array(items=items):
            yield items
        case Tuple(items=several) | Union(options=several):
            yield from several
        case Mapping(values=values):
            yield values
        case Nullable(shape=inner):
            yield inner
        case Object(properties=properties):
            for property_ in properties:
                yield property_.shape
        case _:
            return


def with_children(  # noqa: PLR0911 - one case for each kind
    shape: Shape, change: Callable[[Shape], Shape]
) -> Shape:
    """Return `shape` with what `change` makes of each shape directly inside of it."""
    match shape:
        case Array():
            return replace(shape, items=change(shape.items))
        case Tuple():
            return Tuple(tuple(change(item) for item in shape.items))
        case Mapping():
            return Mapping(change(shape.values))
        case Nullable():
            return Nullable(change(shape.shape))
        case Union():
            return replace(shape, options=tuple(change(option) for option in shape.options))
        case Object():
            properties = tuple(replace(one, shape=change(one.shape)) for one in shape.properties)
            return replace(shape, properties=properties)
        case _:
            return shape


def without_read_only(shape: Shape) -> Shape:
    """Return the shape of a request: without the properties that only the backend sets.

    Brayns 3 refuses them ("read only property"), even where it lists them in `required`.
    """
    if isinstance(shape, Object):
        kept = tuple(one for one in shape.properties if not one.read_only)
        shape = replace(shape, properties=kept, is_pruned=len(kept) < len(shape.properties))
    return with_children(shape, without_read_only)
