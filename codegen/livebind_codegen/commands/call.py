"""`livebind call`: one request from a shell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from livebind_codegen.console import say
from livebind_codegen.errors import CodegenError, SourceError, UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.sources import LiveOptions

__all__ = ["call_method"]


def call_method(
    source: str, method: str, params_text: str, live: LiveOptions, data_file: Path | None
) -> None:
    """Send one request and print its result as JSON; bytes of the reply go to `data_file`.

    Raises:
        UsageProblem: if the parameters are no JSON.
        SourceError: if the backend cannot be reached.
        CodegenError: if it answers with an error.
    """
    import livebind  # noqa: PLC0415 - only what talks to a backend needs the network

    try:
        params = json.loads(params_text) if params_text else None
    except ValueError as error:
        raise UsageProblem(f"the parameters are no JSON: {error}") from None
    ssl_context = livebind.SslClientContext(cafile=str(live.cafile)) if live.cafile else None
    try:
        connector = livebind.Connector(
            source, ssl_context=ssl_context, connect_timeout=live.timeout
        )
        with connector.connect() as instance:
            reply = instance.task(method, params).result(timeout=live.timeout)
    except livebind.RequestError as error:
        raise CodegenError(f"{method}: {error}") from None
    except livebind.LivebindError as error:
        raise SourceError(f"{source}: {error}") from None
    say(json.dumps(reply.result, indent=2, ensure_ascii=False))
    if data_file is not None and reply.data:
        try:
            data_file.write_bytes(reply.data)
        except OSError as error:
            raise CodegenError(f"{data_file} cannot be written: {error.strerror}") from None
        say(f"{len(reply.data)} bytes in {data_file}")
