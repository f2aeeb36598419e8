"""Descriptions as OpenRPC documents, in canonical JSON.

What OpenRPC has no word for stands under `x-livebind`: the protocol, the group of a method, whether
it reports progress or carries bytes, how to cancel it, the loaders, and the parts of a parameters
schema that a list of parameters cannot hold.

Specification: https://spec.open-rpc.org (1.3).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Any, Final, cast

from livebind_codegen.description.model import (
    CancellationDescription,
    Description,
    LoaderDescription,
    MethodDescription,
    Schema,
    VersionMethod,
)
from livebind_codegen.errors import SchemaError, SourceError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema.limits import MAX_DEPTH, MAX_LOADERS, MAX_METHODS, MAX_TEXT

__all__ = ["canonical_json", "digest", "from_document", "parse_document", "to_document"]

_OPENRPC_VERSION: Final = "1.3.2"
_EXTENSION: Final = "x-livebind"
_DIGITS: Final = 300
_LARGEST_NUMBER: Final = 10**_DIGITS
"""Integers beyond are no floats any more, and no backend's."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can spell it, UTF-8 cannot."""
_DEFINITIONS: Final = "#/components/schemas/"


def to_document(description: Description) -> dict[str, Any]:
    """Return `description` as an OpenRPC document.

    Raises:
        SchemaError: if it holds something that is no JSON, or is beyond the limits.
    """
    document: dict[str, Any] = {
        "openrpc": _OPENRPC_VERSION,
        "info": {"title": description.title, "version": description.version},
        "methods": [_method_object(method) for method in description.methods],
        _EXTENSION: {
            "protocol": description.protocol,
            "loaders": [_loader_object(loader) for loader in description.loaders],
        },
    }
    if description.version_method is not None:
        document[_EXTENSION]["version"] = {
            "method": description.version_method.method,
            "parts": list(description.version_method.parts),
        }
    if description.definitions:
        schemas = {
            name.removeprefix(_DEFINITIONS): s for name, s in description.definitions.items()
        }
        document["components"] = {"schemas": schemas}
    return cast("dict[str, Any]", _normalised(document, "the description", 0))


def canonical_json(document: dict[str, Any]) -> str:
    """Return the document as text: the same for the same content, in ASCII, ending in a newline."""
    return json.dumps(document, indent=1, sort_keys=True, allow_nan=False) + "\n"


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text of `document`, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def parse_document(content: bytes, where: str) -> Description:
    """Return the description in the OpenRPC document `content`, read from `where`.

    Raises:
        SourceError: if it is no JSON.
        SchemaError: if it is no OpenRPC document that can be used.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SourceError(f"{where} is no JSON document ({reason[:200]})") from None
    return from_document(document, where)


def from_document(document: object, where: str) -> Description:
    """Return the description that an OpenRPC document holds.

    Raises:
        SchemaError: if it is no OpenRPC document that can be used.
    """
    root = _object(_normalised(document, where, 0), where)
    if not isinstance(root.get("openrpc"), str) or not is_list(root.get("methods")):
        raise SchemaError(f"{where} is no OpenRPC document: 'openrpc' or 'methods' is missing")
    info = _object(root.get("info", {}), f"{where}: info")
    extension = _object(root.get(_EXTENSION, {}), f"{where}: {_EXTENSION}")
    components = _object(root.get("components", {}), f"{where}: components")
    schemas = _object(components.get("schemas", {}), f"{where}: components.schemas")
    methods = [_method(item, where) for item in root["methods"]]
    loaders = [_loader(item, where) for item in _list(extension, "loaders", where)]
    return Description(
        title=_text(info, "title", where),
        version=_text(info, "version", where),
        protocol=_text(extension, "protocol", where),
        methods=_sorted_methods(methods, where),
        loaders=_sorted_loaders(loaders, where),
        version_method=_version_method(extension.get("version"), f"{where}: {_EXTENSION}.version"),
        definitions={_DEFINITIONS + name: schema for name, schema in schemas.items()},
    )


def _version_method(item: object, place: str) -> VersionMethod | None:
    if item is None:
        return None
    version = _object(item, place)
    parts = _list(version, "parts", place)
    if not all(isinstance(part, str) for part in parts):
        raise SchemaError(f"{place}: 'parts' must be strings")
    return VersionMethod(_text(version, "method", place), tuple(parts))


def _sorted_methods(methods: list[MethodDescription], where: str) -> tuple[MethodDescription, ...]:
    if len(methods) > MAX_METHODS:
        raise SchemaError(f"{where}: {len(methods)} methods, more than the {MAX_METHODS} we accept")
    names = [method.name for method in methods]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SchemaError(f"{where}: method {twice!r} is described twice")
    return tuple(sorted(methods, key=lambda method: method.name))


def _sorted_loaders(loaders: list[LoaderDescription], where: str) -> tuple[LoaderDescription, ...]:
    if len(loaders) > MAX_LOADERS:
        raise SchemaError(f"{where}: {len(loaders)} loaders, more than the {MAX_LOADERS} we accept")
    return tuple(sorted(loaders, key=lambda loader: loader.name))


def _method_object(method: MethodDescription) -> dict[str, Any]:
    extension: dict[str, Any] = {}
    params: list[dict[str, Any]] = []
    if method.params is not None:
        params, extension["params"] = _content_descriptors(method.params)
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
    document: dict[str, Any] = {
        "name": method.name,
        "description": method.description,
        "paramStructure": "by-name",
        "params": params,
        "result": {"name": "result", "schema": method.result or {"type": "null"}},
    }
    if method.group:
        document["tags"] = [{"name": method.group}]
    if method.deprecated:
        document["deprecated"] = True
    if extension:
        document[_EXTENSION] = extension
    return document


def _content_descriptors(params: Schema) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Split a schema of parameters into OpenRPC's list of them, and what is left of it."""
    properties = params.get("properties")
    if params.get("type") != "object" or not is_object(properties):
        # Brayns 3 has methods whose parameters are one list (add-spheres): "by name" cannot say so.
        return [{"name": "params", "required": True, "schema": params}], {"whole": True}
    required = params.get("required", [])
    descriptors = [
        {"name": name, "required": name in required, "schema": schema}
        for name, schema in sorted(properties.items())
    ]
    left = {key: value for key, value in params.items() if key not in {"properties", "required"}}
    return descriptors, {"schema": left}


