"""Reads a captured description: an OpenRPC document with what else was learnt in `x-livebind`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.mock.references import Resolver

__all__ = [
    "DescribedError",
    "DescribedInstance",
    "DescribedLoader",
    "DescribedMethod",
    "DescribedNotification",
    "read_description",
]

_EXTENSION: Final = "x-livebind"
_UNSPOKEN: Final = frozenset({"cdp", "conplyent", "mcp", "qmp"})
"""Protocols that are no JSON-RPC over WebSocket, which is all that is spoken here."""


@dataclass(frozen=True, slots=True)
class DescribedError:
    """An error that a method declares."""

    code: int
    """Its code."""
    message: str
    """What is said with it."""
    data: JsonValue
    """What comes with it, a schema or an example; None if nothing does."""


@dataclass(frozen=True, slots=True)
class DescribedNotification:
    """What a captured instance tells without being asked."""

    name: str
    """Its name."""
    params: JsonObject | None
    """Schema of what comes with it; None if nothing does."""


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
    positions: tuple[str, ...] = ()
    """Names of its params in their order, if they may come as a list."""
    errors: tuple[DescribedError, ...] = ()
    """The errors that it declares."""


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
    notifications: list[DescribedNotification]
    """What it tells without being asked."""

    @property
    def is_brayns(self) -> bool:
        """Whether it takes params as Brayns does, which is stricter than OpenRPC."""
        return self.protocol.startswith("brayns")


def read_description(path: Path) -> DescribedInstance:
    """Read a file.

    Raises:
        ValueError: It is not an OpenRPC document, too much is behind its references, or it
            describes an instance that is spoken to in another way than is possible here.
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
    protocol = _text(extension.get("protocol"))
    if protocol in _UNSPOKEN:
        raise ValueError(
            f"{path} describes an instance of {protocol}, which cannot be stood in for: "
            "only JSON-RPC over WebSocket is spoken here, as by Brayns and servers of OpenRPC"
        )
    resolver = Resolver(document)
    return DescribedInstance(
        document=document,
        protocol=protocol,
        version=_text(_object(document.get("info")).get("version")),
        methods=[_method(_object(item), resolver) for item in methods],
        loaders=[_loader(_object(item)) for item in _list(extension.get("loaders"))],
        notifications=[
            _notification(_object(item), resolver) for item in _list(extension.get("notifications"))
        ],
    )


def _method(item: JsonObject, resolver: Resolver) -> DescribedMethod:
    extension = _object(item.get(_EXTENSION))
    tags = [_text(_object(tag).get("name")) for tag in _list(item.get("tags"))]
    result = resolver.resolve(_object(item.get("result")).get("schema"))
    rest = _object(extension.get("params"))
    by_position = item.get("paramStructure") == "by-position" and rest.get("whole") is not True
    names = tuple(_text(_object(one).get("name")) for one in _list(item.get("params")))
    return DescribedMethod(
        name=_text(item.get("name")),
        description=_text(item.get("description")) or _text(item.get("summary")),
        group=tags[0] if tags else "",
        params=_params(item, rest, resolver),
        result=None if result == {"type": "null"} else result,
        asynchronous=extension.get("async") is True,
        deprecated=item.get("deprecated") is True,
        returns_data=extension.get("returnsData") is True,
        positions=names if by_position else (),
        errors=tuple(_error(_object(one), resolver) for one in _list(item.get("errors"))),
    )


def _error(item: JsonObject, resolver: Resolver) -> DescribedError:
    code, data = item.get("code"), item.get("data")
    return DescribedError(
        code=code if isinstance(code, int) else 0,
        message=_text(item.get("message")),
        data=resolver.resolve(data) if isinstance(data, dict) else data,
    )


def _notification(item: JsonObject, resolver: Resolver) -> DescribedNotification:
    params = item.get("params")
    return DescribedNotification(
        name=_text(item.get("name")),
        params=None if params is None else resolver.resolve(params),
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
