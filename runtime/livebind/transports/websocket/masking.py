"""Masking of what a WebSocket client sends (RFC 6455, 5.3)."""

from __future__ import annotations

import os
from collections import deque
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["KeySource", "mask", "masked_chunks"]

_CHUNK_SIZE = 1024 * 1024
"""Bytes that are given out at a time: to send less takes more system calls than masking takes."""

_INTEGER_SIZE = 64 * 1024
"""Bytes that are masked as one integer. For more, the allocator asks the system each time."""

_NUMPY_FROM = 1024 * 1024
"""Payloads from this size on are worth the import of numpy (about 70 ms, once)."""

_ORDER: Final = "big"
"""Any order of bytes would do; of this one CPython makes integers and bytes a little faster."""

_KEY_SIZE = 4
_KEYS_DRAWN = 1024


class KeySource:
    """Gives masking keys, which must not be foreseen (RFC 6455, 10.3), to any thread.

    They are drawn many at a time: each call of the system lets other threads run first.
    """

    def __init__(self) -> None:
        self._keys: deque[bytes] = deque()

    def take(self) -> bytes:
        """Return a new key."""
        try:
            return self._keys.popleft()
        except IndexError:
            drawn = os.urandom(_KEYS_DRAWN * _KEY_SIZE)
        keys = (drawn[at : at + _KEY_SIZE] for at in range(_KEY_SIZE, len(drawn), _KEY_SIZE))
        self._keys.extend(keys)
        return drawn[:_KEY_SIZE]


def mask(data: bytes | bytearray | memoryview, key: bytes) -> bytes:
    """Return `data` masked with the four bytes of `key`."""
    size = len(data)
    repeated = key * (size // 4) + key[: size % 4]
    return _xor(data, int.from_bytes(repeated, _ORDER))


def _xor(data: bytes | bytearray | memoryview, key: int) -> bytes:
    masked = int.from_bytes(data, _ORDER) ^ key
    return masked.to_bytes(len(data), _ORDER)


def masked_chunks(data: bytes | memoryview, key: bytes) -> Iterator[bytes | memoryview]:
    """Yield `data`, masked, in pieces of at most 1 MiB, of which none is empty.

    A piece is valid until the next one is asked for.
    """
    view = memoryview(data).cast("B")
    if len(view) <= _INTEGER_SIZE:
        if view:
            yield mask(view, key)
        return
    fill = _numpy_filler(key) if len(view) >= _NUMPY_FROM and _has_numpy() else _filler(key)
    buffer = memoryview(bytearray(min(len(view), _CHUNK_SIZE)))
    for start in range(0, len(view), _CHUNK_SIZE):
        chunk = view[start : start + _CHUNK_SIZE]
        masked = buffer[: len(chunk)]
        fill(masked, chunk)
        yield masked


def _filler(key: bytes) -> Callable[[memoryview, memoryview], None]:
    """Return what fills its first argument with its second, masked."""
    repeated = int.from_bytes(key * (_INTEGER_SIZE // _KEY_SIZE), _ORDER)

    def fill(masked: memoryview, chunk: memoryview) -> None:
        whole = len(chunk) - len(chunk) % _INTEGER_SIZE
        for start in range(0, whole, _INTEGER_SIZE):
            end = start + _INTEGER_SIZE
            masked[start:end] = _xor(chunk[start:end], repeated)
        masked[whole:] = mask(chunk[whole:], key)

    return fill


def _has_numpy() -> bool:
    return find_spec("numpy") is not None


def _numpy_filler(key: bytes) -> Callable[[memoryview, memoryview], None]:
    """Like `_filler`, with numpy."""
    import numpy as np  # noqa: PLC0415 - optional, and slow to import

    word = np.frombuffer(key, dtype=np.uint32)

    def fill(masked: memoryview, chunk: memoryview) -> None:
        whole = len(chunk) - len(chunk) % _KEY_SIZE
        source = np.frombuffer(chunk[:whole], dtype=np.uint32)
        np.bitwise_xor(source, word, out=np.frombuffer(masked[:whole], dtype=np.uint32))
        masked[whole:] = mask(chunk[whole:], key)

    return fill
