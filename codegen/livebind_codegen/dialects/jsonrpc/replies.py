"""Takes replies apart, each part checked to be what it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.dialects.dialect import UnreadableReplyError
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["expect_names", "expect_object", "expect_schema", "expect_text"]


def expect_names(reply: object) -> list[str]:
    """Return `reply` if it is a list of different strings.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    if not is_list(reply) or not all(isinstance(name, str) and name for name in reply):
        raise UnreadableReplyError("the list of methods is no list of names")
    if len(set(reply)) != len(reply):
        raise UnreadableReplyError("a method is listed twice")
    return reply


def expect_object(reply: object, what: str) -> dict[str, Any]:
    """Return `reply` if it is an object.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    if not is_object(reply):
        raise UnreadableReplyError(f"{what} is no object")
    return reply


def expect_schema(owner: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Return the schema under `key`, None if there is none or if it allows null alone.

    Raises:
        UnreadableReplyError: if it is no schema.
    """
    schema = owner.get(key)
    if schema is None:
        return None
    if not is_object(schema):
        raise UnreadableReplyError(f"{key!r} is no schema")
    return None if schema.get("type") == "null" else schema


def expect_text(owner: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`, empty if there is none.

    Raises:
        UnreadableReplyError: if it is something else.
    """
    text = owner.get(key, "")
    if not isinstance(text, str):
        raise UnreadableReplyError(f"{key!r} is no text")
    return text
