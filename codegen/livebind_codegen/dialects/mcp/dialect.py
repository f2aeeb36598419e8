"""MCP: a server tells its tools, over the standard streams of a program or streamable HTTP.

Source: Model Context Protocol specification, 2025-11-25.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from livebind.wires.mcp import CLIENT_METHODS, TOOL_PREFIX, McpWire
from livebind_codegen.connecting import connected
from livebind_codegen.description.model import Description
from livebind_codegen.dialects.client import Client
from livebind_codegen.dialects.dialect import Dialect, Request, Told, UnreadableReplyError
from livebind_codegen.dialects.jsonrpc.dialect import InstanceLink
from livebind_codegen.dialects.jsonrpc.replies import expect_object, expect_text
from livebind_codegen.dialects.mcp.offers import offers
from livebind_codegen.dialects.mcp.schemas import DEFINITIONS, NOTIFICATIONS
from livebind_codegen.dialects.mcp.tools import read_tool
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.words import snake_case, split_words

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator

    from livebind.wires.wire import Caller
    from livebind_codegen.description.model import MethodDescription
    from livebind_codegen.dialects.dialect import Ask, Link, LiveOptions, Output, Pending, Source

__all__ = ["Mcp"]

_GREETING: Final = "initialize"
_LIST: Final = "tools/list"
_MOST_PAGES: Final = 1000


class Mcp(Dialect):
    """The Model Context Protocol."""

    name = "mcp"
    schemes: ClassVar[frozenset[str]] = frozenset({"mcp+stdio", "mcp+http", "mcp+https"})
    client: ClassVar[Client] = Client(extras=frozenset({"http"}), wire=McpWire)
    carries_bytes: ClassVar[bool] = False

    def claims(self, source: Source) -> bool:
        """Whether it is an address of MCP, or a file with what a server answers to `tools/list`."""
        document = source.document
        if document is not None:
            tools = document.get("tools") if is_object(document) else None
            return is_list(tools) and all("inputSchema" in one for one in tools[:3])
        return super().claims(source)

    @contextmanager
    def open(self, source: Source, options: LiveOptions) -> Generator[Link]:
        """Connect to the server; a program is started, and ends with the connection."""
        with connected(source.text, options, _AbleWire) as instance:
            yield _Server(InstanceLink(instance, options.timeout), instance.greeting)

    def describe(self, ask: Ask) -> Description | None:
        """Return the tools of the server, each as a method, and those of MCP that it can."""
        (greeting,) = ask(Request(_GREETING))
        said = expect_object(greeting.result, "what the server says of itself")
        server = expect_object(said.get("serverInfo", {}), "'serverInfo'")
        tools = [read_tool(one) for one in _tools(ask)]
        if len({one.name for one in tools}) != len(tools):
            raise UnreadableReplyError("a tool is listed twice")
        capabilities = expect_object(said.get("capabilities", {}), "'capabilities'")
        offered = tuple(offers(capabilities))
        taken = {snake_case(split_words(one.name)) for one in offered}
        methods = [*offered, *(_told_apart(one, taken) for one in tools)]
        return Description(
            title=expect_text(server, "title") or expect_text(server, "name") or "MCP server",
            version=expect_text(server, "version"),
            protocol=self.name,
            methods=tuple(sorted(methods, key=lambda one: one.name)),
            definitions=dict(DEFINITIONS),
            notifications=NOTIFICATIONS,
        )


def _told_apart(tool: MethodDescription, taken: Collection[str]) -> MethodDescription:
    """Return a tool with a name that no method of MCP has, in whatever case."""
    if snake_case(split_words(tool.name)) not in taken:
        return tool
    return replace(tool, name=TOOL_PREFIX + tool.name)


def _tools(ask: Ask) -> Iterator[object]:
    """Yield what the server lists, page after page."""
    cursor: object = None
    for _ in range(_MOST_PAGES):
        (answer,) = ask(Request(_LIST, None if cursor is None else {"cursor": cursor}))
        page = expect_object(answer.result, "the list of tools")
        tools = page.get("tools")
        if not is_list(tools):
            raise UnreadableReplyError("the list of tools is none")
        yield from tools
        cursor = page.get("nextCursor")
        if cursor is None:
            return
    raise UnreadableReplyError(f"the list of tools has more than {_MOST_PAGES} pages")


class _AbleWire(McpWire):
    """Says that it can all that clients can, as servers have tools that depend on it."""

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        del handled
        super().begin(caller, CLIENT_METHODS)


@dataclass(frozen=True)
class _Server:
    """A connection, which knows what the server said as it began: it may not be asked again."""

    link: InstanceLink
    greeting: Any

    def start(self, request: Request) -> Pending:
        is_greeting = request.method == _GREETING
        return Told(self.greeting) if is_greeting else self.link.start(request)

    def call(self, request: Request, data: bytes) -> Iterator[Output]:
        return self.link.call(request, data)
