"""The Model Context Protocol (MCP): JSON-RPC both ways, whose methods are a server's tools.

A tool is called by `tools/call {name, arguments, _meta: {progressToken}}`, whose token is the id of
the request. Its result is what it calls `structuredContent`, or else its list of content blocks;
one that says `isError` is an error with the text of the blocks, and the blocks beside it if they
say more. The methods of the protocol itself (`PROTOCOL_METHODS`) go as they are: a tool that is
called like one of them is `tools/call/NAME` here.

Source: Model Context Protocol specification, 2025-11-25.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind.common.message import Message, TextMessage
from livebind.errors import ProtocolError
from livebind.method import Cancellation
from livebind.version import __version__
from livebind.wires.events import (
    BrokenReply,
    ErrorReply,
    Event,
    InvalidMessage,
    LateReply,
    PeerRequest,
    ProgressUpdate,
    SuccessReply,
)
from livebind.wires.json_rpc import Envelope, JsonRpcWire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from livebind.hooks import RequestHandler
    from livebind.wires.events import RequestId
    from livebind.wires.wire import Caller

__all__ = [
    "CANCELLED",
    "CLIENT_METHODS",
    "PROTOCOL_METHODS",
    "TOOL_ERROR",
    "TOOL_PREFIX",
    "McpWire",
]

PROTOCOL_METHODS: Final = frozenset(
    {
        "completion/complete",
        "initialize",
        "logging/setLevel",
        "ping",
        "prompts/get",
        "prompts/list",
        "resources/list",
        "resources/read",
        "resources/subscribe",
        "resources/templates/list",
        "resources/unsubscribe",
        "tasks/cancel",
        "tasks/get",
        "tasks/list",
        "tasks/result",
        "tools/call",
        "tools/list",
    }
)
"""Methods that are no tools."""
TOOL_PREFIX: Final = "tools/call/"
"""What stands before the name of a tool that is called like a method of the protocol."""
TOOL_ERROR: Final = 1
"""The code of errors of tools, which have none of their own: none that JSON-RPC reserves."""
CLIENT_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "roots/list": "roots",
        "sampling/createMessage": "sampling",
        "elicitation/create": "elicitation",
    }
)
"""What a server may ask, and the capability of clients that answer it."""
CANCELLED: Final = Cancellation("notifications/cancelled", "requestId", None)
"""How a request is cancelled."""

_NEWEST: Final = "2025-11-25"
_KNOWN: Final = frozenset({"2024-11-05", "2025-03-26", "2025-06-18", _NEWEST})
_PROGRESS: Final = "notifications/progress"


class _Call(msgspec.Struct, rename={"meta": "_meta"}):
    name: str
    arguments: msgspec.Raw
    meta: dict[str, int]


class _Greeting(msgspec.Struct, rename="camel"):
    protocol_version: str = ""


class _Result(msgspec.Struct, rename="camel"):
    content: msgspec.Raw = msgspec.Raw(b"[]")
    structured_content: msgspec.Raw = msgspec.Raw(b"null")
    is_error: bool = False


class _Progress(msgspec.Struct, rename={"token": "progressToken"}):
    token: int
    progress: float
    total: float | None = None
    message: str | None = None


_decode_result = msgspec.json.Decoder(_Result).decode
_decode_progress = msgspec.json.Decoder(_Progress).decode
_decode_blocks = msgspec.json.Decoder(list[dict[str, Any]]).decode
_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def _pong(params: object) -> dict[str, object]:
    del params
    return {}


class McpWire(JsonRpcWire):
    """The state of one connection (`livebind.wires.wire.Wire`)."""

    cancellation = CANCELLED
    speaks_unasked = True
    handlers: Mapping[str, RequestHandler] = MappingProxyType({"ping": _pong})

    def __init__(self) -> None:
        super().__init__()
        self._calls: set[RequestId] = set()

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        """Agree on a version of the protocol.

        Raises:
            ProtocolError: the server knows none that is known here.
        """
        able = sorted(CLIENT_METHODS[one] for one in handled if one in CLIENT_METHODS)
        capabilities: dict[str, dict[str, object]] = {name: {} for name in able}
        self.greeting = caller.request(
            "initialize",
            {
                "protocolVersion": _NEWEST,
                "capabilities": capabilities,
                "clientInfo": {"name": "livebind", "version": __version__},
            },
        )
        try:
            version = msgspec.convert(self.greeting, _Greeting).protocol_version
        except msgspec.ValidationError as error:
            raise ProtocolError(f"the answer to 'initialize' is none of MCP ({error})") from None
        if version not in _KNOWN:
            raise ProtocolError(
                f"the server speaks MCP in the version {version[:40]!r}, and livebind in "
                f"{', '.join(sorted(_KNOWN))}"
            )
        caller.send_notification("notifications/initialized")

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a call of a tool, of a request of the protocol, or a notification.

        Raises:
            UsageError: there are bytes beside it.
        """
        if request_id is not None and method not in PROTOCOL_METHODS:
            self._calls.add(request_id)
            arguments = msgspec.Raw(b"{}" if params is None else params)
            name = method.removeprefix(TOOL_PREFIX)
            params = _encode(_Call(name, arguments, {"progressToken": request_id}))
            method = "tools/call"
        return super().encode(request_id, method, params, binary)

    def encode_answer(self, request: PeerRequest, content: bytes, *, is_error: bool) -> Message:
        """Return the message that answers a request of the server."""
        key = b"error" if is_error else b"result"
        start = b'{"jsonrpc":"2.0","id":%b,"%b":' % (_encode(request.id), key)
        return TextMessage(b"".join((start, content, b"}")))

    def abandon(self, request_id: RequestId) -> None:
        """Stop waiting: an answer that comes later is dropped quietly."""
        super().abandon(request_id)
        self._calls.discard(request_id)

    def _interpret(self, envelope: Envelope, data: bytes, binary: bytes) -> Event:
        method, request_id = envelope.method, envelope.id
        if isinstance(method, str) and isinstance(request_id, int | str):
            params = bytes(envelope.params)
            try:
                _decode_any(params)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                return InvalidMessage(f"a request that cannot be read ({error})", data)
            return PeerRequest(request_id, method, params)
        event = super()._interpret(envelope, data, binary)
        if isinstance(event, SuccessReply | ErrorReply | BrokenReply) and event.id in self._calls:
            self._calls.discard(event.id)
            if isinstance(event, SuccessReply):
                return _outcome(event, data)
        return event

    def _interpret_notification(self, method: str, raw_params: msgspec.Raw) -> Event:
        if method == _PROGRESS:
            try:
                return self._interpret_progress(_decode_progress(raw_params))
            except (msgspec.MsgspecError, ValueError, RecursionError):
                pass  # about a token that is none of ours
        return super()._interpret_notification(method, raw_params)

    def _interpret_progress(self, progress: _Progress) -> Event:
        if progress.token not in self._waiting:
            return LateReply(progress.token)
        # Without a total it is any number that grows.
        amount = progress.progress / progress.total if progress.total else progress.progress
        return ProgressUpdate(progress.token, progress.message or "", amount)


def _outcome(reply: SuccessReply, data: bytes) -> Event:
    """Return what the answer to a call of a tool means."""
    try:
        result = _decode_result(reply.result)
        if result.is_error:
            return _failure(reply.id, result.content)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return BrokenReply(reply.id, f"it is no result of a tool ({error})", data)
    content = memoryview(result.content)
    structured = memoryview(result.structured_content)
    if bytes(structured[:4]) == b"null":
        return SuccessReply(reply.id, content)
    return SuccessReply(reply.id, structured, otherwise=content)


def _failure(request_id: RequestId, content: msgspec.Raw) -> ErrorReply:
    blocks = _decode_blocks(content)
    text = "\n".join(block["text"] for block in blocks if isinstance(block.get("text"), str))
    says_more = any(block.keys() != {"type", "text"} for block in blocks)
    return ErrorReply(request_id, TOOL_ERROR, text, blocks if says_more else None)
