"""Integers that are written as `1.0`, which to JSON Schema is an integer and to msgspec is not."""

from __future__ import annotations

from contextlib import suppress
from threading import local
from typing import Any, cast

import msgspec

from livebind.codec.json_type import decode_hook

__all__ = ["convert_leniently", "decode_leniently", "is_lenient", "with_integers"]


def decode_leniently(
    decoder: msgspec.json.Decoder[Any], data: msgspec.Raw | bytes
) -> Any:  # noqa: ANN401 - what the decoder's type says
    """Return JSON as the type of `decoder`, in which an integer may be written as `1.0`.

    That costs next to nothing where no integer is written so.

    Raises:
        msgspec.MsgspecError: it is no JSON, or does not fit the type.
    """
    _reading.is_lenient = True
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        # What is wrong after that was wrong before, in better words.
        with suppress(msgspec.MsgspecError, RecursionError, _NoneWrittenSoError):
            return _convert_with_integers(msgspec.json.decode(data), decoder.type)
        raise
    finally:
        _reading.is_lenient = False


def convert_leniently(value: object, kind: object) -> Any:  # noqa: ANN401 - what the type says
    """Like `decode_leniently`, of what is a JSON value already.

    Raises:
        msgspec.ValidationError: it does not fit the type.
    """
    _reading.is_lenient = True
    try:
        return msgspec.convert(value, cast("Any", kind), dec_hook=decode_hook)
    except msgspec.ValidationError:
        with suppress(msgspec.ValidationError, _NoneWrittenSoError):
            return _convert_with_integers(value, kind)
        raise
    finally:
        _reading.is_lenient = False


class _NoneWrittenSoError(Exception):
    """No integer of a value is written as `1.0`."""


def _convert_with_integers(value: object, kind: Any) -> Any:  # noqa: ANN401 - as above
    changed = with_integers(value)
    if changed is value:
        raise _NoneWrittenSoError
    return msgspec.convert(changed, kind, dec_hook=decode_hook)


class _Reading(local):
    """Whether this thread is in one of the functions above."""

    is_lenient = False


_reading = _Reading()


def is_lenient() -> bool:
    """Whether integers may be written as `1.0` in what this thread reads, as in replies."""
    return _reading.is_lenient


def with_integers(value: object) -> object:
    """Return a JSON value with an integer for each float without a fraction.

    It is a copy, but the value itself where there is no such float.
    """
    box = [value]
    found = False
    waiting: list[list[Any] | dict[str, Any]] = [box]
    while waiting:
        container = waiting.pop()
        # Both are read and written by their places.
        places: Any = container if isinstance(container, dict) else range(len(container))
        for place in tuple(places):
            item: Any = cast("Any", container)[place]
            if isinstance(item, float) and item.is_integer():
                cast("Any", container)[place] = int(item)
                found = True
            elif isinstance(item, list | dict):
                copied: Any = cast("Any", item).copy()
                cast("Any", container)[place] = copied
                waiting.append(copied)
    return box[0] if found else value
