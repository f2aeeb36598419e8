"""What a connection needs of a protocol: requests to messages, messages to events.

`livebind.wires.json_rpc` is JSON-RPC, and says what each method is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from livebind.common.message import Message
    from livebind.wires.events import Event, RequestId

__all__ = ["WireProtocol"]


class WireProtocol(Protocol):
    """The state of one connection, without I/O. Safe to call from several threads."""

    def new_request(self) -> RequestId:
        """Return the id of a new request, which is waiting for its answer from now on."""
        ...

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, body: bytes, /
    ) -> Message:
        """Return the message of a request, or of a notification if there is no id."""
        ...

    def abandon(self, request_id: RequestId) -> None:
        """Stop waiting: an answer that comes later is dropped quietly."""
        ...

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        ...
