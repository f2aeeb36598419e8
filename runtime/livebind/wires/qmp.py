"""QEMU's machine protocol (QMP): a machine greets, and carries commands out once it was answered.

A request is `{execute, arguments, id}`, its answer `{return, id}` or `{error: {class, desc}, id}`,
an event `{event, data, timestamp}`. Source: QEMU, "QEMU Machine Protocol Specification".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind.wires.json_rpc import Envelope
from livebind.wires.plain_text import PlainTextWire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from livebind.wires.events import Event, RequestId
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


class QmpWire(PlainTextWire):
    """The state of one connection (`livebind.wires.wire.Wire`)."""

    _protocol = "QMP"

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        """Answer the greeting: before that a machine carries out nothing else."""
        del handled  # a machine asks nothing
        caller.request("qmp_capabilities")

    def _request(self, request_id: RequestId, method: str, params: bytes | None) -> bytes:
        content = b"" if params is None else b',"arguments":' + params
        return b"".join((b'{"execute":', _encode(method), content, b',"id":%d}' % request_id))

    def _read(self, text: bytes) -> Event | None:
        one = _decode(text)
        if one.greeting is not msgspec.UNSET:
            return None
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
        return self._interpret(envelope, text, b"")
