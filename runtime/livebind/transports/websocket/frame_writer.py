"""The frames of a WebSocket client, whole or in pieces (RFC 6455, 5.2)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from livebind.transports.websocket.masking import mask, masked_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["frame_pieces", "whole_frame"]

_FINAL = 0x80
_MASKED = 0x80
_LENGTH_16 = 126
_LENGTH_64 = 127


def whole_frame(opcode: int, payload: bytes, key: bytes) -> bytes:
    """Return the frame of a small payload, masked with the four bytes of `key`."""
    length = len(payload)
    if length < _LENGTH_16:
        return bytes((_FINAL | opcode, _MASKED | length)) + key + mask(payload, key)
    return _frame_start(opcode, length) + key + mask(payload, key)


def frame_pieces(
    opcode: int, head: bytes, binary: bytes, key: bytes
) -> Iterator[bytes | memoryview]:
    """Yield the frame whose payload is `head` and `binary`, in pieces as `masked_chunks` does."""
    yield _frame_start(opcode, len(head) + len(binary)) + key
    yield from masked_chunks(head, key)
    turn = len(head) % len(key)  # the mask goes on within the bytes where the head ended
    yield from masked_chunks(binary, key[turn:] + key[:turn])


def _frame_start(opcode: int, length: int) -> bytes:
    """Return what stands before the key of a payload of `length` bytes."""
    if length < _LENGTH_16:
        return bytes((_FINAL | opcode, _MASKED | length))
    if length < 1 << 16:
        return struct.pack("!BBH", _FINAL | opcode, _MASKED | _LENGTH_16, length)
    return struct.pack("!BBQ", _FINAL | opcode, _MASKED | _LENGTH_64, length)
