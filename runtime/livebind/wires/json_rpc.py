"""JSON-RPC 2.0 without I/O: requests to messages, messages to events.

There is no socket, thread or clock here. The rules are those of the JSON-RPC 2.0 specification:

- Ids are integers that are never used twice, so that a late answer can never be taken for the
  answer to another request.
- Errors whose id is null concern some message that the backend could not read; they are events
  of their own and no answer to anything.
- Whatever a peer sends, other requests are unharmed.
"""

from __future__ import annotations

import json
import math
import re
from collections import OrderedDict
from itertools import count
from typing import Any, cast

import msgspec

from livebind.common.message import Message, TextMessage
from livebind.errors import UsageError
from livebind.wires.events import (
    BrokenReply,
    ErrorReply,
    Event,
    ForeignBinary,
    InvalidMessage,
    LateReply,
    Notification,
    RequestId,
    SuccessReply,
    UnattributedError,
    UnexpectedReply,
)
from livebind.wires.wire import PlainWire

__all__ = ["Envelope", "JsonRpcWire"]

_MAX_ABANDONED = 10_000
_MAX_DIGITS = 4_000
_MAX_SCANNED = 16 * 1024 * 1024
"""Bytes of a broken message in which its id is looked for."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_ID = re.compile(rb"\s*:\s*(\d{1,18})\s*[,}]")
_START = b'{"jsonrpc":"2.0","method":'
_START_WITH_ID = b'{"jsonrpc":"2.0","id":%d,"method":'
_NOTHING = msgspec.UNSET
_NULL = msgspec.Raw(b"null")


class Envelope(msgspec.Struct):
    """Any message of a backend, with its contents left undecoded."""

    jsonrpc: str
    id: int | str | msgspec.UnsetType | None = _NOTHING
    method: str | msgspec.UnsetType = _NOTHING
    params: msgspec.Raw = _NULL
    result: msgspec.Raw | msgspec.UnsetType = _NOTHING
    error: msgspec.Raw | msgspec.UnsetType = _NOTHING


class _Error(msgspec.Struct):
    code: int
    message: str = ""
    data: Any = None


_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_error = msgspec.json.Decoder(_Error).decode
_decode_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class JsonRpcWire(PlainWire):
    """The state of one connection (`livebind.wires.wire.Wire`), whose messages are all text.

    Its methods are safe to call from several threads: each changes the state by single
    operations on a dict or a set, which are atomic.
    """

    def __init__(self) -> None:
        self._ids = count(1)
        self._last_id = 0
        self._waiting: set[RequestId] = set()
        self._abandoned: OrderedDict[RequestId, None] = OrderedDict()

    def new_request(self) -> RequestId:
        """Return the id of a new request, which is waiting for its answer from now on."""
        request_id = next(self._ids)
        self._last_id = max(self._last_id, request_id)
        self._waiting.add(request_id)
        return request_id

    def abandon(self, request_id: RequestId) -> None:
        """Stop waiting: an answer that comes later is dropped quietly."""
        self._waiting.discard(request_id)
        self._abandoned[request_id] = None
        if len(self._abandoned) > _MAX_ABANDONED:
            # The oldest; its answer, should it still come, only counts as unexpected then.
            self._abandoned.popitem(last=False)

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a request, or of a notification if there is no id.

        Raises:
            UsageError: there are bytes beside it, which the wire cannot carry.
        """
        start = _START if request_id is None else _START_WITH_ID % request_id
        if params is None:
            text = b"".join((start, _encode(method), b"}"))
        else:
            text = b"".join((start, _encode(method), b',"params":', params, b"}"))
        return self._with_binary(text, binary) if binary else TextMessage(text, request_id)

    def _with_binary(self, text: bytes, binary: bytes) -> Message:
        """Return the message of a text with bytes beside it."""
        del text
        raise UsageError(f"JSON-RPC cannot carry the {len(binary)} bytes beside a request")

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        if isinstance(message, TextMessage):
            data, binary = message.text, b""
        else:
            data, binary = self.loggable(message), message.binary
        try:
            events = [self._interpret(_decode_envelope(data), data, binary)]
        except (msgspec.MsgspecError, ValueError, RecursionError):
            events = self._receive_irregular(data, binary)
        if isinstance(message, TextMessage) or not isinstance(events[0], InvalidMessage):
            return events
        return [ForeignBinary(message.head + binary)]

    def _interpret(  # noqa: PLR0911 - a table of cases
        self, envelope: Envelope, data: bytes, binary: bytes
    ) -> Event:
        if envelope.result is _NOTHING and envelope.error is _NOTHING:
            if envelope.method is not _NOTHING and envelope.id is _NOTHING:
                return self._interpret_notification(envelope.method, envelope.params)
            if envelope.method is not _NOTHING or envelope.id is _NOTHING:
                return InvalidMessage("neither a reply nor a notification", data)
        request_id, result, error = envelope.id, envelope.result, envelope.error
        if request_id is None and isinstance(error, msgspec.Raw):
            return _unattributed(error, data)
        if not isinstance(request_id, int) or request_id not in self._waiting:
            return self._interpret_stray(request_id)
        self._waiting.discard(request_id)
        if envelope.jsonrpc != "2.0":
            return BrokenReply(request_id, f"its version is {envelope.jsonrpc!r}, not '2.0'", data)
        if isinstance(result, msgspec.Raw):
            if error is not _NOTHING:
                return BrokenReply(request_id, "it has both a result and an error", data)
            return SuccessReply(request_id, memoryview(result), binary)
        if isinstance(error, msgspec.Raw):
            return _interpret_error(request_id, error, data)
        return BrokenReply(request_id, "it has neither a result nor an error", data)

    def _interpret_notification(self, method: str, raw_params: msgspec.Raw) -> Event:
        params = bytes(raw_params)
        try:
            _decode_any(params)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return InvalidMessage(f"a notification that cannot be read ({error})", params)
        return Notification(method, params)

    def _interpret_stray(self, request_id: object) -> Event:
        if isinstance(request_id, int) and not isinstance(request_id, bool):
            if self._abandoned.pop(request_id, _NOTHING) is None:
                return LateReply(request_id)
            if 1 <= request_id <= self._last_id:
                return UnexpectedReply(request_id, "it was answered before")
        return UnexpectedReply(request_id, "no request has this id")

    def _receive_irregular(self, data: bytes, binary: bytes) -> list[Event]:
        """Handle what is not one regular message: batches, wrong types, broken JSON."""
        try:
            # It reads NaN, so that such a reply finds its request. Of bytes it would accept any
            # Unicode encoding, also with a byte order mark.
            value: object = json.loads(data.decode(), parse_int=_read_int)
        except RecursionError:
            return [self._unreadable("JSON that is nested too deeply", data)]
        except ValueError as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
            return [self._unreadable(f"no JSON ({error})", data)]
        if isinstance(value, list):
            events: list[Event] = []
            for item in cast("list[object]", value):
                events += self._receive_item(item, binary)
            return events or [InvalidMessage("an empty batch", data)]
        return [self._interpret_irregular(value, data)]

    def _unreadable(self, problem: str, data: bytes) -> Event:
        """Give a reply that is no JSON to its request, if it tells its id all the same.

        Brayns 4 writes a bare `-inf`, for the bounds of an empty world.
        """
        request_id = _told_id(data)
        if request_id is None or request_id not in self._waiting:
            return InvalidMessage(problem, data)
        self._waiting.discard(request_id)
        return BrokenReply(request_id, problem, data)

    def _receive_item(self, item: object, binary: bytes) -> list[Event]:
        """Handle one message of a batch, which some servers send although no batch was sent."""
        text = json.dumps(item).encode(errors="replace")
        try:
            return [self._interpret(_decode_envelope(text), text, binary)]
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return [self._interpret_irregular(item, text)]

    def _interpret_irregular(self, value: object, data: bytes) -> Event:
        if isinstance(value, dict):
            request_id = cast("dict[str, object]", value).get("id")
            if type(request_id) is int and request_id in self._waiting:
                self._waiting.discard(request_id)
                return BrokenReply(request_id, "it is not a valid JSON-RPC reply", data)
            if "id" in value and ("result" in value or "error" in value):
                return UnexpectedReply(request_id, "no request has this id")
        return InvalidMessage("JSON, but not of JSON-RPC 2.0", data)


def _told_id(data: bytes) -> RequestId | None:
    """Return the id that stands in the outermost object of what is nearly JSON, if any does."""
    depth = 0
    for found in _TOKEN.finditer(data, 0, _MAX_SCANNED):
        token = found[0]
        if token in {b"{", b"["}:
            depth += 1
        elif token in {b"}", b"]"}:
            depth -= 1
            if depth <= 0:
                return None
        elif depth == 1 and token == b'"id"' and (number := _ID.match(data, found.end())):
            return int(number[1])
    return None


def _read_int(digits: str) -> float:
    """Return an integer, or infinity for what `int` refuses to read, as that takes long."""
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _interpret_error(
    request_id: RequestId, raw: msgspec.Raw, data: bytes
) -> ErrorReply | BrokenReply:
    try:
        error = _decode_error(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return BrokenReply(request_id, "its error has no readable code and message", data)
    return ErrorReply(request_id, error.code, error.message, error.data)


def _unattributed(raw: msgspec.Raw, data: bytes) -> Event:
    try:
        error = _decode_error(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return InvalidMessage("an error that cannot be read", data)
    return UnattributedError(error.code, error.message, error.data)
