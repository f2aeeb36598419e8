"""What a method gets besides its params, and what it returns besides its result."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from livebind_backend.engine import Engine
from livebind_backend.jsonrpc import RequestId
from livebind_backend.progress import Progress

__all__ = ["BinaryResult", "Call", "Control"]

ResultT = TypeVar("ResultT")


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

    engine: Engine
    """All state: scene, camera, renderer and the rest."""
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
