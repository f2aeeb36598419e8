"""conplyent: its servers tell the names of their commands, and nothing else.

The signatures of the default commands are data of ours, those of others come from a stub file. A
description holds Python's types (`schema.annotations`), as JSON Schema has no bytes or dates.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit

from livebind.conplyent.showing import bounded_text
from livebind.errors import InvalidRequestError, LivebindError, RemoteError, RequestError
from livebind_codegen.connecting import one_line
from livebind_codegen.description.model import Description
from livebind_codegen.dialects.conplyent.client import CLIENT
from livebind_codegen.dialects.conplyent.stubs import default_commands, parse_stubs, read_stubs
from livebind_codegen.dialects.dialect import Dialect, Output, Request, Told, UnknownMethodError
from livebind_codegen.errors import CodegenError, SourceError, UsageProblem
from livebind_codegen.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from livebind.conplyent.connection import CommandConnection
    from livebind_codegen.description.model import MethodDescription
    from livebind_codegen.dialects.client import Client
    from livebind_codegen.dialects.dialect import Ask, Link, LiveOptions, Pending, Source

__all__ = ["Conplyent", "describe"]

_NAMES: Final = "names"
"""The one question, which the handshake answers."""
_DEFAULT_PORT: Final = 9922
_VERSION: Final = "0.2.17"
_ENDS_SERVER: Final = frozenset({"close_server", "reboot", "shutdown", "sleep"})


class Conplyent(Dialect):
    """Servers of commands."""

    name: ClassVar[str] = "conplyent"
    schemes: ClassVar[frozenset[str]] = frozenset({"conplyent"})
    client: ClassVar[Client] = CLIENT
    carries_bytes: ClassVar[bool] = False

    @contextmanager
    def open(self, source: Source, options: LiveOptions) -> Generator[Link]:
        """Connect to the server.

        Raises:
            UsageProblem: what it needs is not installed.
            SourceError: it cannot be reached, or the connection fails.
        """
        try:
            # Imported here: nothing else needs pyzmq.
            from livebind.conplyent.connection import CommandConnection  # noqa: PLC0415 - as above
        except ImportError as error:
            raise UsageProblem(str(error)) from None
        try:
            parts = urlsplit(source.text)
            host, port = parts.hostname, parts.port or _DEFAULT_PORT
        except ValueError as error:
            raise SourceError(f"{source.text} is no address: {error}") from None
        if not host:
            raise SourceError(f"{source.text} names no host: give conplyent://HOST:PORT")
        try:
            with CommandConnection(host, port, enter_connect_timeout=options.timeout) as connection:
                yield _CommandLink(connection, source.text, options.timeout)
        except LivebindError as error:
            raise SourceError(str(error)) from None

    def check_call(self, request: Request) -> None:
        """Check that the arguments are given by place or by name."""
        params = request.params
        if not (params is None or is_list(params) or is_object(params)):
            raise UsageProblem("arguments of a command are a JSON array, or KEY=VALUE ...")

    def describe(self, ask: Ask) -> Description:
        """Return the commands that the server names.

        Raises:
            UsageProblem: the stub file cannot be read, or declares a command that is not there.
        """
        (answer,) = ask(Request(_NAMES))
        stubs = ask.options.stubs
        declared = {} if stubs is None else read_stubs(stubs)
        for name in declared:
            if name not in answer.result:
                raise UsageProblem(
                    f"{stubs} declares {name!r}, but {ask.source.text} has no such command"
                )
        return describe(answer.result, declared)


def describe(names: Sequence[str], declared: Mapping[str, MethodDescription]) -> Description:
    """Return the description of a server with commands of these names."""
    known = default_commands() | dict(declared)
    (unknown,) = parse_stubs("def unknown(*args, **kwargs): ...").values()
    methods = [
        replace(known.get(name, unknown), name=name, ends_backend=name in _ENDS_SERVER)
        for name in sorted(set(names))
    ]
    return Description("conplyent", _VERSION, Conplyent.name, tuple(methods))


@dataclass(frozen=True)
class _CommandLink:
    connection: CommandConnection
    address: str
    timeout: float

    def start(self, request: Request) -> Pending:
        del request
        return Told(self.connection.server_methods())

    def call(self, request: Request, data: bytes) -> Iterator[Output]:
        del data
        if request.method not in self.connection.server_methods():
            raise UnknownMethodError
        try:
            for output in self._outputs(request.method, request.params):
                # The error is raised after it was output.
                if not isinstance(output, Exception):
                    yield Output(bounded_text(output), is_text=True)
        except InvalidRequestError as error:
            raise UsageProblem(one_line(error)) from None
        except Exception as error:
            # A builtin exception of the server is raised as such.
            cause = error.__cause__
            failure = cause if isinstance(cause, RemoteError) else error
            if not isinstance(failure, RequestError):
                raise
            raise CodegenError(one_line(failure)) from None

    def _outputs(self, command: str, params: Any) -> Iterator[object]:  # noqa: ANN401 - any JSON
        arguments = params if is_list(params) else []
        keywords = params if is_object(params) else {}
        yield from self.connection.command(
            command, arguments, keywords, complete=False, timeout=self.timeout, raise_error=True
        )
