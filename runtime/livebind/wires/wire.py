"""What a connection needs of a wire: requests to messages, messages to events."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from livebind.common.message import HeadLayout, Message, TextMessage
from livebind.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from livebind.hooks import RequestHandler
    from livebind.method import Cancellation
    from livebind.wires.events import Event, PeerRequest, RequestId

__all__ = ["Caller", "PlainWire", "Wire"]


class Caller(Protocol):
    """What a wire may do with a connection when it begins, while connecting may take."""

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

    @property
    def speaks_unasked(self) -> bool:
        """Whether a peer says things between answers, for transports that must ask for them."""
        ...

    @property
    def handlers(self) -> Mapping[str, RequestHandler]:
        """What answers those requests of a peer that every connection answers, by their method."""
        ...

    @property
    def greeting(self) -> Any:  # noqa: ANN401 - any JSON
        """What the peer said of itself as the connection began; None if nothing."""
        ...

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        """Say what every connection begins with; raises what its requests do.

        `handled` are the methods of the requests of the peer that the application answers.
        """
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

    def encode_answer(self, request: PeerRequest, content: bytes, *, is_error: bool) -> Message:
        """Return the message that answers a request of the peer with JSON.

        An error is an object with a `code`, a `message`, and maybe `data`.
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

    speaks_unasked: bool = False
    handlers: Mapping[str, RequestHandler] = MappingProxyType({})
    greeting: Any = None

    def begin(self, caller: Caller, handled: Collection[str]) -> None:
        """Say nothing."""

    def encode_answer(self, request: PeerRequest, content: bytes, *, is_error: bool) -> Message:
        """Raise `UsageError`, as no peer is taken to ask anything."""
        del content, is_error
        raise UsageError(f"this protocol has no answer to a request such as {request.method!r}")

    def in_session(self, session: str) -> Wire:
        """Raise `UsageError`, as there are none."""
        raise UsageError(f"this protocol has no sessions, so none is called {session!r}")

    def loggable(self, message: Message) -> bytes:
        """Return the text of a message."""
        return message.text if isinstance(message, TextMessage) else message.head
