"""Errors that end one request, with the codes of the protocol.

RequestError
├── InvalidJsonError        -32700  not JSON, or a broken binary header
├── InvalidRequestError     -32600  not a JSON-RPC request, or not possible in the present state
├── MethodNotFoundError     -32601
├── InvalidParamsError      -32602  params that break the schema or name nothing
├── InternalError           -32603  any other failure while the method runs
├── UnsupportedByModelError      0  the model has no such component
└── TaskCancelledError          20
"""

from collections.abc import Sequence

from livebind_backend.json_values import JsonValue

__all__ = [
    "InternalError",
    "InvalidJsonError",
    "InvalidParamsError",
    "InvalidRequestError",
    "MethodNotFoundError",
    "RequestError",
    "TaskCancelledError",
    "UnsupportedByModelError",
]


class RequestError(Exception):
    """A request failed: what its reply says.

    Args:
        message: One line for the client.
        details: Every violation of the schema; empty when the schema holds.
    """

    code: int = -32603

    def __init__(self, message: str, details: Sequence[JsonValue] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = list(details)

    @property
    def data(self) -> JsonValue:
        """What its reply says beside the message; None if nothing."""
        return self.details or None


class InvalidJsonError(RequestError):
    """The message is not JSON, or its binary header is broken."""

    code = -32700


class InvalidRequestError(RequestError):
    """The message is not a JSON-RPC request, or the state forbids the request."""

    code = -32600


class MethodNotFoundError(RequestError):
    """No method has this name."""

    code = -32601

    def __init__(self, method: str) -> None:
        super().__init__(f"Method '{method}' not found")


class InvalidParamsError(RequestError):
    """The params break their schema, or refer to something that does not exist."""

    code = -32602


class InternalError(RequestError):
    """The method failed while it ran."""

    code = -32603


class UnsupportedByModelError(RequestError):
    """The model lacks the component that the method works on."""

    code = 0


class TaskCancelledError(RequestError):
    """The request was cancelled."""

    code = 20

    def __init__(self) -> None:
        super().__init__("Task has been cancelled")
