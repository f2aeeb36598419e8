"""Shapes: what a JSON value may be.

A shape is compared by structure and title alone. What merely documents it (descriptions, defaults,
`readOnly`) is carried along but makes no difference, so that equal shapes are one type.

Shapes of one description are a graph: a `Reference` is an edge to a definition, which the graph
(`schema.graph`) holds once, however many places refer to it and though it may contain itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "Annotation",
    "AnyValue",
    "Array",
    "Boolean",
    "Constant",
    "Discriminator",
    "Documentation",
    "Enumeration",
    "Integer",
    "Mapping",
    "Member",
    "Nothing",
    "Null",
    "Nullable",
    "Number",
    "Object",
    "OpenTuple",
    "Property",
    "Reference",
    "Shape",
    "String",
    "Tuple",
    "Union",
    "Values",
    "children",
    "json_kind",
    "references",
    "walk",
    "with_children",
    "without_read_only",
]

_SPARSE: Final[dict[str, Any]] = {"sparse": True}
"""Marks a field that was added later: at its default it is no part of a fingerprint."""


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
class Nothing:
    """No value at all: the schema `false`."""


@dataclass(frozen=True)
class Reference:
    """An edge to a definition of the description."""

    target: str
    """The `$ref` that names it."""
    is_pruned: bool = False
    """Whether the definition is meant without what only the backend sets (`without_read_only`)."""


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
class Values:
    """One of several JSON values that are not all strings, none of them null."""

    texts: tuple[str, ...]
    """Each value as JSON text, in the order of the schema, keys sorted."""

    @property
    def is_literal(self) -> bool:
        """Whether all of them are strings and integers, which `Literal` can say."""
        return all(isinstance(json.loads(text), str | int) for text in self.texts) and not any(
            text in {"true", "false"} for text in self.texts
        )


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
class OpenTuple:
    """A list that begins with certain items and goes on with others, all of them of one shape.

    It is always an option of a union: msgspec knows no such type, and unions are ours.
    """

    items: tuple[Shape, ...]
    rest: Shape
    min_items: int | None = None
    """Of the whole list; None if what it begins with is enough."""
    max_items: int | None = None


@dataclass(frozen=True)
class Mapping:
    """An object with any keys, whose values have one shape, their number within limits."""

    values: Shape
    min_properties: int | None = field(default=None, metadata=_SPARSE)
    max_properties: int | None = field(default=None, metadata=_SPARSE)


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
    free: Shape | None = field(default=None, metadata=_SPARSE)
    """What its other properties hold, None if it has none that matter."""


@dataclass(frozen=True)
class Nullable:
    """A shape, or null."""

    shape: Shape


@dataclass(frozen=True)
class Discriminator:
    """A property that says which object of a union a value is meant to be."""

    name: str
    """The property's name on the wire."""
    values: tuple[tuple[str, int], ...]
    """Values of it, each with the index of the option that it stands for."""


@dataclass(frozen=True)
class Union:
    """One of several shapes, in the order of the schema; never nested, never null.

    An open tuple may be its only option.
    """

    options: tuple[Shape, ...]
    title: str = ""
    discriminator: Discriminator | None = field(default=None, metadata=_SPARSE)


@dataclass(frozen=True)
class Annotation:
    """A value of a type that Python has a word for, as a parameter or what comes back."""

    text: str
    """The type as Python source, made of names that are known to be safe."""
    kind: str = ""
    """`*` or `**` for the rest of the positional or keyword arguments, `keyword` if it can be given
    by its name alone; empty if in both ways."""
    position: int = 0
    """Its place among the parameters."""
    default: str = field(default="", compare=False)
    """The default as JSON text, empty if there is none, or one that is not known."""


Shape: TypeAlias = (
    AnyValue
    | Annotation
    | Nothing
    | Reference
    | Values
    | Null
    | Boolean
    | Integer
    | Number
    | String
    | Constant
    | Enumeration
    | Array
    | Tuple
    | OpenTuple
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
        case OpenTuple(items=several, rest=rest):
            yield from several
            yield rest
        case Mapping(values=values):
            yield values
        case Nullable(shape=inner):
            yield inner
        case Object(properties=properties, free=free):
            for property_ in properties:
                yield property_.shape
            if free is not None:
                yield free
        case _:
            return


def json_kind(shape: Shape) -> str:
    """Return the kind of JSON that values of a shape are, if they are of one."""
    match shape:
        case Integer() | Number():
            return "number"
        case String() | Enumeration():
            return "string"
        case Array() | Tuple() | OpenTuple():
            return "array"
        case Mapping() | Object():
            return "object"
        case _:
            return type(shape).__name__


def walk(shape: Shape) -> Iterator[Shape]:
    """Yield `shape` and the shapes inside of it, however deep, once for each place."""
    yield shape
    for child in children(shape):
        yield from walk(child)


def references(shape: Shape) -> Iterator[Reference]:
    """Return the edges that leave `shape`, however deep inside of it, once for each place."""
    return (one for one in walk(shape) if isinstance(one, Reference))


def with_children(  # noqa: PLR0911 - one case for each kind
    shape: Shape, change: Callable[[Shape], Shape]
) -> Shape:
    """Return `shape` with what `change` makes of each shape directly inside of it."""
    match shape:
        case Array():
            return replace(shape, items=change(shape.items))
        case Tuple():
            return Tuple(tuple(change(item) for item in shape.items))
        case OpenTuple():
            items = tuple(change(item) for item in shape.items)
            return replace(shape, items=items, rest=change(shape.rest))
        case Mapping():
            return replace(shape, values=change(shape.values))
        case Nullable():
            return Nullable(change(shape.shape))
        case Union():
            return replace(shape, options=tuple(change(option) for option in shape.options))
        case Object():
            properties = tuple(replace(one, shape=change(one.shape)) for one in shape.properties)
            free = None if shape.free is None else change(shape.free)
            return replace(shape, properties=properties, free=free)
        case _:
            return shape


def without_read_only(shape: Shape) -> Shape:
    """Return the shape of a request: without the properties that only the backend sets.

    Brayns 3 refuses them ("read only property"), even where it lists them in `required`. An edge
    leads to the pruned definition from there on.
    """
    if isinstance(shape, Reference):
        return replace(shape, is_pruned=True)
    if isinstance(shape, Object):
        kept = tuple(one for one in shape.properties if not one.read_only)
        shape = replace(shape, properties=kept, is_pruned=len(kept) < len(shape.properties))
    return with_children(shape, without_read_only)
