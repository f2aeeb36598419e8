"""Chrome and its relatives: a browser tells its protocol over HTTP and speaks it by WebSocket."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import livebind
from livebind.common.uri import parse_uri
from livebind.timeouts import Deadline
from livebind.transports.devtools import fetch_json
from livebind.wires.cdp import CdpWire
from livebind_codegen.connecting import one_line
from livebind_codegen.dialects.cdp.protocol import read_protocol
from livebind_codegen.dialects.client import Client
from livebind_codegen.dialects.dialect import Request
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.errors import SourceError
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import Ask, Link, LiveOptions, Output, Source

__all__ = ["Cdp"]

_PROTOCOL: Final = "/json/protocol"
_VERSION: Final = "/json/version"


class Cdp(JsonRpcDialect):
    """The Chrome DevTools Protocol."""

    name = "cdp"
    schemes: ClassVar[frozenset[str]] = frozenset({"cdp"})
    client: ClassVar[Client] = Client(wire=CdpWire)
    carries_bytes: ClassVar[bool] = False

    def claims(self, source: Source) -> bool:
        """Whether it is an address of DevTools, or a file with what a browser tells."""
        if source.document is not None:
            return is_object(source.document) and "domains" in source.document
        return super().claims(source)

    @contextmanager
    def open(self, source: Source, options: LiveOptions) -> Generator[Link]:
        """Find the browser; the WebSocket is opened for calls alone."""
        yield _DevTools(self, source, options)

    def describe(self, ask: Ask) -> Description | None:
        """Return what the browser tells of its protocol, with the version of the browser."""
        protocol, version = (one.result for one in ask(Request(_PROTOCOL), Request(_VERSION)))
        product = version.get("Browser") if is_object(version) else None
        return read_protocol(protocol, product if isinstance(product, str) else "1.3")


@dataclass(frozen=True)
class _DevTools:
    dialect: Cdp
    source: Source
    options: LiveOptions

    def start(self, request: Request) -> _Fetching:
        return _Fetching(self.source, request.method)

    def call(self, request: Request, data: bytes) -> Iterator[Output]:
        with JsonRpcDialect.open(self.dialect, self.source, self.options) as link:
            yield from link.call(request, data)


@dataclass(frozen=True)
class _Fetching:
    source: Source
    path: str

    def result(self, timeout: float | None) -> Any:  # noqa: ANN401 - any JSON
        try:
            return fetch_json(parse_uri(self.source.text), self.path, Deadline(timeout))
        except livebind.LivebindError as error:
            raise SourceError(one_line(error)) from None