def _method(item: object, where: str) -> MethodDescription:
    method = _object(item, f"{where}: a method")
    name = _text(method, "name", f"{where}: a method")
    if not name:
        raise SchemaError(f"{where}: a method has no name")
    place = f"{where}: method {name[:80]!r}"
    extension = _object(method.get(_EXTENSION, {}), place)
    result = _object(method.get("result", {}), place).get("schema", {"type": "null"})
    tags = _list(method, "tags", place)
    cancellation = extension.get("cancellation")
    return MethodDescription(
        name=name,
        description=_text(method, "description", place) or _text(method, "summary", place),
        group=_text(_object(tags[0], place), "name", place) if tags else "",
        params=_params(_list(method, "params", place), extension, place),
        result=None if result == {"type": "null"} else result,
        deprecated=method.get("deprecated") is True,
        asynchronous=extension.get("async") is True,
        takes_data=extension.get("takesData") is True,
        returns_data=extension.get("returnsData") is True,
        ends_backend=extension.get("endsBackend") is True,
        cancellation=None if cancellation is None else _cancellation(cancellation, place),
    )


def _cancellation(item: object, place: str) -> CancellationDescription:
    cancellation = _object(item, place)
    code = cancellation.get("errorCode")
    if not isinstance(code, int) or isinstance(code, bool):
        raise SchemaError(f"{place}: 'errorCode' must be an integer")
    return CancellationDescription(
        _text(cancellation, "method", place), _text(cancellation, "parameter", place), code
    )


def _params(items: list[Any], extension: dict[str, Any], place: str) -> Schema | None:
    """Put a schema of parameters together again from OpenRPC's list."""
    descriptors = [_object(item, f"{place}: a parameter") for item in items]
    rest = extension.get("params")
    if rest is None and not descriptors:
        return None
    rest = _object(rest or {}, place)
    if rest.get("whole") is True and len(descriptors) == 1:
        return cast("Schema", descriptors[0].get("schema", {}))
    properties = {
        _text(one, "name", f"{place}: a parameter"): one.get("schema", {}) for one in descriptors
    }
    left = rest.get("schema", {"type": "object", "additionalProperties": False})
    schema = {**_object(left, place), "properties": properties}
    required = [one["name"] for one in descriptors if one.get("required") is True]
    return {**schema, "required": required} if required else schema


def _loader_object(loader: LoaderDescription) -> dict[str, Any]:
    return {
        "name": loader.name,
        "group": loader.group,
        "extensions": sorted(loader.extensions),
        "takesData": loader.takes_data,
        "params": loader.params,
    }


def _loader(item: object, where: str) -> LoaderDescription:
    place = f"{where}: a loader"
    loader = _object(item, place)
    extensions = _list(loader, "extensions", place)
    if not all(isinstance(extension, str) for extension in extensions):
        raise SchemaError(f"{place}: 'extensions' must be strings")
    return LoaderDescription(
        name=_text(loader, "name", place),
        group=_text(loader, "group", place),
        extensions=tuple(extensions),
        takes_data=loader.get("takesData") is True,
        params=_object(loader.get("params", {}), place),
    )


def _object(value: object, place: str) -> dict[str, Any]:
    if not is_object(value):
        raise SchemaError(f"{place}: expected an object")
    return value


def _list(owner: dict[str, Any], key: str, place: str) -> list[Any]:
    value = owner.get(key, [])
    if not is_list(value):
        raise SchemaError(f"{place}: {key!r} must be a list")
    return value


def _text(owner: dict[str, Any], key: str, place: str) -> str:
    value = owner.get(key, "")
    if not isinstance(value, str):
        raise SchemaError(f"{place}: {key!r} must be a string")
    return value


def _normalised(value: object, where: str, depth: int) -> object:
    """Return `value` with each number in one notation, checked to be plain JSON within limits."""
    # A description wraps each schema in a few levels of its own.
    if depth > 2 * MAX_DEPTH + 20:
        raise SchemaError(f"{where} is nested deeper than we accept")
    if is_object(value):
        return {
            _short(key, where): _normalised(item, where, depth + 1) for key, item in value.items()
        }
    if is_list(value):
        return [_normalised(item, where, depth + 1) for item in value]
    if isinstance(value, str):
        return _short(value, where)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SchemaError(f"{where} holds a number that is not finite")
        # Backends print 1.0 as 1 or as 1.0: the same number, and the same text here.
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise SchemaError(f"{where} holds a number of more than {_DIGITS} digits")
    if value is None or isinstance(value, bool | int):
        return value
    raise SchemaError(f"{where} holds a {type(value).__name__}, which is no JSON")


def _short(text: object, where: str) -> str:
    if not isinstance(text, str):
        raise SchemaError(f"{where} holds a key that is no string")
    if len(text) > MAX_TEXT:
        raise SchemaError(f"{where} holds a text of {len(text)} characters")
    if not text.isascii() and _HALF.search(text):
        raise SchemaError(f"{where} holds half a character (a lone surrogate), which is no UTF-8")
    return text
