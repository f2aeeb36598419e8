"""What a log may show of a message: shortened, without secrets, and on one line."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, cast

import msgspec

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage

if TYPE_CHECKING:
    from livebind.common.message import BinaryMessage

__all__ = ["describe"]

_MAX_SHOWN = 200
_MAX_PARSED = 64 * 1024
_SECRET = re.compile(r"password|passphrase|token|secret|authorization|cookie|key$", re.IGNORECASE)
_MAX_DEPTH = 20


def describe(message: Message) -> str:
    """Return the contents of a message for a DEBUG log."""
    if isinstance(message, TextMessage):
        return _describe_json(message.data)
    return _describe_binary(message)


def _describe_binary(message: BinaryMessage) -> str:
    json = _describe_json(message.head[4:])
    digest = hashlib.sha256(message.body).hexdigest()[:16]
    return f"{json} and {len(message.body)} bytes (SHA-256 {digest}...)"


def _describe_json(data: bytes) -> str:
    try:
        # A large message is not parsed just to be cut, and is not shown uncensored either.
        if len(data) > _MAX_PARSED:
            return f"{len(data)} bytes, too many to show"
        value = msgspec.json.decode(data)
        text = msgspec.json.encode(_redact(value, 0)).decode()
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return f"{len(data)} bytes that are no JSON"
    if len(text) > _MAX_SHOWN:
        text = f"{text[:_MAX_SHOWN]}... ({len(text)} characters)"
    return escape(text)


def _redact(value: Any, depth: int) -> Any:  # noqa: ANN401 - any JSON in, any JSON out
    if depth > _MAX_DEPTH:
        return "..."
    if isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        return {
            key: "<redacted>" if _SECRET.search(key) else _redact(item, depth + 1)
            for key, item in mapping.items()
        }
    if isinstance(value, list):
        return [_redact(item, depth + 1) for item in cast("list[Any]", value)]  # type: ignore[redundant-cast]  # not to pyright
    return value
