"""Types that MCP itself defines: content blocks, and what servers tell without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.model import NotificationDescription
from livebind_codegen.description.pointers import reference_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import Schema

__all__ = ["CONTENT", "DEFINITIONS", "NOTIFICATIONS"]

_TEXT: Final = {"type": "string"}
_URI: Final = {"type": "string", "description": "URI of the resource."}
_BASE64: Final = {"type": "string", "description": "Bytes in base64."}
_MIME_TYPE: Final = {"type": "string", "description": "MIME type of the data."}
_LEVELS: Final = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")


def _object(
    about: str, required: Mapping[str, Any], /, **optional: Any  # noqa: ANN401 - schemas
) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": {**required, **optional},
        "required": sorted(required),
    }


def _use(name: str) -> Schema:
    return {"$ref": reference_to(name)}


def _block(
    kind: str,
    about: str,
    required: Mapping[str, Any],
    /,
    **optional: Any,  # noqa: ANN401 - schemas
) -> Schema:
    tag = {"type": {"type": "string", "const": kind}}
    return _object(about, {**tag, **required}, **optional, annotations=_use("Annotations"))


_MEDIA: Final = {"data": _BASE64, "mimeType": _MIME_TYPE}
_BLOCKS: Final[Mapping[str, Schema]] = {
    "TextContent": _block("text", "A text.", {"text": _TEXT}),
    "ImageContent": _block("image", "An image.", _MEDIA),
    "AudioContent": _block("audio", "A sound.", _MEDIA),
    "ResourceLink": _block(
        "resource_link",
        "Where a resource is, which the server can be asked to read.",
        {"uri": _URI, "name": _TEXT},
        title=_TEXT,
        description=_TEXT,
        mimeType=_MIME_TYPE,
        size={"type": "integer", "description": "Size in bytes.", "minimum": 0},
    ),
    "EmbeddedResource": _block(
        "resource",
        "A resource as a whole.",
        {"resource": _use("ResourceContents")},
    ),
}
_ALL: Final[Mapping[str, Schema]] = {
    **_BLOCKS,
    "ContentBlock": {"oneOf": [_use(name) for name in _BLOCKS]},
    "ResourceContents": {"anyOf": [_use("TextResource"), _use("BlobResource")]},
    "TextResource": _object(
        "A resource that is text.", {"uri": _URI, "text": _TEXT}, mimeType=_MIME_TYPE
    ),
    "BlobResource": _object(
        "A resource of bytes.", {"uri": _URI, "blob": _BASE64}, mimeType=_MIME_TYPE
    ),
    "Role": {"type": "string", "enum": ["user", "assistant"]},
    "Annotations": _object(
        "For whom something is, and how much it matters.",
        {},
        audience={"type": "array", "items": _use("Role")},
        priority={"type": "number", "minimum": 0, "maximum": 1},
        lastModified={"type": "string", "description": "Time in ISO 8601."},
    ),
    "LoggingLevel": {"type": "string", "enum": list(_LEVELS)},
}

DEFINITIONS: Final[Mapping[str, Schema]] = {reference_to(key): one for key, one in _ALL.items()}
"""Schemas that others refer to, by their canonical reference."""
CONTENT: Final[Schema] = {
    "type": "array",
    "items": _use("ContentBlock"),
    "description": "What the tool says.",
}
"""The result of tools that describe none."""


def _changed(name: str, what: str) -> NotificationDescription:
    return NotificationDescription(f"notifications/{name}/list_changed", what)


NOTIFICATIONS: Final = (
    NotificationDescription(
        "notifications/message",
        "A line of the log of the server.",
        params=_object("", {"level": _use("LoggingLevel"), "data": {}}, logger=_TEXT),
    ),
    _changed("prompts", "The prompts of the server are others now."),
    _changed("resources", "The resources of the server are others now."),
    NotificationDescription(
        "notifications/resources/updated",
        "A resource that was subscribed to is another one now.",
        params=_object("", {"uri": _URI}),
    ),
    _changed("tools", "The tools of the server are others now: `livebind generate` reads them."),
)
"""What servers tell without being asked, sorted by name."""
