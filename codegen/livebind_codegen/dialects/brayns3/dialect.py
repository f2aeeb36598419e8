"""Brayns 3: `registry`, `schema`, `get-version` and `get-loaders`.

The registry comes in hash order. A schema has no `params` or `returns` where the method takes or
returns nothing. The parameters of loaders are in `get-loaders` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from livebind_codegen.description.model import (
    CancellationDescription,
    Description,
    LoaderDescription,
    MethodDescription,
    VersionMethod,
)
from livebind_codegen.dialects.dialect import Request, UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.dialects.jsonrpc.listing import describe_each, list_names
from livebind_codegen.dialects.jsonrpc.replies import expect_object, expect_schema, expect_text
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema.limits import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind_codegen.description.model import Schema
    from livebind_codegen.dialects.dialect import Ask

__all__ = ["Brayns3"]

_LIST: Final = "registry"
_SCHEMA: Final = "schema"
_VERSION: Final = "get-version"
_VERSION_PARTS: Final = ("major", "minor", "patch")
_LOADERS: Final = "get-loaders"
# The schemas say nothing about bytes: which methods carry them is known from the protocol.
_TAKES_DATA: Final = frozenset({"upload-model"})
_RETURNS_DATA: Final = frozenset({"snapshot", "export-gbuffers", "render-image"})
_ENDS_BACKEND: Final = frozenset({"quit"})
# Optional in the schema of a result is not absent from a reply: over all getters and adders of the
# real service (3.10.1) these alone were ever missing. By the title of their object.
_SOMETIMES_ABSENT: Final[Mapping[str, frozenset[str]]] = {
    "ModelInfo": frozenset({"base_transform", "load_info", "metadata"}),
    "SchemaResult": frozenset({"params", "returns"}),
}
_CANCELLATION: Final = CancellationDescription(method="cancel", parameter="id", error_code=20)


class Brayns3(JsonRpcDialect):
    """The introspection of Brayns 3."""

    name: ClassVar[str] = "brayns3"

    def describe(self, ask: Ask) -> Description | None:
        """Ask for the registry, then for each schema, the version and the loaders."""
        names = list_names(ask, Request(_LIST))
        if names is None:
            return None
        extras = [name for name in (_VERSION, _LOADERS) if name in names]
        methods, answers = describe_each(ask, names, _schema_of, _method, *map(Request, extras))
        replies = {name: answer.result for name, answer in zip(extras, answers, strict=True)}
        return Description(
            title="Brayns",
            version=_version(replies.get(_VERSION, {})),
            protocol=self.name,
            methods=methods,
            version_method=VersionMethod(_VERSION, _VERSION_PARTS) if _VERSION in names else None,
            loaders=tuple(sorted(_loaders(replies.get(_LOADERS, [])), key=lambda one: one.name)),
        )


def _schema_of(name: str) -> Request:
    return Request(_SCHEMA, {"endpoint": name})


def _method(name: str, reply: object) -> MethodDescription:
    schema = expect_object(reply, "the schema")
    if schema.get("title") != name:
        raise UnreadableReplyError("the schema is that of another method")
    is_asynchronous = schema.get("async") is True
    return MethodDescription(
        name=name,
        description=expect_text(schema, "description"),
        group=expect_text(schema, "plugin"),
        params=expect_schema(schema, "params"),
        result=_complete(expect_schema(schema, "returns")),
        deprecated=schema.get("deprecated") is True,
        asynchronous=is_asynchronous,
        takes_data=name in _TAKES_DATA,
        returns_data=name in _RETURNS_DATA,
        ends_backend=name in _ENDS_BACKEND,
        cancellation=_CANCELLATION if is_asynchronous else None,
    )


def _complete(schema: Schema | None) -> Schema | None:
    """Return the schema of a result, with all that it always holds listed in `required`."""
    return None if schema is None else _completed(schema, 0)


def _completed(schema: Any, depth: int) -> Any:  # noqa: ANN401 - a schema, or not one
    if not is_object(schema) or depth > MAX_DEPTH:
        return schema
    complete = dict(schema)
    for key in ("items", "additionalProperties"):
        if key in schema:
            complete[key] = _completed(schema[key], depth + 1)
    if is_list(schema.get("oneOf")):
        complete["oneOf"] = [_completed(option, depth + 1) for option in schema["oneOf"]]
    properties = schema.get("properties")
    if is_object(properties):
        complete["properties"] = {
            name: _completed(one, depth + 1) for name, one in properties.items()
        }
        listed = schema.get("required", [])
        if is_list(listed) and all(isinstance(name, str) for name in listed):
            absent = _SOMETIMES_ABSENT.get(str(schema.get("title", "")), frozenset())
            complete["required"] = sorted({*listed, *properties} - (absent - {*listed}))
    return complete


def _version(reply: object) -> str:
    version = expect_object(reply, "the version")
    parts = [version.get(part, 0) for part in _VERSION_PARTS]
    if not all(isinstance(part, int) for part in parts):
        raise UnreadableReplyError("the version is not made of numbers")
    return ".".join(str(part) for part in parts)


def _loaders(reply: object) -> list[LoaderDescription]:
    if not is_list(reply):
        raise UnreadableReplyError("the loaders are no list")
    return [_loader(expect_object(item, "a loader")) for item in reply]


def _loader(item: dict[str, Any]) -> LoaderDescription:
    extensions = item.get("extensions", [])
    if not is_list(extensions) or not all(isinstance(one, str) for one in extensions):
        raise UnreadableReplyError("the extensions of a loader are no list of names")
    return LoaderDescription(
        name=expect_text(item, "name"),
        group=expect_text(item, "plugin"),
        extensions=tuple(sorted(extensions)),
        takes_data=item.get("binary") is True,
        params=expect_schema(item, "input_parameters_schema") or {},
    )
