"""`livebind call` of a conplyent server: a command, its outputs printed as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind.common.escaping import escape
from livebind.errors import InvalidRequestError, RemoteError, RequestError
from livebind_codegen.connecting import one_line
from livebind_codegen.console import say
from livebind_codegen.discovery.conplyent import command_connection
from livebind_codegen.errors import CodegenError, UsageProblem
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["call_command"]


def call_command(
    source: str, command: str, params: Any, timeout: float  # noqa: ANN401 - any JSON
) -> None:
    """Carry out a command and print its outputs; `params` are its arguments, by place or by name.

    Raises:
        UsageProblem: the parameters are neither.
        SourceError: the server cannot be reached.
        CodegenError: there is no such command, or it fails.
    """
    if not (params is None or is_list(params) or is_object(params)):
        raise UsageProblem("arguments of a command are a JSON array, or KEY=VALUE ...")
    arguments = params if is_list(params) else []
    keywords = params if is_object(params) else {}
    with command_connection(source, timeout) as connection:
        names = connection.server_methods()
        if command not in names:
            hint = did_you_mean(command, names) or f"livebind call {source} lists all"
            raise CodegenError(f"{source} has no command {command!r}: {hint}")
        try:
            outputs: Iterable[object] = connection.command(
                command, arguments, keywords, complete=False, timeout=timeout, raise_error=True
            )
            for output in outputs:
                if not isinstance(output, Exception):
                    _print(output)
        except InvalidRequestError as error:
            raise UsageProblem(one_line(error)) from None
        except Exception as error:
            # A builtin exception of the server is raised as such.
            cause = error.__cause__
            failure = cause if isinstance(cause, RemoteError) else error
            if not isinstance(failure, RequestError):
                raise
            raise CodegenError(one_line(failure)) from None


def _print(output: object) -> None:
    for line in str(output).rstrip().split("\n"):
        # A terminal obeys control characters.
        say(escape(line.expandtabs()))
