"""JSON-RPC 2.0 as the service speaks it: text to requests, outcomes to text; no sockets."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from livebind_backend.errors import InternalError, InvalidRequestError, RequestError
from livebind_backend.json_text import dump_json, parse_json
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.validation import violations

__all__ = [
    "Request",
    "RequestId",
    "error_text",
    "notification_text",
    "parse_request",
    "progress_text",
    "result_text",
]

RequestId: TypeAlias = int | str

VERSION: Final = "2.0"
_MAX_ID: Final = 2**63

_ENVELOPE: Final[JsonObject] = {
    "type": "object",
    "properties": {
        "id": {"oneOf": [{"type": "null"}, {"type": "integer"}, {"type": "string"}]},
        "jsonrpc": {"type": "string"},
        "method": {"type": "string"},
        "params": {},
    },
    "required": ["jsonrpc", "method"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One well-formed request."""

    id: RequestId | None
    """What the reply repeats; None for a notification, which gets none."""
    method: str
    """Name of the method, which may not exist."""
    params: JsonValue
    """Unchecked params; None when absent or null, which are the same."""
    body: bytes = b""
    """Bytes that came with a binary message."""


def parse_request(text: str, body: bytes = b"") -> Request:
    """Parse the JSON part of a message.

    Raises:
        RequestError: The text is no request; its reply has a null id, whatever the text holds.
    """
    envelope = parse_json(text)
    details = violations(_ENVELOPE, envelope)
    if details or not isinstance(envelope, dict):
        raise InvalidRequestError("Invalid JSON-RPC request schema", details)
    version, method, request_id = (envelope.get(key) for key in ("jsonrpc", "method", "id"))
    if version != VERSION:
        raise InvalidRequestError(f"Unsupported JSON-RPC version: '{version}'")
    if not isinstance(method, str) or not method:
        raise InvalidRequestError("No methods provided in request")
    return Request(_checked_id(request_id), method, envelope.get("params"), body)


def _checked_id(value: JsonValue) -> RequestId | None:
    if isinstance(value, int) and not -_MAX_ID <= value < _MAX_ID:
        raise InternalError("Out of range")
    return value if isinstance(value, int | str) else None


def result_text(request_id: RequestId, result: JsonValue) -> str:
    """Write the reply of a request that succeeded."""
    return dump_json({"id": request_id, "jsonrpc": VERSION, "result": result})


def error_text(request_id: RequestId | None, error: RequestError) -> str:
    """Write the reply of a request that failed; the id is null when no request could be read."""
    content: JsonObject = {"code": error.code, "message": error.message}
    if error.data is not None:
        content["data"] = error.data
    return dump_json({"error": content, "id": request_id, "jsonrpc": VERSION})


def progress_text(request_id: RequestId, method: str, amount: float, operation: str) -> str:
    """Write the notification that tells how far a request is, from 0 to 1."""
    return notification_text(method, {"amount": amount, "id": request_id, "operation": operation})


def notification_text(method: str, params: JsonValue) -> str:
    """Write a notification; params that are None are left out."""
    content: JsonObject = {"jsonrpc": VERSION, "method": method}
    if params is not None:
        content["params"] = params
    return dump_json(content)
