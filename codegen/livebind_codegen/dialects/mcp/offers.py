"""The methods of MCP itself by which a server is asked for its prompts and resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livebind_codegen.description.model import MethodDescription
from livebind_codegen.dialects.mcp.schemas import TEXT, URI, object_of, use
from livebind_codegen.dialects.mcp.tools import CANCELLATION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from livebind_codegen.description.model import Schema

__all__ = ["offers"]

_CURSOR: Final[Schema] = {
    "type": "string",
    "description": "Where the page begins, as the one before it says; the first one without.",
}
_PAGED: Final = object_of("", {}, cursor=_CURSOR)


def offers(capabilities: Collection[str]) -> Iterator[MethodDescription]:
    """Yield the methods for what a server says that it can."""
    for capability, methods in _METHODS.items():
        if capability in capabilities:
            yield from methods


def _method(name: str, about: str, params: Schema, result: Schema) -> MethodDescription:
    return MethodDescription(
        name=name, description=about, params=params, result=result, cancellation=CANCELLATION
    )


def _page_of(what: str, item: str) -> Schema:
    items: Schema = {"type": "array", "items": use(item)}
    return object_of(
        "",
        {what: items},
        nextCursor={"type": "string", "description": "Where the next one begins."},
    )


_METHODS: Final[Mapping[str, tuple[MethodDescription, ...]]] = {
    "prompts": (
        _method(
            "prompts/get",
            "Return the messages of a prompt.",
            object_of(
                "",
                {"name": {**TEXT, "description": "What it is called in the list of prompts."}},
                arguments={
                    "type": "object",
                    "additionalProperties": TEXT,
                    "description": "Its arguments by their names.",
                },
            ),
            object_of(
                "",
                {"messages": {"type": "array", "items": use("PromptMessage")}},
                description=TEXT,
            ),
        ),
        _method(
            "prompts/list",
            "Return a page of the prompts that there are.",
            _PAGED,
            _page_of("prompts", "Prompt"),
        ),
    ),
    "resources": (
        _method(
            "resources/list",
            "Return a page of the resources that there are.",
            _PAGED,
            _page_of("resources", "Resource"),
        ),
        _method(
            "resources/read",
            "Return what a resource holds, which may be several.",
            object_of("", {"uri": URI}),
            object_of("", {"contents": {"type": "array", "items": use("ResourceContents")}}),
        ),
        _method(
            "resources/templates/list",
            "Return a page of the templates of URIs of resources.",
            _PAGED,
            _page_of("resourceTemplates", "ResourceTemplate"),
        ),
    ),
}
"""Methods by the capability that a server announces."""
