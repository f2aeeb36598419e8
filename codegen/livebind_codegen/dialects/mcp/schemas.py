"""Types that MCP itself defines: content blocks, and what servers tell without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.model import NotificationDescription
from livebind_codegen.description.pointers import reference_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import Schema

__all__ = ["CONTENT", "DEFINITIONS", "NOTIFICATIONS", "TEXT", "URI", "object_of", "use"]

TEXT: Final[Schema] = {"type": "string"}
URI: Final[Schema] = {"type": "string", "description": "URI of the resource."}
_BASE64: Final = {"type": "string", "description": "Bytes in base64."}
_MIME_TYPE: Final = {"type": "string", "description": "MIME type of the data."}
_SIZE: Final = {"type": "integer", "description": "Size in bytes.", "minimum": 0}
_LEVELS: Final = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")


def object_of(
    about: str, required: Mapping[str, Any], /, **optional: Any  # noqa: ANN401 - schemas
) -> Schema:
    """Return the schema of an object, with the schemas of its properties."""
    return {
        "type": "object",
        "description": about,
        "properties": {**required, **optional},
        "required": sorted(required),
    }


def use(name: str) -> Schema:
    """Return a reference to one of `DEFINITIONS`."""
    return {"$ref": reference_to(name)}


def _block(
    kind: str,
    about: str,
    required: Mapping[str, Any],
    /,
    **optional: Any,  # noqa: ANN401 - schemas
) -> Schema:
    tag = {"type": {"type": "string", "const": kind}}
    return object_of(about, {**tag, **required}, **optional, annotations=use("Annotations"))


def _named(about: str, required: Mapping[str, Any], /, **optional: Any) -> Schema:  # noqa: ANN401
    """Return the schema of what people choose by its name."""
    return object_of(about, {**required, "name": TEXT}, **optional, title=TEXT, description=TEXT)


_MEDIA: Final = {"data": _BASE64, "mimeType": _MIME_TYPE}
_BLOCKS: Final[Mapping[str, Schema]] = {
    "TextContent": _block("text", "A text.", {"text": TEXT}),
    "ImageContent": _block("image", "An image.", _MEDIA),
    "AudioContent": _block("audio", "A sound.", _MEDIA),
    "ResourceLink": _block(
        "resource_link",
        "Where a resource is, which the server can be asked to read.",
        {"uri": URI, "name": TEXT},
        title=TEXT,
        description=TEXT,
        mimeType=_MIME_TYPE,
        size=_SIZE,
    ),
    "EmbeddedResource": _block(
        "resource",
        "A resource as a whole.",
        {"resource": use("ResourceContents")},
    ),
}
_ALL: Final[Mapping[str, Schema]] = {
    **_BLOCKS,
    "ContentBlock": {"oneOf": [use(name) for name in _BLOCKS]},
    "ResourceContents": {"anyOf": [use("TextResource"), use("BlobResource")]},
    "TextResource": object_of(
        "A resource that is text.", {"uri": URI, "text": TEXT}, mimeType=_MIME_TYPE
    ),
    "BlobResource": object_of(
        "A resource of bytes.", {"uri": URI, "blob": _BASE64}, mimeType=_MIME_TYPE
    ),
    "Role": {"type": "string", "enum": ["user", "assistant"]},
    "Annotations": object_of(
        "For whom something is, and how much it matters.",
        {},
        audience={"type": "array", "items": use("Role")},
        priority={"type": "number", "minimum": 0, "maximum": 1},
        lastModified={"type": "string", "description": "Time in ISO 8601."},
    ),
    "Prompt": _named(
        "A prompt, or the template of one.",
        {},
        arguments={"type": "array", "items": use("PromptArgument")},
    ),
    "PromptArgument": _named("What a prompt is made with.", {}, required={"type": "boolean"}),
    "PromptMessage": object_of(
        "A part of a prompt.", {"role": use("Role"), "content": use("ContentBlock")}
    ),
    "Resource": _named(
        "A resource that the server can be asked to read.",
        {"uri": URI},
        mimeType=_MIME_TYPE,
        size=_SIZE,
        annotations=use("Annotations"),
    ),
    "ResourceTemplate": _named(
        "A kind of resources that the server can be asked to read.",
        {"uriTemplate": {**TEXT, "description": "Template of URIs (RFC 6570)."}},
        mimeType=_MIME_TYPE,
        annotations=use("Annotations"),
    ),
    "LoggingLevel": {"type": "string", "enum": list(_LEVELS)},
}

DEFINITIONS: Final[Mapping[str, Schema]] = {reference_to(key): one for key, one in _ALL.items()}
"""Schemas that others refer to, by their canonical reference."""
CONTENT: Final[Schema] = {
    "type": "array",
    "items": use("ContentBlock"),
    "description": "What the tool says.",
}
"""The result of tools that describe none."""


def _changed(name: str, what: str) -> NotificationDescription:
    return NotificationDescription(f"notifications/{name}/list_changed", what)


NOTIFICATIONS: Final = (
    NotificationDescription(
        "notifications/message",
        "A line of the log of the server.",
        params=object_of("", {"level": use("LoggingLevel"), "data": {}}, logger=TEXT),
    ),
    _changed("prompts", "The prompts of the server are others now."),
    _changed("resources", "The resources of the server are others now."),
    NotificationDescription(
        "notifications/resources/updated",
        "A resource that was subscribed to is another one now.",
        params=object_of("", {"uri": URI}),
    ),
    _changed("tools", "The tools of the server are others now: `livebind generate` reads them."),
)
"""What servers tell without being asked, sorted by name."""
