"""What wires make and transports carry: whole messages."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

__all__ = ["BinaryMessage", "Message", "TextMessage"]


class TextMessage(msgspec.Struct, frozen=True):
    """A message of UTF-8 text."""

    data: bytes


class BinaryMessage(msgspec.Struct, frozen=True):
    """A message of bytes, in two parts.

    They are separate so that a large body is never copied, neither sent nor received.
    """

    head: bytes
    """The packet's header and JSON; the whole message if its header makes no sense."""
    body: bytes
    """The bytes behind the JSON."""


Message: TypeAlias = TextMessage | BinaryMessage
