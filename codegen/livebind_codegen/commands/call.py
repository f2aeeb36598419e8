"""`livebind call`: one request from a shell, or the list of what can be called."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind_codegen.commands.call_params import read_params
from livebind_codegen.connecting import connected, one_line
from livebind_codegen.console import note, progress, say
from livebind_codegen.discovery.conplyent import is_conplyent_source
from livebind_codegen.discovery.discover import method_names
from livebind_codegen.discovery.registry import known_protocols
from livebind_codegen.errors import CodegenError, UsageProblem
from livebind_codegen.output import check_target, write_file
from livebind_codegen.sources import is_file_source, read_source
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from livebind_codegen.sources import LiveOptions

__all__ = ["call_method", "list_methods"]

_METHOD_NOT_FOUND: Final = -32601
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s")


def list_methods(source: str, live: LiveOptions) -> None:
    """Print the name of each method of `source`, and what it does where that is known.

    Raises:
        CodegenError: the source cannot be read.
    """
    with progress("Asking for schemas") as on_progress:
        description, failures = read_source(source, replace(live, keep_going=True), on_progress)
    texts = {one.name: _END_OF_SENTENCE.split(one.description)[0] for one in description.methods}
    texts |= {name: f"({reason})" for name, reason in failures.items()}
    width = max((len(plain_text(name, 100)) for name in texts), default=0)
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for name, text in sorted(texts.items()):
        say(f"{plain_text(name, 100):<{width}}  {plain_text(text)}".rstrip()[:room])


def call_method(  # noqa: PLR0913, PLR0917 - what the command line gives
    source: str,
    method: str,
    arguments: Sequence[str],
    live: LiveOptions,
    send: Path | None,
    data_file: Path | None,
) -> None:
    """Send one request and print its result as JSON.

    `arguments` are its parameters, as `read_params` takes them; `send` is a file of bytes that go
    with it; the bytes of the reply go to `data_file`.

    Raises:
        UsageProblem: the parameters cannot be used, or the source answers no requests.
        SourceError: the backend cannot be reached.
        OutputError: `data_file` cannot be written.
        CodegenError: the backend answers with an error, or not in time.
    """
    params = read_params(arguments)
    content = b"" if send is None else _bytes_of(send)
    if data_file is not None:
        # Before anything is sent: what comes back might be lost.
        check_target(data_file)
    if is_file_source(source):
        read_source(source, live)
        raise UsageProblem(
            f"{source} is no running backend: livebind call {source} lists its methods, and "
            f"livebind serve --from {source} stands in for it"
        )
    if is_conplyent_source(source):
        if send is not None or data_file is not None:
            raise UsageProblem("--send and --data are not for commands of conplyent")
        from livebind_codegen.commands.call_command import call_command  # noqa: PLC0415 - its extra

        call_command(source, method, params, live.timeout)
        return
    reply = _reply(source, method, params, content, live)
    say(json.dumps(reply.result, indent=2, ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    if data_file is None:
        if reply.data:
            note(f"{len(reply.data)} bytes came with the reply: --data FILE saves them")
    elif reply.data:
        write_file(data_file, reply.data)
        note(f"{len(reply.data)} bytes in {data_file}")
    else:
        note(f"no bytes came with the reply: {data_file} is not written")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read ({error.strerror})") from None


def _reply(
    source: str,
    method: str,
    params: Any,  # noqa: ANN401 - any JSON
    content: bytes,
    live: LiveOptions,
) -> livebind.Reply[Any]:
    with connected(source, cafile=live.cafile, timeout=live.timeout) as instance:
        try:
            return instance.execute(method, params, content, timeout=live.timeout)
        except livebind.InvalidRequestError as error:
            raise UsageProblem(one_line(error)) from None
        except livebind.RemoteError as error:
            if error.code != _METHOD_NOT_FOUND:
                raise CodegenError(str(error)) from None
            names = method_names(source, instance, known_protocols(), live.timeout)
            if method in names:
                raise CodegenError(str(error)) from None
            hint = did_you_mean(method, names) or f"livebind call {source} lists all"
            raise CodegenError(f"{source} has no method {method!r}: {hint}") from None
        except livebind.RequestError as error:
            raise CodegenError(str(error)) from None
