"""The frames of a WebSocket client, whole or in pieces (RFC 6455, 5.2)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from livebind.transports.websocket.masking import mask, masked_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["frame_start", "masked_payload", "whole_frame"]

_FINAL = 0x80
_MASKED = 0x80
_LENGTH_16 = 126
_LENGTH_64 = 127


def whole_frame(opcode: int, payload: bytes, key: bytes) -> bytes:
    """Return the frame of a small payload, masked with the four bytes of `key`."""
    return frame_start(opcode, len(payload), key) + mask(payload, key)


def frame_start(opcode: int, length: int, key: bytes) -> bytes:
    """Return what stands before a payload of `length` bytes."""
    if length < _LENGTH_16:
        return bytes((_FINAL | opcode, _MASKED | length)) + key
    if length < 1 << 16:
        return struct.pack("!BBH", _FINAL | opcode, _MASKED | _LENGTH_16, length) + key
    return struct.pack("!BBQ", _FINAL | opcode, _MASKED | _LENGTH_64, length) + key


def masked_payload(head: bytes, body: bytes, key: bytes) -> Iterator[bytes | memoryview]:
    """Yield `head` and `body` as one masked payload, in pieces as `masked_chunks` does."""
    yield from masked_chunks(head, key)
    turn = len(head) % len(key)  # the mask goes on within the body where the head ended
    yield from masked_chunks(body, key[turn:] + key[:turn])
