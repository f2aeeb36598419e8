"""Reads a description from an OpenRPC document, of ours or of others."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, TypeVar

from livebind_codegen.description.model import (
    Description,
    LoaderDescription,
    MethodDescription,
    NotificationDescription,
    VersionMethod,
)
from livebind_codegen.description.openrpc.methods import read_method
from livebind_codegen.description.openrpc.normal_form import normalised
from livebind_codegen.description.openrpc.parts import (
    BrokenReferenceError,
    list_in,
    object_at,
    text_in,
)
from livebind_codegen.description.places import EXTENSION
from livebind_codegen.description.pointers import unresolved
from livebind_codegen.description.references import resolve_references
from livebind_codegen.errors import SchemaError, SourceError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema.limits import MAX_LOADERS, MAX_METHODS

Item = TypeVar("Item", MethodDescription, LoaderDescription, NotificationDescription)

__all__ = ["from_document", "load_document", "parse_document", "readable_part"]


def load_document(content: bytes, where: str) -> object:
    """Return the JSON in `content`, read from `where`.

    Raises:
        SourceError: if it is no JSON.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SourceError(f"{where} is no JSON document ({reason[:200]})") from None


def parse_document(content: bytes, where: str) -> Description:
    """Return the description in the OpenRPC document `content`, read from `where`.

    Raises:
        SourceError: if it is no JSON.
        SchemaError: if it is no OpenRPC document that can be used.
    """
    return from_document(load_document(content, where), where)


def from_document(document: object, where: str) -> Description:
    """Return the description that an OpenRPC document holds.

    Raises:
        SchemaError: if it is no OpenRPC document that can be used, or a method of it cannot be.
    """
    description, failures = readable_part(document, where)
    if failures:
        raise SchemaError(next(iter(failures.values())))
    return description


def readable_part(document: object, where: str) -> tuple[Description, dict[str, str]]:
    """Return what can be read of an OpenRPC document, and why each other method cannot be.

    Raises:
        SchemaError: if it is no OpenRPC document at all.
    """
    root = object_at(normalised(document, where), where)
    if not isinstance(root.get("openrpc"), str) or not is_list(root.get("methods")):
        raise SchemaError(f"{where} is no OpenRPC document: 'openrpc' or 'methods' is missing")
    info = object_at(root.get("info", {}), f"{where}: info")
    extension = object_at(root.get(EXTENSION, {}), f"{where}: {EXTENSION}")
    components = object_at(root.get("components", {}), f"{where}: components")
    object_at(components.get("schemas", {}), f"{where}: components.schemas")
    definitions = resolve_references(root)
    methods: list[MethodDescription] = []
    failures: dict[str, str] = {}
    for index, item in enumerate(root["methods"]):
        try:
            methods.append(_method(root, item, where))
        except SchemaError as error:
            name = item.get("name") if is_object(item) else None
            failures[name if isinstance(name, str) else f"methods[{index}]"] = str(error)
    loaders = [_loader(item, where) for item in list_in(extension, "loaders", where)]
    notifications = [
        _notification(item, where) for item in list_in(extension, "notifications", where)
    ]
    description = Description(
        title=text_in(info, "title", where),
        version=text_in(info, "version", where),
        protocol=text_in(extension, "protocol", where),
        methods=_sorted(methods, "method", MAX_METHODS, where),
        loaders=_sorted(loaders, "loader", MAX_LOADERS, where),
        notifications=_sorted(notifications, "notification", MAX_METHODS, where),
        definitions=definitions,
        version_method=_version_method(extension.get("version"), f"{where}: {EXTENSION}.version"),
        wire=text_in(extension, "wire", where),
    )
    return description, failures


def _method(root: dict[str, Any], item: object, where: str) -> MethodDescription:
    """Return a method; one that refers to what is missing has a schema that does so.

    Then it matters only where the method is used, as a broken reference inside of a schema does.
    """
    try:
        return read_method(root, item, where)
    except BrokenReferenceError as error:
        name = item.get("name") if is_object(item) else None
        if not isinstance(name, str) or not name:
            raise
        return MethodDescription(name, "", "", {"$ref": unresolved(error.reference)}, None)


def _version_method(item: object, place: str) -> VersionMethod | None:
    if item is None:
        return None
    version = object_at(item, place)
    parts = list_in(version, "parts", place)
    if not all(isinstance(part, str) for part in parts):
        raise SchemaError(f"{place}: 'parts' must be strings")
    return VersionMethod(text_in(version, "method", place), tuple(parts))


def _sorted(items: list[Item], what: str, most: int, where: str) -> tuple[Item, ...]:
    """Return methods, loaders or notifications by their names, each of which stands once."""
    if len(items) > most:
        raise SchemaError(f"{where}: {len(items)} {what}s, more than the {most} we accept")
    counted = Counter(item.name for item in items)
    twice = next((name for name, count in counted.items() if count > 1), None)
    if twice is not None:
        raise SchemaError(f"{where}: {what} {twice!r} is described twice")
    return tuple(sorted(items, key=lambda item: item.name))


def _notification(item: object, where: str) -> NotificationDescription:
    place = f"{where}: a notification"
    notification = object_at(item, place)
    params = notification.get("params")
    name = text_in(notification, "name", place)
    if not name:
        raise SchemaError(f"{place} has no name")
    return NotificationDescription(
        name=name,
        description=text_in(notification, "description", place),
        group=text_in(notification, "group", place),
        params=None if params is None else object_at(params, place),
    )


def _loader(item: object, where: str) -> LoaderDescription:
    place = f"{where}: a loader"
    loader = object_at(item, place)
    extensions = list_in(loader, "extensions", place)
    if not all(isinstance(extension, str) for extension in extensions):
        raise SchemaError(f"{place}: 'extensions' must be strings")
    return LoaderDescription(
        name=text_in(loader, "name", place),
        group=text_in(loader, "group", place),
        extensions=tuple(extensions),
        takes_data=loader.get("takesData") is True,
        params=object_at(loader.get("params", {}), place),
    )
