"""Brayns 4: `getMethods`, `getSchema` and `getVersion`.

A schema always has `params` and `result`, `{"type": "null"}` where there are none. Never ask for
the backend's own list of tasks: in 4.0.0 those methods stop the service for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from livebind_codegen.description.model import Description, MethodDescription, VersionMethod
from livebind_codegen.discovery.protocol import (
    Protocol,
    Request,
    UnreadableReplyError,
    expect_names,
    expect_object,
    expect_schema,
    expect_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class Brayns4(Protocol):
    """The introspection of Brayns 4.

    No method can be cancelled: cancelling a running task has no effect, and cancelling a waiting
    one ends the service (4.0.0).
    """

    name: ClassVar[str] = "brayns4"

    def list_request(self) -> Request:
        """Ask for the names of the methods."""
        return Request(_LIST)

    def read_names(self, reply: object) -> list[str]:
        """Return the names."""
        return expect_names(reply)

    def schema_request(self, method: str) -> Request:
        """Ask for the schema of one method."""
        return Request(_SCHEMA, {"method": method})

    def read_method(self, name: str, reply: object) -> MethodDescription:
        """Return the method that a reply to `getSchema` describes."""
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

    def extra_requests(self, names: Sequence[str]) -> Mapping[str, Request]:
        """Ask for the version."""
        return {_VERSION: Request(_VERSION)} if _VERSION in names else {}

    def describe(
        self, methods: Sequence[MethodDescription], extras: Mapping[str, object]
    ) -> Description:
        """Return the whole description."""
        version = expect_object(extras.get(_VERSION, {}), "the version")
        return Description(
            title="Brayns",
            version=expect_text(version, _VERSION_PART),
            protocol=self.name,
            methods=tuple(methods),
            version_method=(
                VersionMethod(_VERSION, (_VERSION_PART,)) if _VERSION in extras else None
            ),
        )
