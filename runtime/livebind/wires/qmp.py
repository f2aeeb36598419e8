"""QEMU's machine protocol (QMP): a machine greets, and carries commands out once it was answered.

A request is `{execute, arguments, id}`, its answer `{return, id}` or `{error: {class, desc}, id}`,
an event `{event, data, timestamp}`. Source: QEMU, "QEMU Machine Protocol Specification".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind.common.message import Message, TextMessage
from livebind.errors import UsageError
from livebind.wires.events import Event, ForeignBinary
from livebind.wires.json_rpc import Envelope, JsonRpcWire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from livebind.wires.events import RequestId
    from livebind.wires.wire import Caller

__all__ = ["ERROR_CODES", "QmpWire"]

ERROR_CODES: Final[Mapping[str, int]] = {
    "GenericError": 1,
    "DeviceNotActive": 2,
    "DeviceNotFound": 3,
    "KVMMissingCap": 4,
    "CommandNotFound": -32601,
}
"""Codes for the classes of errors, which are words here: that of JSON-RPC where it has one."""


class _Error(msgspec.Struct, rename={"kind": "class"}):
    kind: str
    desc: str = ""


class _Message(msgspec.Struct, rename={"result": "return", "greeting": "QMP"}):
    id: Any = None
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: _Error | msgspec.UnsetType = msgspec.UNSET
    event: str | msgspec.UnsetType = msgspec.UNSET
    data: msgspec.Raw = msgspec.Raw(b"{}")
    greeting: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_decode = msgspec.json.Decoder(_Message).decode
_encode = msgspec.json.Encoder().encode


class QmpWire(JsonRpcWire):
    """The state of one connection (`livebind.wires.wire.Wire`)."""

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        """Answer the greeting: before that a machine carries out nothing else."""
        del handled  # a machine asks nothing
        caller.request("qmp_capabilities")

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a command.

        Raises:
            UsageError: it is a notification, or there are bytes beside it; QMP knows neither.
        """
        if request_id is None or binary:
            raise UsageError("QMP has neither notifications of clients, nor bytes beside a command")
        content = b"" if params is None else b',"arguments":' + params
        end = b',"id":%d}' % request_id
        return TextMessage(b"".join((b'{"execute":', _encode(method), content, end)), request_id)

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        if not isinstance(message, TextMessage):
            return [ForeignBinary(message.head + message.binary)]
        try:
            one = _decode(message.text)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return [self._unreadable(f"no message of QMP ({error})", message.text)]
        if one.greeting is not msgspec.UNSET:
            return []
        envelope = Envelope("2.0", one.id)
        if isinstance(one.error, _Error):
            kind = one.error.kind
            code = ERROR_CODES.get(kind, ERROR_CODES["GenericError"])
            content = {"code": code, "message": one.error.desc, "data": {"class": kind}}
            envelope.error = msgspec.Raw(_encode(content))
        elif isinstance(one.event, str):
            envelope = Envelope("2.0", method=one.event, params=one.data)
        else:
            envelope.result = one.result
        return [self._interpret(envelope, message.text, b"")]
