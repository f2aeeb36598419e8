"""What a message of the backend means to the connection.

Events are structs, which are made several times as fast as frozen dataclasses.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

__all__ = [
    "BrokenReply",
    "ErrorReply",
    "Event",
    "ForeignBinary",
    "InvalidMessage",
    "LateReply",
    "Notification",
    "PeerRequest",
    "ProgressUpdate",
    "RequestId",
    "SuccessReply",
    "TaskUpdate",
    "UnattributedError",
    "UnexpectedReply",
]

RequestId: TypeAlias = int
"""Ids that livebind gives to its requests: 1, 2, 3, ... and never one twice in a connection."""


class SuccessReply(msgspec.Struct, frozen=True):
    """A request was carried out."""

    id: RequestId
    result: Any
    """JSON of the result (bytes or a memoryview), not decoded yet; other protocols have other
    contents, which the class of their tasks decodes."""
    binary: bytes = b""
    """Bytes that came with it."""
    otherwise: Any = None
    """The same in another form, for methods whose type the first does not fit; None if there is
    none."""


class ErrorReply(msgspec.Struct, frozen=True):
    """A request was refused, or failed."""

    id: RequestId
    code: int
    message: str
    data: Any


class BrokenReply(msgspec.Struct, frozen=True):
    """The answer to a request is known by its id, but is not what an answer must be."""

    id: RequestId
    problem: str
    raw: bytes


class ProgressUpdate(msgspec.Struct, frozen=True):
    """How far a request is."""

    id: RequestId
    operation: str
    amount: float


class TaskUpdate(msgspec.Struct, frozen=True):
    """Something about a request under way whose meaning its protocol's class of tasks knows."""

    id: RequestId
    content: object


class Notification(msgspec.Struct, frozen=True):
    """A notification that is no progress of a request of ours."""

    method: str
    params: bytes
    """JSON of what came with it, not decoded yet."""
    session: str = ""
    """The session of the connection that it belongs to, on wires that have them."""


class PeerRequest(msgspec.Struct, frozen=True):
    """A request of the peer, which is to be answered."""

    id: Any
    method: str
    params: bytes
    """JSON of what came with it, not decoded yet."""


class UnattributedError(msgspec.Struct, frozen=True):
    """An error that names no request: the backend could not read some message."""

    code: int
    message: str
    data: Any


class LateReply(msgspec.Struct, frozen=True):
    """The answer to, or progress of, a request that was given up. Nothing is wrong."""

    id: RequestId


class UnexpectedReply(msgspec.Struct, frozen=True):
    """An answer to no request of ours, or a second answer."""

    id: Any
    problem: str


class ForeignBinary(msgspec.Struct, frozen=True):
    """Bytes that are no message of the protocol, such as a streamed image."""

    binary: bytes


class InvalidMessage(msgspec.Struct, frozen=True):
    """Something that is no message of the wire."""

    problem: str
    raw: bytes


Event: TypeAlias = (
    SuccessReply
    | ErrorReply
    | BrokenReply
    | ProgressUpdate
    | TaskUpdate
    | Notification
    | PeerRequest
    | UnattributedError
    | LateReply
    | UnexpectedReply
    | ForeignBinary
    | InvalidMessage
)
