"""Writes a description as an OpenRPC document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from livebind_codegen.description.openrpc.normal_form import normalised
from livebind_codegen.description.places import EXTENSION
from livebind_codegen.description.pointers import key_of
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from livebind_codegen.description.model import (
        Description,
        ErrorDescription,
        LoaderDescription,
        MethodDescription,
        NotificationDescription,
        Schema,
    )

__all__ = ["to_document"]

_OPENRPC_VERSION: Final = "1.3.2"


def to_document(description: Description) -> dict[str, Any]:
    """Return `description` as an OpenRPC document.

    Raises:
        SchemaError: if it holds something that is no JSON, or is beyond the limits.
    """
    document: dict[str, Any] = {
        "openrpc": _OPENRPC_VERSION,
        "info": {"title": description.title, "version": description.version},
        "methods": [_method(method) for method in description.methods],
        EXTENSION: {
            "protocol": description.protocol,
            "loaders": [_loader(loader) for loader in description.loaders],
        },
    }
    if description.notifications:
        document[EXTENSION]["notifications"] = [
            _notification(notification) for notification in description.notifications
        ]
    if description.version_method is not None:
        document[EXTENSION]["version"] = {
            "method": description.version_method.method,
            "parts": list(description.version_method.parts),
        }
    if description.wire:
        document[EXTENSION]["wire"] = description.wire
    if description.definitions:
        schemas = {
            key_of(reference): schema for reference, schema in description.definitions.items()
        }
        document["components"] = {"schemas": schemas}
    return cast("dict[str, Any]", normalised(document, "the description"))


def _method(method: MethodDescription) -> dict[str, Any]:
    extension: dict[str, Any] = {}
    params: list[dict[str, Any]] = []
    if method.params is not None:
        params, extension["params"] = _content_descriptors(method.params, method.positions)
    flags = {
        "async": method.asynchronous,
        "takesData": method.takes_data,
        "returnsData": method.returns_data,
        "endsBackend": method.ends_backend,
    }
    extension |= {name: True for name, value in flags.items() if value}
    if method.cancellation is not None:
        extension["cancellation"] = {
            "method": method.cancellation.method,
            "parameter": method.cancellation.parameter,
            "errorCode": method.cancellation.error_code,
        }
    result = {"type": "null"} if method.result is None else method.result
    document: dict[str, Any] = {
        "name": method.name,
        "description": method.description,
        "paramStructure": "by-position" if method.positions else "by-name",
        "params": params,
        "result": {"name": "result", "schema": result},
    }
    if method.errors:
        document["errors"] = [_error(error) for error in method.errors]
    if method.group:
        document["tags"] = [{"name": method.group}]
    if method.deprecated:
        document["deprecated"] = True
    if extension:
        document[EXTENSION] = extension
    return document


def _content_descriptors(
    params: Schema, positions: tuple[str, ...]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Split a schema of parameters into OpenRPC's list of them, and what is left of it."""
    properties = params.get("properties")
    if params.get("type") != "object" or not is_object(properties):
        # Brayns 3 has methods whose parameters are one list (add-spheres): "by name" cannot say so.
        return [{"name": "params", "required": True, "schema": params}], {"whole": True}
    required = params.get("required", [])
    descriptors = [
        {"name": name, "required": name in required, "schema": properties[name]}
        for name in positions or sorted(properties)
    ]
    left = {key: value for key, value in params.items() if key not in {"properties", "required"}}
    undeclared = [name for name in required if name not in properties]
    if undeclared:
        left["required"] = undeclared
    return descriptors, {"schema": left}


def _error(error: ErrorDescription) -> dict[str, Any]:
    document: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.name:
        document[EXTENSION] = {"name": error.name}
    return document if error.data is None else {**document, "data": error.data}


def _notification(notification: NotificationDescription) -> dict[str, Any]:
    document = {
        "name": notification.name,
        "description": notification.description,
        "group": notification.group,
    }
    return document if notification.params is None else {**document, "params": notification.params}


def _loader(loader: LoaderDescription) -> dict[str, Any]:
    return {
        "name": loader.name,
        "group": loader.group,
        "extensions": sorted(loader.extensions),
        "takesData": loader.takes_data,
        "params": loader.params,
    }
