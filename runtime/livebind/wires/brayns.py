"""JSON-RPC as Brayns 3 and 4 speak it: with bytes beside messages, progress and cancellation.

A binary message is a packet, in both directions: the length of the JSON as an unsigned 32-bit
little-endian integer, the JSON in UTF-8, and the bytes up to the end of the WebSocket message
(`Binary frames` in the protocol notes of Brayns 3.10.1). Progress is a notification whose params
are `{id, operation, amount}`.
"""

from __future__ import annotations

import struct

import msgspec

from livebind.common.message import BinaryMessage, HeadLayout, Message, TextMessage
from livebind.method import CANCEL
from livebind.wires.events import Event, LateReply, ProgressUpdate
from livebind.wires.json_rpc import JsonRpcWire

__all__ = ["PACKETS", "BraynsWire"]

_HEADER = struct.Struct("<I")


def _head_size(start: bytes) -> int:
    (json_size,) = _HEADER.unpack_from(start)
    return _HEADER.size + int(json_size)


PACKETS = HeadLayout(_HEADER.size, _head_size)
"""Where packets are divided."""


class _Progress(msgspec.Struct):
    id: int
    operation: str
    amount: float


_decode_progress = msgspec.json.Decoder(_Progress).decode


class BraynsWire(JsonRpcWire):
    """The state of one connection (`livebind.wires.wire.Wire`)."""

    cancellation = CANCEL
    """Brayns 3 has a method for it."""
    layout = PACKETS
    """That of its packets."""

    def loggable(self, message: Message) -> bytes:
        """Return the JSON in a message; nothing if it is no packet."""
        if isinstance(message, TextMessage):
            return message.text
        head = message.head
        is_packet = len(head) >= _HEADER.size and _head_size(head) == len(head)
        return head[_HEADER.size :] if is_packet else b""

    def _with_binary(self, text: bytes, binary: bytes) -> Message:
        return BinaryMessage(_HEADER.pack(len(text)) + text, binary)

    def _interpret_notification(self, method: str, raw_params: msgspec.Raw) -> Event:
        try:
            progress = _decode_progress(raw_params)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
        else:
            if progress.id in self._waiting:
                return ProgressUpdate(progress.id, progress.operation, progress.amount)
            if progress.id in self._abandoned:
                return LateReply(progress.id)
        return super()._interpret_notification(method, raw_params)
