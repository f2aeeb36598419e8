"""Reads a captured description: an OpenRPC document with what else was learnt in `x-livebind`."""

import json
from dataclasses import dataclass
from pathlib import Path

from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.mock.references import Resolver

__all__ = ["DescribedInstance", "DescribedLoader", "DescribedMethod", "read_description"]

_EXTENSION = "x-livebind"


@dataclass(frozen=True, slots=True)
class DescribedMethod:
    """One method of a captured instance."""

    name: str
    """Its name."""
    description: str
    """What it does."""
    group: str
    """What brings it."""
    params: JsonObject | None
    """Schema of its params; None if it takes none."""
    result: JsonObject | None
    """Schema of its result; None if that is always null."""
    asynchronous: bool
    """Whether it reports progress."""
    deprecated: bool
    """Whether users should call something else."""
    returns_data: bool
    """Whether its replies carry bytes."""


@dataclass(frozen=True, slots=True)
class DescribedLoader:
    """One loader of a captured instance."""

    name: str
    group: str
    extensions: list[JsonValue]
    takes_data: bool
    params: JsonObject


@dataclass(frozen=True, slots=True)
class DescribedInstance:
    """A captured instance."""

    document: JsonObject
    """The whole OpenRPC document."""
    protocol: str
    """How the instance describes itself, such as `brayns3`."""
    version: str
    """Its version."""
    methods: list[DescribedMethod]
    """Its methods."""
    loaders: list[DescribedLoader]
    """Its loaders."""


def read_description(path: Path) -> DescribedInstance:
    """Read a file.

    Raises:
        ValueError: It is not an OpenRPC document, or too much is behind its references.
        OSError: It cannot be read.
    """
    try:
        document: JsonValue = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    methods = document.get("methods") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(methods, list):
        # It is the content of the file that is wrong, not the type of an argument.
        raise ValueError(f"{path} is not an OpenRPC document")  # noqa: TRY004
    extension = _object(document.get(_EXTENSION))
    resolver = Resolver(document)
    return DescribedInstance(
        document=document,
        protocol=_text(extension.get("protocol")),
        version=_text(_object(document.get("info")).get("version")),
        methods=[_method(_object(item), resolver) for item in methods],
        loaders=[_loader(_object(item)) for item in _list(extension.get("loaders"))],
    )


def _method(item: JsonObject, resolver: Resolver) -> DescribedMethod:
    extension = _object(item.get(_EXTENSION))
    tags = [_text(_object(tag).get("name")) for tag in _list(item.get("tags"))]
    result = resolver.resolve(_object(item.get("result")).get("schema"))
    return DescribedMethod(
        name=_text(item.get("name")),
        description=_text(item.get("description")) or _text(item.get("summary")),
        group=tags[0] if tags else "",
        params=_params(item, _object(extension.get("params")), resolver),
        result=None if result == {"type": "null"} else result,
        asynchronous=extension.get("async") is True,
        deprecated=item.get("deprecated") is True,
        returns_data=extension.get("returnsData") is True,
    )


def _params(item: JsonObject, rest: JsonObject, resolver: Resolver) -> JsonObject | None:
    """Put the schema of the params together again from OpenRPC's list of them."""
    listed = [_object(descriptor) for descriptor in _list(item.get("params"))]
    if rest.get("whole") is True and listed:
        return resolver.resolve(listed[0].get("schema"))
    if not listed and "schema" not in rest:
        return None
    schema: JsonObject = dict(_object(rest.get("schema", {"type": "object"})))
    schema["properties"] = {
        _text(one.get("name")): resolver.resolve(one.get("schema")) for one in listed
    }
    required: list[JsonValue] = [one.get("name") for one in listed if one.get("required") is True]
    if required:
        schema["required"] = required
    return schema


def _loader(item: JsonObject) -> DescribedLoader:
    return DescribedLoader(
        name=_text(item.get("name")),
        group=_text(item.get("group")),
        extensions=_list(item.get("extensions")),
        takes_data=item.get("takesData") is True,
        params=_object(item.get("params")),
    )


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
