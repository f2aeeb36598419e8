"""WebSocket frames, written and read without any of the checks that a library would make."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "BINARY",
    "CLOSE",
    "CONTINUATION",
    "PING",
    "PONG",
    "TEXT",
    "ClientFrame",
    "close_frame",
    "fragments",
    "frame",
    "packet",
    "read_client_frame",
]

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


@dataclass(frozen=True, slots=True)
class ClientFrame:
    """A frame as the client sent it, unmasked."""

    opcode: int
    payload: bytes
    final: bool
    reserved: int
    masked: bool


def frame(  # noqa: PLR0913 - each part of a frame can be wrong
    opcode: int,
    payload: bytes = b"",
    *,
    final: bool = True,
    reserved: int = 0,
    masked: bool = False,
    announced: int | None = None,
) -> bytes:
    """Return the bytes of a frame, however wrong.

    `announced` is the length to claim in place of the payload's own; `masked` masks with zeros.
    """
    length = len(payload) if announced is None else announced
    first = (0x80 if final else 0) | reserved << 4 | opcode
    mask_bit, key = (0x80, bytes(4)) if masked else (0, b"")
    if length < 126:
        head = struct.pack("!BB", first, mask_bit | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", first, mask_bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, length)
    return head + key + payload


def fragments(opcode: int, *parts: bytes) -> bytes:
    """Return one message in a frame for each of `parts`."""
    last = len(parts) - 1
    return b"".join(
        frame(CONTINUATION if index else opcode, part, final=index == last)
        for index, part in enumerate(parts)
    )


def close_frame(code: int, reason: bytes = b"") -> bytes:
    """Return a close frame, also with a code or reason that is not allowed."""
    return frame(CLOSE, struct.pack("!H", code) + reason)


def packet(json: bytes, body: bytes) -> bytes:
    """Return the payload of a binary message: the size of the JSON, the JSON, the bytes."""
    return struct.pack("<I", len(json)) + json + body


def read_client_frame(read: Callable[[int], bytes]) -> ClientFrame:
    """Read the next frame with `read`, which returns as many bytes as it is asked for."""
    first, second = read(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", read(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", read(8))
    masked = bool(second & 0x80)
    key = read(4) if masked else bytes(4)
    payload = read(length)
    mask = int.from_bytes((key * (length // 4 + 1))[:length], "big")
    unmasked = (int.from_bytes(payload, "big") ^ mask).to_bytes(length, "big")
    return ClientFrame(first & 0x0F, unmasked, bool(first & 0x80), (first >> 4) & 7, masked)
