"""Typed values to JSON values: what a handler returns becomes what the client gets."""

import dataclasses
from collections.abc import Mapping
from typing import cast

from livebind_backend.declarations import properties_of
from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["encode"]


def encode(value: object) -> JsonValue:
    """Turn a message, vector, list, map or scalar into JSON values.

    An optional property that is None is left out; a required one is null.

    Raises:
        TypeError: The value has no counterpart in JSON.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_message(value)
    if isinstance(value, list | tuple):
        return [encode(item) for item in cast("list[object] | tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value)
        return {key: encode(item) for key, item in items.items()}
    raise TypeError(f"{type(value).__name__} has no counterpart in JSON")


def _encode_message(message: object) -> JsonObject:
    encoded: JsonObject = {}
    for item in properties_of(type(message)):
        value: object = getattr(message, item.attribute)
        if value is not None or item.required:
            encoded[item.name] = encode(value)
    return encoded
