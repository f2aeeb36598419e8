"""JSON values to typed values: what a client sent becomes what a handler gets."""

import typing
from collections.abc import Callable
from dataclasses import MISSING
from typing import Final

from livebind_backend.declarations import About, is_message, properties_of, split_annotated
from livebind_backend.errors import InternalError
from livebind_backend.json_text import to_float32
from livebind_backend.json_values import JsonValue

__all__ = ["decode"]

_MAX_UNSIGNED: Final = 2**32
_MAX_SIGNED: Final = 2**31


def decode(declared: object, value: JsonValue) -> object:
    """Build the typed value of JSON that has been found valid.

    Floats are rounded to 32 bits, as the service does.

    Raises:
        InternalError: A number does not fit into 32 bits.
    """
    bare, about = split_annotated(declared)
    return _decode(bare, about, value)


def _decode(declared: object, about: About, value: JsonValue) -> object:
    if declared is int and isinstance(value, int):
        return _integer(value, unsigned=about.minimum is not None)
    if declared is float and isinstance(value, int | float):
        return to_float32(value)
    if is_message(declared) and isinstance(value, dict):
        return _decode_message(declared, value)
    decoder = _DECODERS.get(typing.get_origin(declared))
    return value if decoder is None else decoder(typing.get_args(declared), value)


def _integer(value: int, *, unsigned: bool) -> int:
    # The schema says only the minimum; a real service keeps such numbers in 32 unsigned bits.
    lower, upper = (0, _MAX_UNSIGNED) if unsigned else (-_MAX_SIGNED, _MAX_SIGNED)
    if not lower <= value < upper:
        raise InternalError("Out of range")
    return value


def _decode_message(message: object, value: dict[str, JsonValue]) -> object:
    build = typing.get_origin(message) or message
    arguments: dict[str, object] = {}
    for item in properties_of(message):
        if value.get(item.name) is None and (item.name not in value or item.default is not MISSING):
            continue
        arguments[item.attribute] = _decode(item.declared, item.about, value[item.name])
    return typing.cast("Callable[..., object]", build)(**arguments)


def _decode_list(arguments: tuple[object, ...], value: JsonValue) -> object:
    return [decode(arguments[0], item) for item in value] if isinstance(value, list) else value


def _decode_vector(arguments: tuple[object, ...], value: JsonValue) -> object:
    if not isinstance(value, list):
        return value
    return tuple(decode(item, given) for item, given in zip(arguments, value, strict=True))


def _decode_map(arguments: tuple[object, ...], value: JsonValue) -> object:
    if not isinstance(value, dict):
        return value
    return {key: decode(arguments[1], item) for key, item in value.items()}


_DECODERS: Final[dict[object, Callable[[tuple[object, ...], JsonValue], object]]] = {
    list: _decode_list,
    tuple: _decode_vector,
    dict: _decode_map,
}
