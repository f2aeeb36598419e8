"""What a typed declaration says about the JSON that it stands for.

A message is a dataclass. Its name is the title, its fields are the properties: a field without a
default is required, a field that admits None and defaults to it is optional, any other default is
the default of the schema. `Annotated[..., About(...)]` carries the rest. A read-only property is
required unless it admits None: its Python default is what stands in a request, where it is refused.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Hashable
from dataclasses import MISSING, dataclass
from typing import Annotated, Final, TypeVar, Union

__all__ = [
    "About",
    "Property",
    "is_message",
    "properties_of",
    "split_annotated",
    "union_members",
]


@dataclass(frozen=True, slots=True)
class About:
    """What a type alone cannot say about a property, an item or a message."""

    text: str = ""
    """Description for the users of the API, with units."""
    minimum: float | None = None
    """Smallest value."""
    maximum: float | None = None
    """Largest value."""
    max_items: int | None = None
    """Longest array."""
    read_only: bool = False
    """Sent by the service and refused from clients."""
    title: str = ""
    """Name of a type that is not a dataclass."""
    start: object = None
    """What an instance starts with, where leaving a property out keeps its value."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a message."""

    name: str
    """Name on the wire."""
    attribute: str
    """Name of the field."""
    declared: object
    """Type, without what `about` holds."""
    about: About
    """The annotations."""
    required: bool
    """Whether it stands in `required`."""
    default: object
    """Default of the schema, or `MISSING`."""


_NOTHING: Final = About()


def is_message(declared: object) -> bool:
    """Tell whether the type is a dataclass, possibly with type arguments."""
    origin = typing.get_origin(declared) or declared
    return isinstance(origin, type) and dataclasses.is_dataclass(origin)


def split_annotated(declared: object) -> tuple[object, About]:
    """Separate a type from its annotations."""
    if typing.get_origin(declared) is not Annotated:
        return declared, _NOTHING
    bare, *annotations = typing.get_args(declared)
    for annotation in annotations:
        if isinstance(annotation, About):
            return bare, annotation
    return bare, _NOTHING


def union_members(declared: object) -> tuple[object, ...]:
    """List the members of a union; any other type is its own only member."""
    if typing.get_origin(declared) in {Union, types.UnionType}:
        return typing.get_args(declared)
    return (declared,)


def properties_of(message: object) -> tuple[Property, ...]:
    """List the properties of a message in the order of their declaration.

    Raises:
        TypeError: The type is no dataclass.
    """
    return _properties_of(message)


@functools.cache
def _properties_of(message: Hashable) -> tuple[Property, ...]:
    origin = typing.get_origin(message) or message
    if not (isinstance(origin, type) and dataclasses.is_dataclass(origin)):
        raise TypeError(f"{message!r} is no dataclass")
    parameters: tuple[TypeVar, ...] = getattr(origin, "__parameters__", ())
    arguments = dict(zip(parameters, typing.get_args(message), strict=False))
    hints = typing.get_type_hints(origin, include_extras=True)
    return tuple(
        _property(field, _substitute(hints[field.name], arguments))
        for field in dataclasses.fields(origin)
    )


def _property(field: "dataclasses.Field[object]", hint: object) -> Property:
    declared, about = split_annotated(hint)
    default = _default_of(field)
    members = union_members(declared)
    # A property of any type has no union to admit None, and is optional by its default alone.
    anything = declared is object and not about.read_only
    optional = default is None and (anything or type(None) in members)
    if optional:
        rest = tuple(member for member in members if member is not type(None))
        declared = Union[rest]  # noqa: UP007 - the members are known only at run time
    if about.read_only or optional:
        default = MISSING
    return Property(
        # `async_` is `async` on the wire, which Python keeps for itself.
        name=field.name.rstrip("_"),
        attribute=field.name,
        declared=declared,
        about=about,
        required=not optional and default is MISSING,
        default=default,
    )


def _default_of(field: "dataclasses.Field[object]") -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _substitute(hint: object, arguments: dict[TypeVar, object]) -> object:
    if isinstance(hint, TypeVar):
        return arguments.get(hint, hint)
    parameters: tuple[TypeVar, ...] = getattr(hint, "__parameters__", ())
    if parameters and arguments:
        # A hint with parameters takes arguments; `object` is all that the checker knows of it.
        return hint[tuple(arguments[name] for name in parameters)]  # type: ignore[index]
    return hint
