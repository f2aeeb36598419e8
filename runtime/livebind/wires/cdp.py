"""The Chrome DevTools Protocol (CDP): like JSON-RPC, without its version, and with sessions.

A request is `{id, method, params, sessionId}`; a browser refuses the key `jsonrpc`, with an error
that has no id. What belongs to no session has no `sessionId`.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import msgspec

from livebind.common.message import Message, TextMessage
from livebind.errors import UsageError
from livebind.wires.events import Event, ForeignBinary, Notification
from livebind.wires.json_rpc import Envelope, JsonRpcWire

if TYPE_CHECKING:
    from livebind.wires.events import RequestId

__all__ = ["CdpWire"]


class _Envelope(msgspec.Struct, rename={"session": "sessionId"}):
    id: int | msgspec.UnsetType | None = msgspec.UNSET
    method: str | msgspec.UnsetType = msgspec.UNSET
    params: msgspec.Raw = msgspec.Raw(b"{}")
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    session: str = ""


_decode = msgspec.json.Decoder(_Envelope).decode
_encode = msgspec.json.Encoder().encode


class CdpWire(JsonRpcWire):
    """The state of one connection (`livebind.wires.wire.Wire`)."""

    def __init__(self) -> None:
        super().__init__()
        self._end = b"}"

    def in_session(self, session: str) -> CdpWire:
        """Return the wire of a session of the same connection."""
        wire = copy(self)  # what is waited for is the connection's
        wire._end = b',"sessionId":' + _encode(session) + b"}"  # noqa: SLF001 - its own class
        return wire

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a request.

        Raises:
            UsageError: it is a notification, or there are bytes beside it; CDP knows neither.
        """
        if request_id is None or binary:
            raise UsageError("CDP has neither notifications of clients, nor bytes beside a request")
        content = b"" if params is None else b',"params":' + params
        text = b"".join((b'{"id":%d,"method":' % request_id, _encode(method), content, self._end))
        return TextMessage(text, request_id)

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        if not isinstance(message, TextMessage):
            return [ForeignBinary(message.head + message.binary)]
        try:
            one = _decode(message.text)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return [self._unreadable(f"no message of CDP ({error})", message.text)]
        request_id = None if one.id is msgspec.UNSET and one.method is msgspec.UNSET else one.id
        envelope = Envelope("2.0", request_id, one.method, one.params, one.result, one.error)
        event = self._interpret(envelope, message.text, b"")
        if isinstance(event, Notification):
            event = Notification(event.method, event.params, one.session)
        return [event]
