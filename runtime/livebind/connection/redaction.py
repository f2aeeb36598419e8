"""What a log may show of a message: shortened, without secrets, and on one line."""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

import msgspec

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage
from livebind.common.uri import without_secrets

__all__ = ["describe", "describe_reply"]

_MAX_SHOWN = 200
_MAX_PARSED = 64 * 1024
_LONGEST_NAME = 100
_PAIR = 2
_SECRET = re.compile(
    r"passw|passphrase|\bpass\b|_pass|\bpwd|_pwd|pwd$|token|secret|auth(?!or([^i]|$))|bearer|cookie"
    r"|credential|session|private|_key|-key|key$",
    re.IGNORECASE,
)
"""What names of secrets hold."""
_URL = re.compile(r"[\w+.-]+://[^\s\"'<>]+")
_NAMES, _VALUES = ("name", "key", "header"), ("value", "values")
"""Keys of objects that are pairs of a name and a value."""
_HIDDEN = "<redacted>"
_MAX_DEPTH = 20


def describe(json: bytes, message: Message) -> str:
    """Return the contents of a message for a DEBUG log, of which `json` is to be read."""
    text = _describe_json(json)
    if isinstance(message, TextMessage):
        return text
    digest = hashlib.sha256(message.binary).hexdigest()[:16]
    return f"{text} and {len(message.binary)} bytes (SHA-256 {digest}...)"


def describe_reply(method: str, json: bytes, message: Message) -> str:
    """Return the contents of a reply; nothing of it if the method's name says it is a secret."""
    if _is_secret(method):
        return f"{len(json)} bytes, which are a secret by the name of the method"
    return describe(json, message)


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
        return _redact_object(cast("dict[str, Any]", value), depth)
    if isinstance(value, list):
        items = cast("list[Any]", value)  # type: ignore[redundant-cast]  # not to pyright
        if len(items) == _PAIR and _is_secret(items[0]):
            return [items[0], _HIDDEN]
        return [_redact(item, depth + 1) for item in items]
    return _redact_text(value, depth) if isinstance(value, str) else value


def _redact_object(mapping: dict[str, Any], depth: int) -> dict[str, Any]:
    names_secret = any(_is_secret(mapping.get(key)) for key in _NAMES)
    # What a method that is about a secret takes, and gives.
    hidden = {*(_VALUES if names_secret else ()), *_hidden_by_method(mapping)}
    return {
        key: _HIDDEN if key in hidden or _SECRET.search(key) else _redact(item, depth + 1)
        for key, item in mapping.items()
    }


def _hidden_by_method(mapping: dict[str, Any]) -> set[str]:
    return {"params", "arguments"} if _is_secret(mapping.get("method")) else set()


def _is_secret(name: object) -> bool:
    return isinstance(name, str) and len(name) <= _LONGEST_NAME and bool(_SECRET.search(name))


def _redact_text(text: str, depth: int) -> str:
    """Return a text without secrets of URLs in it, or of the JSON that it is."""
    if text[:1] in {"{", "["}:
        try:
            return msgspec.json.encode(_redact(msgspec.json.decode(text), depth + 1)).decode()
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
    return _URL.sub(lambda found: without_secrets(found[0]), text) if "://" in text else text
