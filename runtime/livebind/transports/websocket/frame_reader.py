"""Frames of a WebSocket server, checked strictly, and the messages they make up (RFC 6455, 5).

websocket-client's own reader accepts masked server frames and long or fragmented control frames,
waits for any size that a header announces, and is quadratic in the number of fragments.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
from websocket import ABNF, frame_buffer

from livebind.common.message import BinaryMessage, Message, TextMessage
from livebind.errors import MessageTooBigError, ProtocolError
from livebind.transports.read_buffer import CAPACITY
from livebind.wires.packet import HEADER_SIZE, head_size

if TYPE_CHECKING:
    from livebind.transports.read_buffer import ReadBuffer

__all__ = ["FrameReader", "MessageAssembler"]

_FINAL = 0x80
_RESERVED = 0x70
_OPCODE = 0x0F
_MASKED = 0x80
_LENGTH = 0x7F
_LENGTH_16 = 126
_CONTROL = 0x08
_MAX_CONTROL_SIZE = 125
_TWO_BYTES = struct.Struct("BB")
_UNSIGNED_16 = struct.Struct("!H")
_UNSIGNED_64 = struct.Struct("!Q")


class Frame(msgspec.Struct, frozen=True):
    """A frame as it was received. The payload of a binary one is in two parts."""

    final: bool
    opcode: int
    payload: bytes
    """The payload, or the head of a `BinaryMessage`."""
    body: bytes
    """The body of a `BinaryMessage`."""


class FrameReader(frame_buffer):
    """Reads frames; takes the place of `WebSocket.frame_buffer`.

    Like that it keeps its state when a frame has not arrived as a whole, and goes on later.
    """

    def __init__(self, buffer: ReadBuffer, max_message_size: int) -> None:
        super().__init__(buffer.read, True)  # noqa: FBT003 - as websocket-client has it
        self._buffer = buffer
        self._max_message_size = max_message_size
        self.assembled = 0
        """Bytes of the message that the next data frame continues, which count for the limit."""
        self._start: tuple[int, int] | None = None
        self._length: int | None = None
        self._parts: list[bytes] = []

    def recv_frame(self) -> Frame:  # type: ignore[override]  # passed on to us, whatever it is
        """Return the next frame.

        Raises:
            BlockingIOError: it has not arrived as a whole; to be called again.
            ProtocolError: it breaks a rule of RFC 6455.
            MessageTooBigError: it announces more than the limit, with the message that it
                continues; nothing of it was read.
            ConnectionClosedError: the connection ended.
        """
        if self._start is None:
            self._start = _check_start(*self._buffer.unpack(_TWO_BYTES))
        flags, field = self._start
        if self._length is None:
            self._length = self._read_length(flags, field)
        payload, body = self._read_payload(flags, self._length)
        self._start = self._length = None
        return Frame(flags & _FINAL != 0, flags & _OPCODE, payload, body)

    def _read_length(self, flags: int, field: int) -> int:
        length = field
        if field == _LENGTH_16:
            (length,) = self._buffer.unpack(_UNSIGNED_16)
        elif field > _LENGTH_16:
            (length,) = self._buffer.unpack(_UNSIGNED_64)
        size = length if flags & _CONTROL else self.assembled + length
        if size > self._max_message_size:
            raise too_big(size, self._max_message_size)
        return length

    def _read_payload(self, flags: int, length: int) -> tuple[bytes, bytes]:
        """Return the payload, that of a binary message in its two parts."""
        if flags != _FINAL | ABNF.OPCODE_BINARY:
            return self._buffer.read(length), b""
        if length <= CAPACITY:
            message = split_packet(self._buffer.read(length))
            return message.head, message.body
        # Read in its parts, so that a large body need not be copied out.
        parts = self._parts
        if not parts:
            parts.append(self._buffer.read(HEADER_SIZE))
        size = min(head_size(parts[0]), length)
        if len(parts) == 1:
            parts.append(self._buffer.read(size - HEADER_SIZE))
        body = self._buffer.read(length - size)
        self._parts = []
        return parts[0] + parts[1], body


def _check_start(first: int, second: int) -> tuple[int, int]:
    """Return the flags and the length field of the first two bytes of a frame, if they are good."""
    opcode, length = first & _OPCODE, second & _LENGTH
    if first & _RESERVED:
        raise ProtocolError("the server sent a frame with reserved bits set")
    if second & _MASKED:
        raise ProtocolError("the server sent a masked frame")
    if opcode not in ABNF.OPCODES:
        raise ProtocolError(f"the server sent a frame with the unknown opcode {opcode}")
    if opcode & _CONTROL and (length > _MAX_CONTROL_SIZE or not first & _FINAL):
        raise ProtocolError("the server sent a control frame that is too long or fragmented")
    return first, length


class MessageAssembler:
    """Joins frames to messages, in time linear in their size."""

    def __init__(self) -> None:
        self._opcode: int | None = None
        self._content = BytesIO()

    @property
    def size(self) -> int:
        """Bytes of the message that is not complete yet."""
        return self._content.tell()

    def add(self, frame: Frame) -> Message | None:
        """Return the message that this data frame completes, or None.

        Raises:
            ProtocolError: a continuation of nothing, or a new message within another.
        """
        payload = frame.payload
        continues = frame.opcode == ABNF.OPCODE_CONT
        if continues != (self._opcode is not None):
            raise ProtocolError("the server mixed up the fragments of two messages")
        if frame.final and not continues:
            if frame.opcode == ABNF.OPCODE_TEXT:
                return TextMessage(payload)
            return BinaryMessage(payload, frame.body)
        if not continues:
            self._opcode = frame.opcode
        self._content.write(payload)
        if not frame.final:
            return None
        opcode, content = self._opcode, self._content.getvalue()
        self._opcode, self._content = None, BytesIO()
        if opcode == ABNF.OPCODE_TEXT:
            return TextMessage(content)
        return split_packet(content)


def split_packet(content: bytes) -> BinaryMessage:
    """Return a whole binary message in its two parts."""
    if len(content) < HEADER_SIZE or (size := head_size(content)) > len(content):
        return BinaryMessage(content, b"")
    return BinaryMessage(content[:size], content[size:])


def too_big(size: int, limit: int) -> MessageTooBigError:
    """Return the error for a message of `size` bytes."""
    return MessageTooBigError(
        f"the server sent a message of at least {size} bytes, over the limit of {limit}; "
        "raise Connector.max_message_size if it is to be read"
    )
