"""Plain values to pickles, written opcode by opcode: nothing but data can be sent.

The server unpickles whatever it is sent, and its receiving thread dies of a class that it does not
have. So only what every Python has is written, and anything else is refused before it is sent.
Pickle protocol 4 (PEP 3154), without frames and memo, which are optional.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from livebind.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Parts: TypeAlias = "list[bytes | memoryview]"

__all__ = ["write_call", "write_object", "write_pickle", "write_value"]

_MAX_DEPTH: Final = 50
_PROTOCOL_4: Final = b"\x80\x04"
_STOP: Final = b"."
_CONTAINERS: Final = (
    (tuple, b"(", b"t"),
    (list, b"](", b"e"),
    (set, b"\x8f(", b"\x90"),
    (frozenset, b"(", b"\x91"),
)
_SHORT: Final = 1 << 8
_INT32: Final = 1 << 31


def write_pickle(parts: Iterable[bytes | memoryview]) -> bytes:
    """Return a whole pickle of opcodes that leave one value on the stack."""
    return b"".join((_PROTOCOL_4, *parts, _STOP))


def write_call(module: str, name: str, arguments: tuple[object, ...]) -> _Parts:
    """Return the opcodes that have the server call something of its own (REDUCE)."""
    return [*_name(module, name), *write_value(arguments), b"R"]


def write_object(module: str, name: str, state: Mapping[str, _Parts]) -> _Parts:
    """Return the opcodes of an object whose attributes are written already (NEWOBJ, BUILD)."""
    parts: _Parts = [*_name(module, name), b")\x81}("]
    for key, value in state.items():
        parts += _text(key)
        parts += value
    return [*parts, b"ub"]


def write_value(value: object, path: str = "$") -> _Parts:
    """Return the opcodes of a plain value.

    Plain are None, bool, int, float, str, bytes, bytearray, list, tuple, dict, set and frozenset.
    A memoryview stays one over there: files take it as they take bytes, while its text, which the
    server sends back with each command, is short whatever its size.

    Raises:
        InvalidRequestError: it is or holds anything else, or is nested too deeply; `path` tells
            where.
    """
    parts: _Parts = []
    _write(value, path, parts, 0)
    return parts


def _write(value: object, path: str, parts: _Parts, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise InvalidRequestError(f"{path} is nested too deeply, or holds itself", path=path)
    single = _single(value, path)
    if single is not None:
        parts += single
    elif isinstance(value, dict):
        parts.append(b"}(")
        for key, item in cast("dict[object, object]", value).items():
            place = f"{path}[{str(key)[:50]!r}]"
            _write(key, place, parts, depth + 1)
            _write(item, place, parts, depth + 1)
        parts.append(b"u")
    else:
        for kind, before, after in _CONTAINERS:
            if isinstance(value, kind):
                parts.append(before)
                for index, item in enumerate(cast("Iterable[object]", value)):
                    _write(item, f"{path}[{index}]", parts, depth + 1)
                parts.append(after)
                return
        raise InvalidRequestError(
            f"an object of type {type(value).__name__!r} cannot be sent to a conplyent server "
            f"(at {path}): give plain values",
            path=path,
        )


def _single(value: object, path: str) -> _Parts | None:
    """Return the opcodes of a value that holds no others, None if it does, or is not plain."""
    match value:
        case None:
            parts: _Parts = [b"N"]
        case bool():
            parts = [b"\x88" if value else b"\x89"]
        case int():
            parts = [_integer(value)]
        case float():
            parts = [b"G" + struct.pack(">d", value)]
        case str():
            parts = _text(value, path)
        case bytes():
            parts = _bytes(value)
        case bytearray():
            parts = [*_name("builtins", "bytearray"), *_bytes(bytes(value)), b"\x85R"]
        case memoryview():
            data = value.cast("B") if value.c_contiguous else value.tobytes()
            parts = [*_name("builtins", "memoryview"), *_bytes(data), b"\x85R"]
        case _:
            return None
    return parts


def _integer(value: int) -> bytes:
    if -_INT32 <= value < _INT32:
        return b"J" + struct.pack("<i", value)
    size = value.bit_length() // 8 + 1
    data = value.to_bytes(size, "little", signed=True)
    if size < _SHORT:
        return b"\x8a" + bytes((size,)) + data
    return b"\x8b" + struct.pack("<i", size) + data


def _text(text: str, path: str = "$") -> _Parts:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise InvalidRequestError(
            f"a string with a lone surrogate is no text (at {path})", path=path
        ) from None
    if len(data) < _SHORT:
        return [b"\x8c" + bytes((len(data),)) + data]
    return [b"\x8d" + struct.pack("<Q", len(data)), data]


def _bytes(data: bytes | memoryview) -> _Parts:
    if len(data) < _SHORT:
        return [b"C" + bytes((len(data),)), data]
    return [b"\x8e" + struct.pack("<Q", len(data)), data]


def _name(module: str, name: str) -> _Parts:
    return [*_text(module), *_text(name), b"\x93"]
