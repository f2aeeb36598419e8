"""Chrome's own description of its protocol (`/json/protocol`), as an OpenRPC document."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["chrome_document"]

_Json: TypeAlias = dict[str, Any]

_COPIED = ("description", "deprecated", "enum", "minItems", "maxItems")
_TYPES: dict[str, _Json] = {
    "any": {},
    "binary": {"type": "string", "contentEncoding": "base64"},
}
"""What has another name in JSON Schema."""


def chrome_document(protocol: _Json) -> _Json:
    """Return the OpenRPC document of a protocol: its commands as methods, its types as schemas."""
    version = protocol["version"]
    domains = protocol["domains"]
    return {
        "openrpc": "1.2.6",
        "info": {
            "title": "Chrome DevTools Protocol",
            "version": f"{version['major']}.{version['minor']}",
        },
        "methods": [
            _method(command, domain["domain"])
            for domain in domains
            for command in domain.get("commands", [])
        ],
        "components": {
            "schemas": {
                f"{domain['domain']}.{one['id']}": _schema(one, domain["domain"])
                for domain in domains
                for one in domain.get("types", [])
            }
        },
    }


def _method(command: _Json, domain: str) -> _Json:
    method = {
        "name": f"{domain}.{command['name']}",
        "paramStructure": "by-name",
        "params": [
            {
                "name": one["name"],
                "required": not one.get("optional", False),
                "schema": _schema(one, domain),
            }
            for one in command.get("parameters", [])
        ],
        # A command that returns nothing is answered with an empty object.
        "result": {"name": "result", "schema": _object(command.get("returns", []), domain)},
    }
    return method | {key: command[key] for key in ("description", "deprecated") if key in command}


def _object(properties: list[_Json], domain: str) -> _Json:
    return {
        "type": "object",
        "properties": {one["name"]: _schema(one, domain) for one in properties},
        "required": [one["name"] for one in properties if not one.get("optional", False)],
        "additionalProperties": False,
    }


def _schema(one: _Json, domain: str) -> _Json:
    schema: _Json = {key: one[key] for key in _COPIED if key in one}
    if "$ref" in one:
        name: str = one["$ref"]
        # A name without its domain is of the same one.
        key = name if "." in name else f"{domain}.{name}"
        return schema | {"$ref": f"#/components/schemas/{key}"}
    kind = one["type"]
    if kind == "object" and "properties" in one:
        return schema | _object(one["properties"], domain)
    if kind == "array":
        return schema | {"type": "array", "items": _schema(one["items"], domain)}
    return schema | _TYPES.get(kind, {"type": kind})
