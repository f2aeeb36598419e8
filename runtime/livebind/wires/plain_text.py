"""What wires share whose messages are texts that mean what those of JSON-RPC do, in other words."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import msgspec

from livebind.common.message import Message, TextMessage
from livebind.errors import UsageError
from livebind.wires.events import Event, ForeignBinary
from livebind.wires.json_rpc import JsonRpcWire

if TYPE_CHECKING:
    from livebind.wires.events import RequestId

__all__ = ["PlainTextWire"]


class PlainTextWire(JsonRpcWire):
    """The state of one connection, of a protocol of requests, replies and events alone."""

    _protocol: ClassVar[str]
    """What the protocol is called."""

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a request.

        Raises:
            UsageError: it is a notification, or there are bytes beside it.
        """
        if request_id is None or binary:
            raise UsageError(
                f"{self._protocol} has neither notifications of clients, nor bytes beside a request"
            )
        return TextMessage(self._request(request_id, method, params), request_id)

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        if not isinstance(message, TextMessage):
            return [ForeignBinary(message.head + message.binary)]
        try:
            event = self._read(message.text)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return [self._unreadable(f"no message of {self._protocol} ({error})", message.text)]
        return [] if event is None else [event]

    @abstractmethod
    def _request(self, request_id: RequestId, method: str, params: bytes | None) -> bytes:
        """Return the text of a request."""

    @abstractmethod
    def _read(self, text: bytes) -> Event | None:
        """Return what a text means, None for nothing that matters; raises if it is none."""
