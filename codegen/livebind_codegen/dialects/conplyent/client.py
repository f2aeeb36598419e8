"""The package of a server: a class with one method for each command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.dialects.client import Client, Layout, Names, Template
from livebind_codegen.schema.annotations import annotation_of
from livebind_codegen.text.literals import docstring, plain_text, text_literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livebind_codegen.api.model import Api, Method
    from livebind_codegen.schema.shapes import Annotation

__all__ = ["CLIENT"]

_OWN_METHODS: Final = frozenset(
    {"address", "close", "command", "connect", "connected", "disconnect", "heartbeat"}
    | {"server_methods", "transfer"}
)
"""What `livebind.conplyent.connection.CommandConnection` has itself."""
_PLACES: Final[Mapping[str, str]] = dict.fromkeys(
    (
        "CommandListener",
        "Connection",
        "ConnectionClosedError",
        "InvalidReplyError",
        "InvalidRequestError",
        "LivebindError",
        "RemoteError",
        "RequestTimeoutError",
        "ServiceUnavailableError",
        "TaskSilentError",
        "TransferError",
        "Transferred",
        "UsageError",
        "client",
    ),
    "the package",
)
_OPTIONS: Final = frozenset(
    {"complete", "timeout", "echo_response", "max_interval", "raise_error", "options", "self"}
)
_IMPORTS: Final = {
    **dict.fromkeys(("Unpack", "overload"), "typing"),
    **dict.fromkeys(("date", "datetime", "time", "timedelta"), "datetime"),
    **dict.fromkeys(
        ("CommandConnection", "CommandOptions", "given"), "livebind.conplyent.connection"
    ),
    "CommandListener": "livebind.conplyent.listener",
    "Connection": ".connection",
    "ServerPool": "livebind.conplyent.pool",
}
_HIDING: Final = frozenset(
    {*_IMPORTS, "Any", "Exception", "Literal", "UNSET", "UnsetType", "bool", "bytearray", "bytes"}
    | {"complex", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple"}
)


@dataclass(frozen=True)
class _Parameter:
    name: str
    wire_name: str
    type: Annotation
    required: bool
    description: str

    @property
    def signed(self) -> str:
        """It in a signature."""
        if self.type.kind.startswith("*"):
            return f"{self.type.kind}{self.name}: {self.type.text}"
        if self.required:
            return f"{self.name}: {self.type.text}"
        if self.is_unset:
            return f"{self.name}: {self.type.text} | UnsetType = UNSET"
        return f"{self.name}: {self.type.text} = {self.default}"

    @property
    def is_unset(self) -> bool:
        """Whether nothing is sent unless a caller gives it."""
        return not self.required and not self.type.kind.startswith("*") and not self.type.default

    @property
    def default(self) -> str:
        """The default as Python."""
        value = json.loads(self.type.default)
        return text_literal(value) if isinstance(value, str) else repr(value)


@dataclass(frozen=True)
class _Command:
    """What the template needs of a command: each string is Python source, made of safe parts."""

    name: str
    command: str
    outputs: str
    parameters: str
    arguments: str
    keywords: str
    any_keyword: str
    documentation: str


def _commands(api: Api) -> Mapping[str, object]:
    return {"methods": [_command(method) for method in api.methods]}


def _command(method: Method) -> _Command:
    parameters = sorted(
        (
            _Parameter(
                one.name,
                one.wire_name,
                annotation_of(one.shape),
                one.required,
                one.documentation.description,
            )
            for one in method.parameters
        ),
        key=lambda one: one.type.position,
    )
    return _Command(
        name=method.function,
        command=text_literal(method.name),
        outputs=annotation_of(method.result).text,
        parameters=_signature(parameters),
        arguments=_arguments(parameters),
        keywords=_keywords(parameters),
        any_keyword="".join(one.signed for one in parameters if one.type.kind == "**"),
        documentation=_documentation(method.description, parameters),
    )


def _signature(parameters: Sequence[_Parameter]) -> str:
    """Return the parameters behind `self`, up to and with the star before the options."""
    groups = {
        kind: [one.signed for one in parameters if one.type.kind == kind]
        for kind in ("", "*", "keyword")
    }
    return ", ".join([*groups[""], *(groups["*"] or ["*"]), *groups["keyword"]])


def _is_sent_by_position(one: _Parameter, parameters: Sequence[_Parameter]) -> bool:
    """Whether it must be: also one with a default is, where the rest of the arguments follows."""
    has_rest = any(other.type.kind == "*" for other in parameters)
    return not one.type.kind and (one.required or (has_rest and not one.is_unset))


def _arguments(parameters: Sequence[_Parameter]) -> str:
    """Return the list of the positional arguments."""
    parts = [
        f"{one.type.kind}{one.name}"
        for one in parameters
        if one.type.kind == "*" or _is_sent_by_position(one, parameters)
    ]
    return f"[{', '.join(parts)}]"


def _keywords(parameters: Sequence[_Parameter]) -> str:
    """Return the dict of the keyword arguments."""
    parts = [
        f"{text_literal(one.wire_name)}: {one.name}"
        for one in parameters
        if not one.type.kind.startswith("*") and not _is_sent_by_position(one, parameters)
    ]
    parts += [f"**{one.name}" for one in parameters if one.type.kind == "**"]
    text = f"{{{', '.join(parts)}}}"
    return f"given({text})" if any(one.is_unset for one in parameters) else text


def _documentation(description: str, parameters: Sequence[_Parameter]) -> str:
    lines = [
        f"    {one.name}: {plain_text(one.description)}" for one in parameters if one.description
    ]
    paragraphs = ["\n".join(["Args:", *lines])] if lines else []
    return docstring([description or "A command of the server's own.", *paragraphs], indent=8)


def _cases(package: str, api: Api) -> list[Any]:
    # Imported here: only contract tests need hypothesis.
    from livebind_codegen.dialects.conplyent.contract import (  # noqa: PLC0415 - see above
        command_cases,
    )

    return command_cases(package, api)


def _template(name: str) -> str:
    return (Path(__file__).parent / f"{name}.py.jinja2").read_text(encoding="utf-8")


CLIENT: Final = Client(
    extras=frozenset({"conplyent"}),
    layout=Layout(
        package=_template("package"),
        modules={
            "client.py": Template("The pool of connections to servers", _template("client")),
            "connection.py": Template("Connections to a server", _template("connection")),
        },
        context=_commands,
        cases=_cases,
        places=_PLACES,
        imports=_IMPORTS,
        names=Names(_OWN_METHODS, _HIDING, _OPTIONS),
        calls=frozenset({"ServerPool", "given", "POOL.add", "self.command"}),
    ),
)
