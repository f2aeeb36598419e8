"""Brayns 4: `getMethods`, `getSchema` and `getVersion`.

A schema always has `params` and `result`, `{"type": "null"}` where there are none. Never ask for
the backend's own list of tasks: in 4.0.0 those methods stop the service for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from livebind_codegen.description.model import Description, MethodDescription, VersionMethod
from livebind_codegen.dialects.dialect import Answer, Request, UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.dialects.jsonrpc.listing import describe_each, list_names
from livebind_codegen.dialects.jsonrpc.replies import expect_object, expect_schema, expect_text

if TYPE_CHECKING:
    from livebind_codegen.dialects.dialect import Ask

__all__ = ["Brayns4"]

_LIST: Final = "getMethods"
_SCHEMA: Final = "getSchema"
_VERSION: Final = "getVersion"
_VERSION_PART: Final = "tag"
# The schemas say nothing about bytes: which methods carry them is known from the protocol.
_TAKES_DATA: Final = frozenset({"createTexture2D", "createRegularVolume"})
_RETURNS_DATA: Final = frozenset(
    {"readFramebuffer", "readFramebufferAsExr", "readFramebufferAsJpeg", "readFramebufferAsPng"}
)
_ENDS_BACKEND: Final = frozenset({"stop"})


class Brayns4(JsonRpcDialect):
    """The introspection of Brayns 4.

    No method can be cancelled: cancelling a running task has no effect, and cancelling a waiting
    one ends the service (4.0.0).
    """

    name: ClassVar[str] = "brayns4"

    def describe(self, ask: Ask) -> Description | None:
        """Ask for the names, then for each schema and the version."""
        names = list_names(ask, Request(_LIST))
        if names is None:
            return None
        extras = [Request(_VERSION)] if _VERSION in names else []
        methods, answers = describe_each(ask, names, _schema_of, _method, *extras)
        (answer,) = answers or [Answer({})]
        return Description(
            title="Brayns",
            version=expect_text(expect_object(answer.result, "the version"), _VERSION_PART),
            protocol=self.name,
            methods=methods,
            version_method=VersionMethod(_VERSION, (_VERSION_PART,)) if extras else None,
        )


def _schema_of(name: str) -> Request:
    return Request(_SCHEMA, {"method": name})


def _method(name: str, reply: object) -> MethodDescription:
    schema = expect_object(reply, "the schema")
    if schema.get("method") != name:
        raise UnreadableReplyError("the schema is that of another method")
    if "params" not in schema or "result" not in schema:
        raise UnreadableReplyError("the schema has no 'params' or no 'result'")
    return MethodDescription(
        name=name,
        description=expect_text(schema, "description"),
        params=expect_schema(schema, "params"),
        result=expect_schema(schema, "result"),
        takes_data=name in _TAKES_DATA,
        returns_data=name in _RETURNS_DATA,
        ends_backend=name in _ENDS_BACKEND,
    )
