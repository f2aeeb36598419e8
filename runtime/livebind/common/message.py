"""What wires make and transports carry: whole messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.errors import LivebindError

__all__ = ["BinaryMessage", "HeadLayout", "Message", "TextMessage", "Undelivered"]


class TextMessage(msgspec.Struct, frozen=True):
    """A message of UTF-8 text."""

    text: bytes
    request_id: int | None = None
    """The request that it is, for transports on which each is answered apart."""


class BinaryMessage(msgspec.Struct, frozen=True):
    """A message of bytes, in two parts.

    They are separate so that large bytes are never copied, neither sent nor received.
    """

    head: bytes
    """What the wire wrote; of a received one the whole message, if it says no size of its head."""
    binary: bytes = b""
    """The bytes beside it, as the application has them."""


class Undelivered(msgspec.Struct, frozen=True):
    """What a transport gives in place of the answer to a message that failed alone."""

    message: TextMessage
    error: LivebindError


Message: TypeAlias = TextMessage | BinaryMessage


class HeadLayout(msgspec.Struct, frozen=True):
    """Where a wire divides its binary messages, for transports, which do it while they receive."""

    prefix_size: int
    """Bytes at the beginning that tell the size of the head."""
    head_size: Callable[[bytes], int]
    """Returns the size of the head in bytes, from the prefix on."""

    def divide(self, content: bytes) -> BinaryMessage:
        """Return a whole message in its two parts; undivided if its prefix makes no sense."""
        if len(content) < self.prefix_size or (size := self.head_size(content)) > len(content):
            return BinaryMessage(content)
        return BinaryMessage(content[:size], content[size:])
