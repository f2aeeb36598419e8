"""Reads what a browser tells of its protocol (`/json/protocol`).

Each domain has types, commands and events, whose schemas are nearly JSON Schema: a `$ref` is the
bare name of a type, with its domain if that is another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.model import (
    Description,
    MethodDescription,
    NotificationDescription,
)
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.dialects.dialect import UnreadableReplyError
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from livebind_codegen.description.model import Schema

__all__ = ["read_protocol"]

_COPIED: Final = ("description", "deprecated", "enum", "minItems", "maxItems")
_TYPES: Final[Mapping[str, Schema]] = {
    "any": {},
    "binary": {"type": "string", "contentEncoding": "base64"},
}
"""What has another name in JSON Schema."""


def read_protocol(protocol: object, version: str) -> Description:
    """Return the description in what a browser of some version tells.

    Raises:
        UnreadableReplyError: it tells something else.
    """
    try:
        domains = list(_domains(protocol))
        return Description(
            title="Chrome DevTools",
            version=version,
            protocol="cdp",
            methods=tuple(sorted(_methods(domains), key=lambda one: one.name)),
            notifications=tuple(sorted(_notifications(domains), key=lambda one: one.name)),
            definitions={
                reference_to(f"{name}.{one['id']}"): _schema(one, name)
                for name, domain in domains
                for one in domain.get("types", [])
            },
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableReplyError(f"the protocol is not as Chrome tells it ({error!r})") from None


def _domains(protocol: object) -> Iterator[tuple[str, dict[str, Any]]]:
    if not is_object(protocol) or not is_list(protocol.get("domains")):
        raise UnreadableReplyError("it tells no domains")
    for domain in protocol["domains"]:
        yield domain["domain"], domain


def _methods(domains: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[MethodDescription]:
    for name, domain in domains:
        for command in domain.get("commands", []):
            returned = command.get("returns", [])
            yield MethodDescription(
                name=f"{name}.{command['name']}",
                description=command.get("description", ""),
                group=name,
                params=_object(command.get("parameters", []), name) or None,
                # It is answered with an empty object where it returns nothing.
                result=_object(returned, name) or None,
                deprecated=command.get("deprecated") is True,
            )


def _notifications(
    domains: Sequence[tuple[str, dict[str, Any]]],
) -> Iterator[NotificationDescription]:
    for name, domain in domains:
        for event in domain.get("events", []):
            yield NotificationDescription(
                name=f"{name}.{event['name']}",
                description=event.get("description", ""),
                group=name,
                params=_object(event.get("parameters", []), name) or None,
            )


def _object(properties: Sequence[dict[str, Any]], domain: str) -> Schema:
    """Return an object of these properties, nothing if there are none."""
    if not properties:
        return {}
    required = [one["name"] for one in properties if not one.get("optional", False)]
    return {
        "type": "object",
        "properties": {one["name"]: _schema(one, domain) for one in properties},
        **({"required": required} if required else {}),
    }


def _schema(one: dict[str, Any], domain: str) -> Schema:
    schema: Schema = {key: one[key] for key in _COPIED if key in one}
    if "$ref" in one:
        name: str = one["$ref"]
        key = name if "." in name else f"{domain}.{name}"
        return schema | {"$ref": reference_to(key)}
    kind = one["type"]
    if kind == "object":
        fixed = _object(one.get("properties", []), domain)
        return schema | (fixed or {"type": "object"})
    if kind == "array":
        return schema | {"type": "array", "items": _schema(one["items"], domain)}
    return schema | _TYPES.get(kind, {"type": kind})
