"""Strict JSON text to values and back, with the number rules of the protocol."""

import json
import math
import struct
from typing import Final, NoReturn

from livebind_backend.errors import InternalError, InvalidJsonError
from livebind_backend.json_values import JsonValue

__all__ = ["FLOAT_MAX", "dump_json", "parse_json", "to_float32"]

FLOAT_MAX: Final = 3.4028234663852886e38
"""Largest finite float32, which stands for infinity: JSON has none."""

MAX_DEPTH: Final = 128
_MAX_INTEGER: Final = 2**64
_MAX_INTEGER_DIGITS: Final = 20
_EXACT_INTEGERS: Final = 2.0**53


def parse_json(text: str) -> JsonValue:
    """Parse a message: no comments, no trailing commas, no NaN, nothing after the value.

    Raises:
        InvalidJsonError: The text is not JSON, is nested too deeply, is not an object or array, or
            holds half a surrogate pair, which no reply could repeat.
        InternalError: A number is beyond 64 bits.
    """
    try:
        value: JsonValue = _DECODER.decode(text)
        text.encode()
    except (json.JSONDecodeError, UnicodeError) as error:
        raise InvalidJsonError(f"Invalid JSON: '{error}'") from None
    except RecursionError:
        raise InvalidJsonError("Invalid JSON: 'nested too deeply'") from None
    if not isinstance(value, dict | list):
        raise InvalidJsonError("Invalid JSON: 'neither an object nor an array'")
    _check_content(value, MAX_DEPTH)
    return value


def dump_json(value: JsonValue) -> str:
    """Write compact JSON with sorted keys, Unicode as it is, and floats as short as possible."""
    return json.dumps(
        _plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )


def to_float32(value: float) -> float:
    """Round to the nearest float32, which is what the service computes with.

    Raises:
        InternalError: The value is beyond the largest float32.
    """
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        raise InternalError("Out of range") from None
    return rounded


def _check_content(value: JsonValue, depth: int) -> None:
    if depth == 0:
        raise InvalidJsonError("Invalid JSON: 'nested too deeply'")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_content(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_content(item, depth - 1)
    elif isinstance(value, str):
        _check_text(value)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidJsonError("Invalid JSON: 'half a surrogate pair in a string'") from None


def _parse_integer(text: str) -> int:
    if len(text.lstrip("-")) > _MAX_INTEGER_DIGITS or abs(int(text)) >= _MAX_INTEGER:
        raise InternalError("Syntax error")
    return int(text)


def _parse_float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise InternalError("Syntax error")
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise InvalidJsonError(f"Invalid JSON: '{text} is no JSON number'")


_DECODER: Final = json.JSONDecoder(
    parse_int=_parse_integer, parse_float=_parse_float, parse_constant=_refuse_constant
)


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, float):
        return _shortest(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _shortest(value: float) -> float | int:
    if math.isnan(value):
        return 0
    # JSON has no infinity; the largest number stands for it, as in a real service.
    value = max(-FLOAT_MAX, min(FLOAT_MAX, value))
    # The shortest text that gives the same 32 bits when it is read: 0.1, not 0.10000000149.
    stored = struct.pack("<f", value)
    texts = (f"{value:.{digits}g}" for digits in range(6, 10))
    short = next((float(text) for text in texts if _packs_to(text, stored)), value)
    return int(short) if short.is_integer() and abs(short) < _EXACT_INTEGERS else short


def _packs_to(text: str, stored: bytes) -> bool:
    try:
        return struct.pack("<f", float(text)) == stored
    except OverflowError:
        return False
