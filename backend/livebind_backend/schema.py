"""Derives the schema of a declared type, in the dialect of the service.

Everything is written inline. `required` is sorted and left out when empty, fixed objects refuse
other properties, an object of which nothing is known says nothing about others, and a vector is an
array whose smallest and largest size are equal.
"""

import functools
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING
from typing import Final, Literal

from livebind_backend.declarations import (
    About,
    Property,
    is_message,
    properties_of,
    split_annotated,
    union_members,
)
from livebind_backend.encoding import encode
from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["schema_of"]

_SCALARS: Final[dict[object, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    type(None): "null",
}


def schema_of(declared: object) -> JsonObject:
    """Derive the schema of a type; the result is shared and must not be changed.

    Raises:
        TypeError: The type has no counterpart in the dialect.
    """
    return _schema_of(declared)


@functools.cache
def _schema_of(declared: Hashable) -> JsonObject:
    bare, about = split_annotated(declared)
    return _type_schema(bare) | _about_schema(about)


def _about_schema(about: About) -> JsonObject:
    schema: JsonObject = {}
    if about.text:
        schema["description"] = about.text
    if about.minimum is not None:
        schema["minimum"] = about.minimum
    if about.maximum is not None:
        schema["maximum"] = about.maximum
    if about.max_items is not None:
        schema["maxItems"] = about.max_items
    if about.read_only:
        schema["readOnly"] = True
    if about.title:
        schema["title"] = about.title
    return schema


def _type_schema(declared: object) -> JsonObject:
    if declared is object:
        return {}
    if declared in _SCALARS:
        return {"type": _SCALARS[declared]}
    if is_message(declared):
        return _message_schema(declared)
    members = union_members(declared)
    if len(members) > 1:
        return {"oneOf": [schema_of(member) for member in sorted(members, key=_null_first)]}
    builder = _BUILDERS.get(typing.get_origin(declared))
    if builder is None:
        raise TypeError(f"{declared!r} has no schema")
    return builder(typing.get_args(declared))


def _null_first(member: object) -> bool:
    return member is not type(None)


def _literal_schema(names: tuple[object, ...]) -> JsonObject:
    return {"type": "string", "enum": [str(name) for name in names]}


def _list_schema(arguments: tuple[object, ...]) -> JsonObject:
    return {"type": "array", "items": schema_of(arguments[0])}


def _vector_schema(arguments: tuple[object, ...]) -> JsonObject:
    size = len(arguments)
    items = schema_of(arguments[0])
    return {"type": "array", "items": items, "minItems": size, "maxItems": size}


def _map_schema(arguments: tuple[object, ...]) -> JsonObject:
    if arguments[1] is object:
        return {"type": "object"}
    return {"type": "object", "additionalProperties": schema_of(arguments[1])}


_BUILDERS: Final[dict[object, Callable[[tuple[object, ...]], JsonObject]]] = {
    Literal: _literal_schema,
    list: _list_schema,
    tuple: _vector_schema,
    dict: _map_schema,
}


def _message_schema(message: object) -> JsonObject:
    origin = typing.get_origin(message) or message
    schema: JsonObject = {
        "type": "object",
        "title": getattr(origin, "__name__", ""),
        "additionalProperties": False,
    }
    properties = properties_of(message)
    if properties:
        schema["properties"] = {item.name: _property_schema(item) for item in properties}
    required: list[JsonValue] = [*sorted(item.name for item in properties if item.required)]
    if required:
        schema["required"] = required
    return schema


def _property_schema(item: Property) -> JsonObject:
    schema = schema_of(item.declared) | _about_schema(item.about)
    if item.default is not MISSING:
        # A message as default has the defaults of its own properties.
        schema["default"] = {} if is_message(item.declared) else encode(item.default)
    return schema
