"""What a method gets besides its params, and what it returns besides its result."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from livebind_backend.errors import TaskCancelledError
from livebind_backend.jsonrpc import RequestId

if TYPE_CHECKING:
    from livebind_backend.engine import Engine
    from livebind_backend.registry import Registry

__all__ = ["BinaryResult", "Call", "Control", "Progress"]

ResultT = TypeVar("ResultT")


class Progress:
    """Tells the client how far its request is, and the method that nobody wants it any more.

    Args:
        send: Takes amount and operation; reports call it at most twenty times a second.
        is_cancelled: Asked at each report.
    """

    INTERVAL: Final = 0.05

    def __init__(
        self, send: Callable[[float, str], None], is_cancelled: Callable[[], bool]
    ) -> None:
        self._send = send
        self._is_cancelled = is_cancelled
        self._next_time = 0.0

    def check(self) -> None:
        """End a method that reports nothing, but can take long.

        Raises:
            TaskCancelledError: The client is gone, or the service is about to end.
        """
        if self._is_cancelled():
            raise TaskCancelledError

    def report(self, amount: float, operation: str) -> None:
        """Report an amount between 0 and 1 of the named operation.

        Raises:
            TaskCancelledError: The request was cancelled, or its client is gone.
        """
        self.check()
        if time.monotonic() >= self._next_time:
            self.stage(amount, operation)

    def stage(self, amount: float, operation: str) -> None:
        """Report like `report` the begin of something that every client is to know.

        Raises:
            TaskCancelledError: The request was cancelled, or its client is gone.
        """
        self.check()
        self._next_time = time.monotonic() + self.INTERVAL
        self._send(amount, operation)

    def within(self, start: float, end: float) -> "Progress":
        """Make the progress of a part, whose amounts from 0 to 1 are those from start to end."""
        return Progress(
            lambda amount, operation: self._send(start + amount * (end - start), operation),
            self._is_cancelled,
        )


class Control(Protocol):
    """What a method can do to other requests of its client and to the service."""

    def cancel(self, request_id: RequestId | None) -> None:
        """Cancel the requests of the same client that have this id.

        Raises:
            InvalidParamsError: There is none, or it cannot be cancelled.
        """
        ...

    def quit(self) -> None:
        """Stop the service after the requests that it has already read."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method."""

    engine: "Engine"
    """All state: scene, camera, renderer and the rest."""
    registry: "Registry"
    """All methods."""
    progress: Progress
    """Reports for methods that are asynchronous."""
    control: Control
    """Acts on requests and on the service."""
    body: bytes
    """Bytes that came with the request."""


@dataclass(frozen=True, slots=True)
class BinaryResult(Generic[ResultT]):
    """A result with bytes; the reply is a binary message unless there are none."""

    result: ResultT
    body: bytes = b""
