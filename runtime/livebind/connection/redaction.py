"""What a log may show of a message: shortened, without secrets, and on one line."""

from __future__ import annotations

import hashlib

import msgspec

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage
from livebind.common.secrets import is_secret, without_secret_values

__all__ = ["describe", "describe_reply"]

_MAX_SHOWN = 200
_MAX_PARSED = 64 * 1024


def describe(json: bytes, message: Message) -> str:
    """Return the contents of a message for a DEBUG log, of which `json` is to be read."""
    text = _describe_json(json)
    if isinstance(message, TextMessage):
        return text
    digest = hashlib.sha256(message.binary).hexdigest()[:16]
    return f"{text} and {len(message.binary)} bytes (SHA-256 {digest}...)"


def describe_reply(method: str, json: bytes, message: Message) -> str:
    """Return the contents of a reply; nothing of it if the method's name says it is a secret."""
    if is_secret(method):
        return f"{len(json)} bytes, which are a secret by the name of the method"
    return describe(json, message)


def _describe_json(data: bytes) -> str:
    try:
        # A large message is not parsed just to be cut, and is not shown uncensored either.
        if len(data) > _MAX_PARSED:
            return f"{len(data)} bytes, too many to show"
        value = msgspec.json.decode(data)
        text = msgspec.json.encode(without_secret_values(value)).decode()
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return f"{len(data)} bytes that are no JSON"
    if len(text) > _MAX_SHOWN:
        text = f"{text[:_MAX_SHOWN]}... ({len(text)} characters)"
    return escape(text)
