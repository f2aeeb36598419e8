"""QEMU: a machine answers `query-qmp-schema` on its monitor, over a Unix socket or TCP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from livebind.wires.qmp import ERROR_CODES, QmpWire
from livebind_codegen.description.model import Description, ErrorDescription
from livebind_codegen.dialects.client import Client
from livebind_codegen.dialects.dialect import Request, UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.dialects.qmp.schema import read_entities
from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list

if TYPE_CHECKING:
    from livebind_codegen.dialects.dialect import Ask, Source

__all__ = ["Qmp"]

_ERRORS: Final = tuple(
    ErrorDescription(code, name, name)
    for name, code in ERROR_CODES.items()
    if name != "GenericError"
)
"""Those that say what is wrong; that of an unknown command has a class in livebind."""


class Qmp(JsonRpcDialect):
    """QEMU's machine protocol."""

    name = "qmp"
    schemes: ClassVar[frozenset[str]] = frozenset({"qmp+tcp", "qmp+unix"})
    client: ClassVar[Client] = Client(wire=QmpWire)
    carries_bytes: ClassVar[bool] = False

    def claims(self, source: Source) -> bool:
        """Whether it is an address of a monitor, or a file with the schema of a machine."""
        document = source.document
        if document is not None:
            return is_list(document) and all("meta-type" in one for one in document[:3])
        return super().claims(source)

    def describe(self, ask: Ask) -> Description | None:
        """Return the commands and events of the machine."""
        schema, version = (
            one.result for one in ask(Request("query-qmp-schema"), Request("query-version"))
        )
        try:
            entities = read_entities(schema)
            methods = [replace(one, errors=_ERRORS) for one in entities.methods()]
            return Description(
                title="QEMU",
                version=_version(version),
                protocol=self.name,
                methods=tuple(methods),
                notifications=tuple(entities.notifications()),
                definitions=entities.definitions(),
            )
        except (SchemaError, KeyError, TypeError) as error:
            raise UnreadableReplyError(f"its schema is not as QEMU tells it ({error})") from None


def _version(answer: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the version in what `query-version` answers; nothing for a captured schema."""
    try:
        parts = answer["qemu"]
        return f"{parts['major']}.{parts['minor']}.{parts['micro']}"
    except (KeyError, TypeError):
        return ""
