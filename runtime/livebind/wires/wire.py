"""What a connection needs of a wire: requests to messages, messages to events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from livebind.common.message import HeadLayout, Message, TextMessage
from livebind.errors import UsageError

if TYPE_CHECKING:
    from livebind.method import Cancellation
    from livebind.wires.events import Event, RequestId

__all__ = ["Caller", "PlainWire", "Wire"]


class Caller(Protocol):
    """What a wire may do with a connection when it begins: `livebind.Instance`."""

    def request(self, method: str, params: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Send a request and return its result."""
        ...

    def send_notification(self, method: str, params: object = None) -> None:
        """Send what is never answered."""
        ...


class Wire(Protocol):
    """The state of one connection, without I/O. Safe to call from several threads."""

    @property
    def cancellation(self) -> Cancellation | None:
        """How raw requests are cancelled, whose method does not say it; None if they cannot be."""
        ...

    @property
    def layout(self) -> HeadLayout | None:
        """How a transport divides binary messages; None if it does not."""
        ...

    def begin(self, caller: Caller) -> None:
        """Say what every connection begins with; raises what its requests do."""
        ...

    def in_session(self, session: str) -> Wire:
        """Return the wire of a session of the same connection; raises UsageError without any."""
        ...

    def new_request(self) -> RequestId:
        """Return the id of a new request, which is waiting for its answer from now on."""
        ...

    def encode(
        self, request_id: RequestId | None, method: str, params: bytes | None, binary: bytes, /
    ) -> Message:
        """Return the message of a request, or of a notification if there is no id.

        `params` is JSON, or None to leave them out.
        """
        ...

    def abandon(self, request_id: RequestId) -> None:
        """Stop waiting: an answer that comes later is dropped quietly."""
        ...

    def loggable(self, message: Message) -> bytes:
        """Return the JSON in a message, which a log may show with its secrets left out."""
        ...

    def receive(self, message: Message) -> list[Event]:
        """Return what a message means. Never raises, whatever it holds."""
        ...


class PlainWire:
    """Base of wires whose messages are all text, with nothing before the first request.

    What is missing is `new_request`, `encode`, `abandon` and `receive`.
    """

    cancellation: Cancellation | None = None
    layout: HeadLayout | None = None

    def begin(self, caller: Caller) -> None:
        """Say nothing."""

    def in_session(self, session: str) -> Wire:
        """Raise `UsageError`, as there are none."""
        raise UsageError(f"this protocol has no sessions, so none is called {session!r}")

    def loggable(self, message: Message) -> bytes:
        """Return the text of a message."""
        return message.text if isinstance(message, TextMessage) else message.head
