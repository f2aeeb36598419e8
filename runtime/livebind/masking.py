"""Masking of what a WebSocket client sends (RFC 6455, 5.3)."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CHUNK_SIZE", "mask", "masked_chunks"]

CHUNK_SIZE = 128 * 1024
"""Bytes that are masked at a time. A multiple of 4; larger chunks fall out of the CPU's cache."""

_NUMPY_FROM = 1024 * 1024
"""Payloads from this size on are worth the import of numpy (about 70 ms, once)."""


def mask(data: bytes | bytearray | memoryview, key: bytes) -> bytes:
    """Return `data` masked with the four bytes of `key`."""
    size = len(data)
    repeated = key * (size // 4) + key[: size % 4]
    return _xor(data, int.from_bytes(repeated, sys.byteorder))


def _xor(data: bytes | bytearray | memoryview, key: int) -> bytes:
    masked = int.from_bytes(data, sys.byteorder) ^ key
    return masked.to_bytes(len(data), sys.byteorder)


def masked_chunks(data: bytes | memoryview, key: bytes) -> Iterator[bytes | memoryview]:
    """Yield `data`, masked, in pieces of at most `CHUNK_SIZE` bytes.

    A piece is valid until the next one is asked for.
    """
    view = memoryview(data).cast("B")
    if len(view) >= _NUMPY_FROM and _has_numpy():
        yield from _numpy_chunks(view, key)
        return
    whole = len(view) - len(view) % CHUNK_SIZE
    repeated = int.from_bytes(key * (CHUNK_SIZE // 4), sys.byteorder) if whole else 0
    for start in range(0, whole, CHUNK_SIZE):
        yield _xor(view[start : start + CHUNK_SIZE], repeated)
    if whole < len(view):
        yield mask(view[whole:], key)


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None


def _numpy_chunks(view: memoryview, key: bytes) -> Iterator[bytes | memoryview]:
    import numpy as np  # noqa: PLC0415 - optional, and slow to import

    words = len(view) // 4
    source = np.frombuffer(view[: words * 4], dtype=np.uint32)
    key_word = np.frombuffer(key, dtype=np.uint32)
    step = CHUNK_SIZE // 4
    buffer = np.empty(step, dtype=np.uint32)
    for start in range(0, words, step):
        chunk = source[start : start + step]
        masked = buffer[: len(chunk)]
        np.bitwise_xor(chunk, key_word, out=masked)
        yield masked.data.cast("B")
    if len(view) % 4:
        yield mask(view[words * 4 :], key)
