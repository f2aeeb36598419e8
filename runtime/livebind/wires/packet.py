"""Binary messages of Brayns 3 and 4: a JSON message with bytes behind it.

Layout, in both directions: the length of the JSON as an unsigned 32-bit little-endian integer,
the JSON in UTF-8, and the bytes up to the end of the WebSocket message (`Binary frames` in the
protocol notes of Brayns 3.10.1).
"""

from __future__ import annotations

import struct

__all__ = ["HEADER_SIZE", "MAX_JSON_SIZE", "head_size", "pack_head"]

_HEADER = struct.Struct("<I")

HEADER_SIZE = _HEADER.size
"""Bytes in front of the JSON."""

MAX_JSON_SIZE = 0xFFFFFFFF
"""Largest JSON in bytes that the header can announce."""


def pack_head(json: bytes) -> bytes:
    """Return what stands in front of the body: the header and the JSON (4 GiB at most)."""
    return _HEADER.pack(len(json)) + json


def head_size(start: bytes | bytearray | memoryview) -> int:
    """Return how many bytes of a message stand before its body, from its first `HEADER_SIZE`."""
    (json_size,) = _HEADER.unpack_from(start)
    return HEADER_SIZE + int(json_size)
