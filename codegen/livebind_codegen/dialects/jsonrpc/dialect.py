"""Backends that speak JSON-RPC 2.0, or something of their own, over WebSocket."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import livebind
from livebind_codegen.connecting import connected, one_line
from livebind_codegen.dialects.dialect import Dialect, Output, UnknownMethodError
from livebind_codegen.errors import CodegenError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from livebind_codegen.dialects.dialect import Link, LiveOptions, Request, Source

__all__ = ["InstanceLink", "JsonRpcDialect"]

_METHOD_NOT_FOUND: Final = -32601


class JsonRpcDialect(Dialect):
    """A dialect of a backend that a `livebind.Connector` reaches, with its own wire if any."""

    schemes: ClassVar[frozenset[str]] = frozenset({"", "ws", "wss"})

    @contextmanager
    def open(self, source: Source, options: LiveOptions) -> Generator[Link]:
        """Connect to the backend."""
        with connected(source.text, options, self.client.wire) as instance:
            yield InstanceLink(instance, options.timeout)


@dataclass(frozen=True)
class InstanceLink:
    """A connection to an instance (`livebind_codegen.dialects.dialect.Link`)."""

    instance: livebind.Instance
    timeout: float
    """Seconds for a call."""

    def start(self, request: Request) -> livebind.Task[Any]:
        """Send a request, and return at once."""
        method = livebind.Method[Any](request.method, params=Any, result=Any)
        return self.instance.start(method, request.params)

    def call(self, request: Request, data: bytes) -> Iterator[Output]:
        """Yield what a call of one method gives; see `Link.call`."""
        try:
            reply = self.instance.execute(
                request.method, request.params, data, timeout=self.timeout
            )
        except livebind.InvalidRequestError as error:
            raise UsageProblem(one_line(error)) from None
        except livebind.RemoteError as error:
            if error.code == _METHOD_NOT_FOUND:
                raise UnknownMethodError(str(error)) from None
            raise CodegenError(str(error)) from None
        except livebind.RequestError as error:
            raise CodegenError(str(error)) from None
        yield Output(reply.result, reply.data)
