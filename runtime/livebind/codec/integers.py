"""Integers that are written as `1.0`, which to JSON Schema is an integer and to msgspec is not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

import msgspec

from livebind.codec.json_type import decode_hook

__all__ = ["decode_leniently"]


def decode_leniently(
    decoder: msgspec.json.Decoder[Any], data: msgspec.Raw | bytes
) -> Any:  # noqa: ANN401 - what the decoder's type says
    """Return JSON as the type of `decoder`, in which an integer may be written as `1.0`.

    That costs nothing where no integer is written so.

    Raises:
        msgspec.MsgspecError: it is no JSON, or does not fit the type.
    """
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        # What is wrong after that was wrong before, in better words.
        with suppress(msgspec.MsgspecError, RecursionError):
            box = [msgspec.json.decode(data)]
            if _make_integers(box):
                return msgspec.convert(box[0], decoder.type, dec_hook=decode_hook)
        raise


def _make_integers(container: list[Any] | dict[str, Any]) -> bool:
    """Replace each float without a fraction by an integer, and say whether there was one."""
    found = False
    waiting = [container]
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
                waiting.append(cast("Any", item))
    return found
