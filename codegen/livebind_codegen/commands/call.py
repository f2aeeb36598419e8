"""`livebind call`: one request from a shell, or the list of what can be called."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from livebind.common.escaping import escape
from livebind_codegen.commands.call_params import read_params
from livebind_codegen.console import note, progress, say
from livebind_codegen.dialects.asking import described, dialects_for
from livebind_codegen.dialects.dialect import Request, Source, UnknownMethodError
from livebind_codegen.errors import CodegenError, UsageProblem
from livebind_codegen.output import check_target, write_file
from livebind_codegen.sources import is_file_source, read_source
from livebind_codegen.text.literals import plain_text
from livebind_codegen.text.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from livebind_codegen.dialects.dialect import Dialect, LiveOptions, Output

__all__ = ["call_method", "list_methods"]

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
    asked, request = Source(source), Request(method, params)
    dialects = dialects_for(asked, live)
    dialects[0].check_call(request)
    if not dialects[0].carries_bytes and (send is not None or data_file is not None):
        raise UsageProblem(f"--send and --data are not for {source}, which takes no bytes")
    for output in _outputs(asked, dialects, request, live, content):
        if output.is_text:
            for line in str(output.value).rstrip().split("\n"):
                # A terminal obeys control characters.
                say(escape(line.expandtabs()))
        else:
            is_ascii = sys.stdout.encoding.lower() != "utf-8"
            say(json.dumps(output.value, indent=2, ensure_ascii=is_ascii))
            _keep(output.data, data_file)


def _keep(data: bytes, file: Path | None) -> None:
    if file is None:
        if data:
            note(f"{len(data)} bytes came with the reply: --data FILE saves them")
    elif data:
        write_file(file, data)
        note(f"{len(data)} bytes in {file}")
    else:
        note(f"no bytes came with the reply: {file} is not written")


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read ({error.strerror})") from None


def _outputs(
    source: Source,
    dialects: Sequence[Dialect],
    request: Request,
    live: LiveOptions,
    content: bytes,
) -> Iterator[Output]:
    with dialects[0].open(source, live) as link:
        try:
            yield from link.call(request, content)
        except UnknownMethodError as error:
            found = described(link, dialects, source, live)
            names = [] if found is None else found.names
            if request.method in names:
                raise CodegenError(str(error)) from None
            hint = did_you_mean(request.method, names) or f"livebind call {source.text} lists all"
            raise CodegenError(f"{source.text} has no method {request.method!r}: {hint}") from None
