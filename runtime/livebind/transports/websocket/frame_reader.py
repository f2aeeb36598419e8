"""Frames of a WebSocket server, checked strictly, and the messages they make up (RFC 6455, 5).

websocket-client's own reader accepts masked server frames and long or fragmented control frames,
waits for any size that a header announces, and is quadratic in the number of fragments.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
from websocket import ABNF

from livebind.common.message import BinaryMessage, HeadLayout, Message, TextMessage
from livebind.errors import MessageTooBigError, ProtocolError
from livebind.transports.read_buffer import CAPACITY

if TYPE_CHECKING:
    from livebind.transports.read_buffer import ReadBuffer

__all__ = ["ControlFrame", "FrameReader"]

_FINAL = 0x80
_RESERVED = 0x70
_OPCODE = 0x0F
_CONTROL = 0x08
_MASKED = 0x80
_LENGTH_16 = 126
_LENGTH_64 = 127
_MAX_CONTROL_SIZE = 125
_SMALL_HEADER = 4
"""Bytes of the longest header of a small frame."""
_WHOLE_TEXT = _FINAL | ABNF.OPCODE_TEXT
_WHOLE_BINARY = _FINAL | ABNF.OPCODE_BINARY
_FIRST_BYTES = frozenset(
    {_FINAL | opcode for opcode in ABNF.OPCODES}
    | {opcode for opcode in ABNF.OPCODES if not opcode & _CONTROL}
)
_TWO_BYTES = struct.Struct("BB")
_UNSIGNED_16 = struct.Struct("!H")
_UNSIGNED_64 = struct.Struct("!Q")


class ControlFrame(msgspec.Struct, frozen=True):
    """A ping, a pong or the end of the connection."""

    opcode: int
    payload: bytes


class FrameReader:
    """Reads frames and joins them to messages, in time linear in their size.

    It keeps its state when a frame has not arrived as a whole, and goes on later.
    """

    def __init__(
        self, buffer: ReadBuffer, max_message_size: int, layout: HeadLayout | None
    ) -> None:
        self._buffer = buffer
        self._max_message_size = max_message_size
        self._layout = layout
        # Of the frame that is being read:
        self._start: tuple[int, ...] | None = None
        self._length: int | None = None
        self._head_parts: list[bytes] = []
        # Of the message whose fragments are being read:
        self._opcode: int | None = None
        self._content = BytesIO()

    def read(self) -> Message | ControlFrame | None:
        """Read the next frame; return the message that it completes, or None if it does not.

        Raises:
            BlockingIOError: it has not arrived as a whole; to be called again.
            ProtocolError: it breaks a rule of RFC 6455.
            MessageTooBigError: it announces more than the limit, with the message that it
                continues; nothing of it was read.
            ConnectionClosedError: the connection ended.
        """
        if self._start is None:
            self._start = self._buffer.unpack(_TWO_BYTES)
        first, second = self._start
        is_control = first & _CONTROL
        if first not in _FIRST_BYTES or second > (_MAX_CONTROL_SIZE if is_control else _LENGTH_64):
            raise _broken_rule(first, second)
        if self._length is None:
            self._length = second if second < _LENGTH_16 else self._read_length(second)
        opcode, size = first & _OPCODE, self._length
        if not is_control:
            if (opcode == ABNF.OPCODE_CONT) != (self._opcode is not None):
                raise ProtocolError("the server mixed up the fragments of two messages")
            size += self._content.tell()
        if size > self._max_message_size:
            raise _too_big(size, self._max_message_size)
        message: Message | ControlFrame | None
        if first == _WHOLE_BINARY and self._layout is not None:
            message = self._read_binary(self._layout, self._length)
        else:
            payload = self._buffer.read(self._length)
            if is_control:
                message = ControlFrame(opcode, payload)
            elif first == _WHOLE_TEXT and payload.isascii():
                message = TextMessage(payload)
            else:
                message = self._join(first, payload)
        self._start = self._length = None
        return message

    def read_small(self) -> list[Message]:
        """Return the messages of small frames that have arrived one after the other.

        It stops before whatever else there is, which `read` is for. Most replies are such, and to
        read each part of each frame by itself would take longer than what is done with it.

        Raises:
            BlockingIOError: nothing has arrived.
            ConnectionClosedError: the connection ended.
        """
        messages: list[Message] = []
        if self._start is not None or self._opcode is not None:
            return messages
        content = self._buffer.arrived()
        at, end = 0, len(content)
        while end - at >= _SMALL_HEADER and content[at] == _WHOLE_TEXT:
            size, start = content[at + 1], at + 2
            if size == _LENGTH_16:
                size, start = content[start] << 8 | content[start + 1], start + 2
            elif size > _LENGTH_16:
                break
            if start + size > end or size > self._max_message_size:
                break
            text = bytes(content[start : start + size])
            if not text.isascii():
                break
            messages.append(TextMessage(text))
            at = start + size
        self._buffer.skip(at)
        return messages

    def _read_length(self, field: int) -> int:
        layout = _UNSIGNED_16 if field == _LENGTH_16 else _UNSIGNED_64
        return self._buffer.unpack(layout)[0]

    def _read_binary(self, layout: HeadLayout, length: int) -> BinaryMessage:
        """Return a binary message in its two parts, without copying large bytes."""
        read, parts = self._buffer.read, self._head_parts
        if length <= CAPACITY:
            return layout.divide(read(length))
        if not parts:
            parts.append(read(layout.prefix_size))
        size = min(layout.head_size(parts[0]), length)
        if len(parts) == 1:
            parts.append(read(size - layout.prefix_size))
        binary = read(length - size)
        self._head_parts = []
        return BinaryMessage(parts[0] + parts[1], binary)

    def _join(self, first: int, payload: bytes) -> Message | None:
        """Return the message that a data frame completes."""
        opcode = first & _OPCODE
        if opcode != ABNF.OPCODE_CONT:
            self._opcode = opcode
        self._content.write(payload)
        if not first & _FINAL:
            return None
        opcode, content = self._opcode or opcode, self._content.getvalue()
        self._opcode, self._content = None, BytesIO()
        if opcode == ABNF.OPCODE_TEXT:
            return _text(content)
        return BinaryMessage(content) if self._layout is None else self._layout.divide(content)


def _text(content: bytes) -> TextMessage:
    """Return a message of text, if it is UTF-8: msgspec checks only the strings it decodes."""
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as error:
            raise ProtocolError(
                "the server sent a text message that is no UTF-8", close_code=1007
            ) from error
    return TextMessage(content)


def _broken_rule(first: int, second: int) -> ProtocolError:
    """Return the error for two bytes that begin no frame."""
    if first & _RESERVED:
        return ProtocolError("the server sent a frame with reserved bits set")
    if second & _MASKED:
        return ProtocolError("the server sent a masked frame")
    if first & _OPCODE not in ABNF.OPCODES:
        return ProtocolError(f"the server sent a frame with the unknown opcode {first & _OPCODE}")
    return ProtocolError("the server sent a control frame that is too long or fragmented")


def _too_big(size: int, limit: int) -> MessageTooBigError:
    return MessageTooBigError(
        f"the server sent a message of at least {size} bytes, over the limit of {limit}; "
        "raise Connector.max_message_size if it is to be read"
    )
