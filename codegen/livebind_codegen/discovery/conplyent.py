"""conplyent: its servers tell the names of their commands, and nothing else.

The signatures of the default commands are data of ours, those of others come from a stub file. A
description holds Python's types under `x-python`, as JSON Schema has no bytes or dates.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from livebind_codegen.description.model import Description, MethodDescription, Schema
from livebind_codegen.discovery.conplyent_commands import (
    DEFAULT_COMMANDS,
    NO_DEFAULT,
    Command,
    CommandParameter,
)
from livebind_codegen.discovery.stubs import is_plain_annotation, read_stubs
from livebind_codegen.errors import SourceError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from livebind.conplyent.connection import CommandConnection

__all__ = [
    "CONPLYENT",
    "command_connection",
    "commands_of",
    "describe",
    "discover",
    "is_conplyent_source",
]

CONPLYENT: Final = "conplyent"
"""Name of the protocol in descriptions, and scheme of sources."""

_SCHEME: Final = "conplyent://"
_DEFAULT_PORT: Final = 9922
_VERSION: Final = "0.2.17"
_UNKNOWN: Final = (
    CommandParameter("args", kind="*"),
    CommandParameter("kwargs", kind="**"),
)


def is_conplyent_source(source: str) -> bool:
    """Whether a source is the address of a conplyent server."""
    return source.startswith(_SCHEME)


def discover(source: str, stubs: Path | None, timeout: float) -> Description:
    """Return the description of the server at `source`.

    Raises:
        UsageProblem: the stub file cannot be read, or declares a command that is not there.
        SourceError: the server cannot be reached.
    """
    declared = read_stubs(stubs) if stubs is not None else {}
    with command_connection(source, timeout) as connection:
        names = connection.server_methods()
    for name in declared:
        if name not in names:
            raise UsageProblem(f"{stubs} declares {name!r}, but {source} has no such command")
    return describe(names, declared)


def describe(names: Sequence[str], declared: Mapping[str, Command]) -> Description:
    """Return the description of a server with commands of these names."""
    known = {command.name: command for command in DEFAULT_COMMANDS} | dict(declared)
    methods = [
        _method(known.get(name, Command(name, parameters=_UNKNOWN))) for name in sorted(set(names))
    ]
    return Description("conplyent", _VERSION, CONPLYENT, tuple(methods))


def commands_of(description: Description) -> list[Command]:
    """Return the commands that a description holds."""
    return [_command(method) for method in description.methods]


@contextmanager
def command_connection(source: str, timeout: float) -> Generator[CommandConnection]:
    """Give a connection to the server at `source`, closed at the end; `timeout` is in seconds.

    Raises:
        UsageProblem: what it needs is not installed.
        SourceError: the server cannot be reached, or the connection fails.
    """
    try:
        # Imported here: only conplyent needs pyzmq.
        from livebind.conplyent.connection import CommandConnection  # noqa: PLC0415 - see above
    except ImportError as error:
        raise UsageProblem(str(error)) from None
    from livebind.errors import LivebindError  # noqa: PLC0415 - only for a live server

    try:
        parts = urlsplit(source)
        host, port = parts.hostname, parts.port or _DEFAULT_PORT
    except ValueError as error:
        raise SourceError(f"{source} is no address: {error}") from None
    if not host:
        raise SourceError(f"{source} names no host: give conplyent://HOST or conplyent://HOST:PORT")
    try:
        connection = CommandConnection(host, port, enter_connect_timeout=timeout)
        with connection:
            yield connection
    except LivebindError as error:
        raise SourceError(str(error)) from None


def _method(command: Command) -> MethodDescription:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for position, parameter in enumerate(command.parameters):
        schema: dict[str, Any] = {"x-python": parameter.annotation, "x-position": position}
        if parameter.description:
            schema["description"] = parameter.description
        if parameter.kind:
            schema["x-kind"] = parameter.kind
        if parameter.kind not in {"*", "**"}:
            if parameter.default is NO_DEFAULT:
                required.append(parameter.name)
            elif parameter.default is not ...:
                schema["default"] = parameter.default
        properties[parameter.name] = schema
    return MethodDescription(
        name=command.name,
        description=command.description,
        params={"type": "object", "properties": properties, "required": required},
        result={"x-python": command.outputs},
        asynchronous=True,
        ends_backend=command.ends_server,
    )


def _command(method: MethodDescription) -> Command:
    params = method.params or {}
    properties: dict[str, dict[str, Any]] = params.get("properties", {})
    required: list[str] = params.get("required", [])
    ordered = sorted(properties.items(), key=lambda item: item[1].get("x-position", 0))
    return Command(
        method.name,
        method.description,
        _annotation(method.result or {}),
        tuple(_parameter(name, schema, is_required=name in required) for name, schema in ordered),
        method.ends_backend,
    )


def _parameter(name: str, schema: dict[str, Any], *, is_required: bool) -> CommandParameter:
    kind = str(schema.get("x-kind", ""))
    has_no_default = is_required or kind in {"*", "**"}
    return CommandParameter(
        name,
        _annotation(schema),
        NO_DEFAULT if has_no_default else schema.get("default", ...),
        kind,
        str(schema.get("description", "")),
    )


def _annotation(schema: dict[str, Any]) -> str:
    text = str(schema.get("x-python", "Any"))
    return text if is_plain_annotation(text) else "Any"
