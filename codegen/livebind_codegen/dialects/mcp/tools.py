"""Reads one tool of `tools/list`: it is a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind.wires.mcp import CANCELLED, PROTOCOL_METHODS, TOOL_ERROR, TOOL_PREFIX
from livebind_codegen.description.model import (
    CancellationDescription,
    ErrorDescription,
    MethodDescription,
)
from livebind_codegen.dialects.dialect import UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.replies import expect_object, expect_text
from livebind_codegen.dialects.mcp.references import with_whole_properties
from livebind_codegen.dialects.mcp.schemas import CONTENT
from livebind_codegen.json_values import is_object

if TYPE_CHECKING:
    from livebind_codegen.description.model import Schema

__all__ = ["CANCELLATION", "read_tool"]

CANCELLATION: Final = CancellationDescription(
    CANCELLED.method, CANCELLED.parameter, CANCELLED.error_code
)
"""How requests of MCP are cancelled."""
_ERRORS: Final = (ErrorDescription(TOOL_ERROR, "the tool failed", "ToolError", CONTENT),)
_NO_CONSTRAINTS: Final = frozenset(
    {"$schema", "type", "title", "description", "properties", "required", "additionalProperties"}
)


def read_tool(item: object) -> MethodDescription:
    """Return the method that a tool is.

    Raises:
        UnreadableReplyError: it is not what MCP says that a tool is.
    """
    tool = expect_object(item, "a tool")
    name = expect_text(tool, "name")
    if not name:
        raise UnreadableReplyError("a tool has no name")
    params = expect_object(tool.get("inputSchema"), f"the 'inputSchema' of {name!r}")
    result: Any = tool.get("outputSchema")
    if result is not None:
        result = expect_object(result, f"the 'outputSchema' of {name!r}")
    is_like_another = name in PROTOCOL_METHODS or name.startswith(TOOL_PREFIX)
    return MethodDescription(
        name=TOOL_PREFIX + name if is_like_another else name,
        description=expect_text(tool, "description") or expect_text(tool, "title"),
        params=None if _is_nothing(params) else with_whole_properties(params),
        result=CONTENT if result is None else result,
        asynchronous=True,
        cancellation=CANCELLATION,
        errors=_ERRORS,
    )


def _is_nothing(params: Schema) -> bool:
    """Whether a tool takes no arguments, as far as its schema says."""
    properties, others = params.get("properties", {}), params.get("additionalProperties", False)
    return (
        _NO_CONSTRAINTS.issuperset(params)
        and is_object(properties)
        and not properties
        and others is False
    )
