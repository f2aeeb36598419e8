"""Reads one method of an OpenRPC document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from livebind_codegen.description.model import (
    CancellationDescription,
    ErrorDescription,
    MethodDescription,
)
from livebind_codegen.description.openrpc.parts import (
    list_in,
    object_at,
    referred,
    referred_object,
    text_in,
)
from livebind_codegen.description.places import EXTENSION
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livebind_codegen.description.model import Schema

__all__ = ["read_method"]

_NULL: Final[Schema] = {"type": "null"}
_NOTHING: Final[Schema] = {"not": {}}
"""The schema `false` as an object: no value fits."""
_STRUCTURES: Final = ("by-name", "by-position", "either")
_MAX_SHOWN: Final = 80


def read_method(document: dict[str, Any], item: object, where: str) -> MethodDescription:
    """Return the method that `item` of the document describes, whose references are resolved.

    Raises:
        SchemaError: if it is not what OpenRPC says.
    """
    method = referred_object(document, item, f"{where}: a method")
    name = text_in(method, "name", f"{where}: a method")
    if not name:
        raise SchemaError(f"{where}: a method has no name")
    place = f"{where}: method {name[:_MAX_SHOWN]!r}"
    extension = object_at(method.get(EXTENSION, {}), place)
    tags = list_in(method, "tags", place)
    descriptors = [
        referred_object(document, one, f"{place}: a parameter")
        for one in list_in(method, "params", place)
    ]
    rest = extension.get("params")
    params: Schema | None = None
    names: tuple[str, ...] = ()
    if descriptors or rest is not None:
        params, names = _params(descriptors, object_at(rest or {}, place), place)
    cancellation = extension.get("cancellation")
    return MethodDescription(
        name=name,
        description=text_in(method, "description", place) or text_in(method, "summary", place),
        group=text_in(referred_object(document, tags[0], place), "name", place) if tags else "",
        params=params,
        result=_result(document, method, place),
        deprecated=method.get("deprecated") is True,
        asynchronous=extension.get("async") is True,
        takes_data=extension.get("takesData") is True,
        returns_data=extension.get("returnsData") is True,
        ends_backend=extension.get("endsBackend") is True,
        cancellation=None if cancellation is None else _cancellation(cancellation, place),
        positions=names if _is_by_position(method, place) else (),
        errors=tuple(_error(document, one, place) for one in list_in(method, "errors", place)),
    )


def _params(
    descriptors: Sequence[dict[str, Any]], rest: dict[str, Any], place: str
) -> tuple[Schema, tuple[str, ...]]:
    """Put a schema of parameters together from OpenRPC's list, and what the list cannot hold.

    Returned is also what the parameters are called, in their order; nothing if they are one value.
    """
    if rest.get("whole") is True and len(descriptors) == 1:
        return cast("Schema", descriptors[0].get("schema", {})), ()
    properties: dict[str, Any] = {}
    for descriptor in descriptors:
        name = text_in(descriptor, "name", f"{place}: a parameter")
        if "name" not in descriptor:
            raise SchemaError(f"{place}: a parameter has no name")
        if name in properties:
            raise SchemaError(f"{place}: two parameters are called {name[:_MAX_SHOWN]!r}")
        properties[name] = _documented(descriptor)
    left = object_at(rest.get("schema", {"type": "object", "additionalProperties": False}), place)
    required = [
        *list_in(left, "required", place),
        *(one["name"] for one in descriptors if one.get("required") is True),
    ]
    schema = {**left, "properties": properties, **({"required": required} if required else {})}
    return schema, tuple(properties)


def _is_by_position(method: dict[str, Any], place: str) -> bool:
    structure = method.get("paramStructure", "either")
    if structure not in _STRUCTURES:
        known = ", ".join(_STRUCTURES)
        raise SchemaError(f"{place}: 'paramStructure' must be one of {known}")
    # Many that say nothing, and so "either", know positions alone.
    return bool(structure != "by-name")


def _result(document: dict[str, Any], method: dict[str, Any], place: str) -> Schema | None:
    """Return the schema of the result, None if it is null."""
    descriptor = referred_object(document, method.get("result", {}), f"{place}: its result")
    schema = descriptor.get("schema", _NULL)
    if schema == _NULL:
        return None
    if schema is False:
        return dict(_NOTHING)
    documented = _documented(descriptor)
    return {} if documented is True else object_at(documented, f"{place}: the schema of its result")


def _documented(descriptor: dict[str, Any]) -> object:
    """Return the schema of a parameter or a result, with what is said about it beside the schema.

    It may be no schema: who reads schemas tells.
    """
    schema: object = descriptor.get("schema", {})
    said: dict[str, Any] = {}
    description = descriptor.get("description") or descriptor.get("summary")
    if isinstance(description, str):
        said["description"] = description
    if descriptor.get("deprecated") is True:
        said["deprecated"] = True
    if is_list(descriptor.get("examples")):
        said["examples"] = descriptor["examples"]
    if said and schema is True:
        return said
    return {**said, **schema} if said and is_object(schema) else schema


def _error(document: dict[str, Any], item: object, place: str) -> ErrorDescription:
    error, key = referred(document, item, f"{place}: an error")
    code = error.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        raise SchemaError(f"{place}: the 'code' of an error must be an integer")
    extension = object_at(error.get(EXTENSION, {}), place)
    return ErrorDescription(
        code,
        text_in(error, "message", place),
        key or text_in(extension, "name", place),
        error.get("data"),
    )


def _cancellation(item: object, place: str) -> CancellationDescription:
    cancellation = object_at(item, place)
    code = cancellation.get("errorCode")
    if code is not None and (not isinstance(code, int) or isinstance(code, bool)):
        raise SchemaError(f"{place}: 'errorCode' must be an integer, or null")
    return CancellationDescription(
        text_in(cancellation, "method", place), text_in(cancellation, "parameter", place), code
    )
