"""Any server of JSON-RPC that answers `rpc.discover`, or whose document is at a URL.

Source: OpenRPC specification 1.3.2, "Service Discovery Method".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from livebind_codegen.description.openrpc import readable_part
from livebind_codegen.dialects.client import Client
from livebind_codegen.dialects.dialect import Request, UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.dialects.openrpc.fetching import fetched_document
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.dialect import Ask

__all__ = ["OpenRpc"]

_DISCOVER: Final = "rpc.discover"


class OpenRpc(JsonRpcDialect):
    """OpenRPC over WebSocket or HTTP."""

    name = "openrpc"
    schemes: ClassVar[frozenset[str]] = JsonRpcDialect.schemes | {"http", "https"}
    client: ClassVar[Client] = Client(extras=frozenset({"http"}))
    carries_bytes: ClassVar[bool] = False

    def describe(self, ask: Ask) -> Description | None:
        """Return what `rpc.discover` answers, or else what a GET of an HTTP address does."""
        (answer,) = ask(Request(_DISCOVER))
        document: Any = answer.value
        if answer.problem:
            document = fetched_document(ask.source, ask.options)
        if document is None:
            return None
        if not is_object(document) or "openrpc" not in document:
            raise UnreadableReplyError(f"{_DISCOVER} answers with something else than a document")
        try:
            description, failures = readable_part(document, ask.source.text)
        except SchemaError as error:
            raise UnreadableReplyError(str(error)) from None
        for method, problem in failures.items():
            ask.leave_out(method, problem)
        methods = tuple(one for one in description.methods if one.name != _DISCOVER)
        return replace(description, methods=methods, protocol=self.name)
