"""What a message of the backend means to the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = [
    "BrokenReply",
    "ErrorReply",
    "Event",
    "ForeignBinary",
    "InvalidMessage",
    "LateReply",
    "Notification",
    "ProgressUpdate",
    "RequestId",
    "SuccessReply",
    "TaskUpdate",
    "UnattributedError",
    "UnexpectedReply",
]

RequestId: TypeAlias = int
"""Ids that livebind gives to its requests: 1, 2, 3, ... and never one twice in a connection."""


@dataclass(frozen=True, slots=True)
class SuccessReply:
    """A request was carried out."""

    id: RequestId
    result: Any
    """JSON of the result (bytes or a memoryview), not decoded yet; other protocols have other
    contents, which the class of their tasks decodes."""
    body: bytes
    """Bytes that came with it."""


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """A request was refused, or failed."""

    id: RequestId
    code: int
    message: str
    data: Any


@dataclass(frozen=True, slots=True)
class BrokenReply:
    """The answer to a request is known by its id, but is not what an answer must be."""

    id: RequestId
    problem: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """How far a request is (notifications of Brayns 3)."""

    id: RequestId
    operation: str
    amount: float


@dataclass(frozen=True, slots=True)
class TaskUpdate:
    """Something about a request under way whose meaning its protocol's class of tasks knows."""

    id: RequestId
    content: object


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification that is no progress of a request of ours."""

    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class UnattributedError:
    """An error that names no request: the backend could not read some message."""

    code: int
    message: str
    data: Any


@dataclass(frozen=True, slots=True)
class LateReply:
    """The answer to, or progress of, a request that was given up. Nothing is wrong."""

    id: RequestId


@dataclass(frozen=True, slots=True)
class UnexpectedReply:
    """An answer to no request of ours, or a second answer."""

    id: Any
    problem: str


@dataclass(frozen=True, slots=True)
class ForeignBinary:
    """Bytes that are no message of the protocol, such as a streamed image."""

    data: bytes


@dataclass(frozen=True, slots=True)
class InvalidMessage:
    """Something that is no JSON-RPC message."""

    problem: str
    data: bytes


Event: TypeAlias = (
    SuccessReply
    | ErrorReply
    | BrokenReply
    | ProgressUpdate
    | TaskUpdate
    | Notification
    | UnattributedError
    | LateReply
    | UnexpectedReply
    | ForeignBinary
    | InvalidMessage
)
