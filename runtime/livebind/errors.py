"""Everything that livebind raises.

LivebindError
+-- UsageError                          the program asked for something impossible
|   +-- InvalidRequestError             parameters that cannot be sent, with the path
+-- ConnectionError                     no connection, or no longer (the builtin's too)
|   +-- ServiceUnavailableError         nobody answers: the only one that is retried
|   +-- TlsError                        no secure connection could be made
|   |   +-- InvalidServerCertificateError
|   +-- ProtocolError                   the peer does not speak the protocol
|   |   +-- MessageTooBigError
|   +-- ConnectionClosedError           it ended while it was needed (code, reason)
+-- RequestError                        one request failed, the connection is fine
    +-- RemoteError                     the backend answered with an error
    |   +-- ParseError                  -32700: it cannot read the message
    |   +-- RejectedRequestError        -32600: to it the message is no request
    |   +-- MethodNotFoundError         -32601: it has no such method
    |   +-- InvalidParamsError          -32602: the method refuses its parameters
    |   +-- InternalError               -32603: it failed within itself
    +-- RequestCancelledError           it was cancelled
    +-- RequestTimeoutError             no answer in time (the builtin TimeoutError too)
    |   +-- TaskSilentError             no message for longer than `max_interval`
    +-- InvalidReplyError               an answer that does not fit its type
    +-- HttpError                       an answer of HTTP that is none of JSON-RPC
+-- NotificationOverflowError           more came than a subscription holds
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from livebind.common.escaping import escape
from livebind.common.secrets import without_secret_text, without_secret_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livebind.bindings import Bindings

__all__ = [
    "STANDARD_ERRORS",
    "ConnectionClosedError",
    "ConnectionError",
    "HttpError",
    "InternalError",
    "InvalidParamsError",
    "InvalidReplyError",
    "InvalidRequestError",
    "InvalidServerCertificateError",
    "LivebindError",
    "MessageTooBigError",
    "MethodNotFoundError",
    "NotificationOverflowError",
    "ParseError",
    "ProtocolError",
    "RejectedRequestError",
    "RemoteError",
    "RequestCancelledError",
    "RequestError",
    "RequestTimeoutError",
    "ServiceUnavailableError",
    "TaskSilentError",
    "TlsError",
    "UsageError",
]


class LivebindError(Exception):
    """Base of all errors of livebind. Its text says what happened, to what, and what to do."""


class UsageError(LivebindError):
    """The program asked for something that cannot work, whatever the backend does."""


class InvalidRequestError(UsageError):
    """Parameters that cannot be sent or break a constraint; nothing was sent."""

    def __init__(self, message: str, *, path: str = "$") -> None:
        super().__init__(message)
        self.path = path
        """Where the offending value is, such as `$.camera.position[1]`."""


class ConnectionError(LivebindError, builtins.ConnectionError):  # noqa: A001 - it is one
    """There is no connection to the backend, or no longer."""


class ServiceUnavailableError(ConnectionError):
    """Nobody answers at the address (yet). A later attempt may succeed."""


class TlsError(ConnectionError):
    """The secure connection could not be made; trying again would not help."""


class InvalidServerCertificateError(TlsError):
    """The certificate of the server is not trusted, expired, or for another host."""


class ProtocolError(ConnectionError):
    """The peer broke the rules of HTTP, WebSocket or JSON-RPC."""

    def __init__(self, message: str, *, close_code: int = 1002) -> None:
        super().__init__(message)
        self.close_code = close_code
        """The code that the peer is told when the connection is closed (RFC 6455, 7.4.1)."""


class MessageTooBigError(ProtocolError):
    """A message is larger than `Connector.max_message_size`."""

    def __init__(self, message: str, *, close_code: int = 1009) -> None:
        super().__init__(message, close_code=close_code)


class ConnectionClosedError(ConnectionError):
    """The connection ended while a request was waiting, or before it was sent."""

    def __init__(self, message: str, *, code: int = 1006, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        """Close code (RFC 6455, 7.4): 1000 is a normal end, 1005 one without a code, 1006 an end
        without a close frame."""
        self.reason = reason
        """What the peer said when it closed the connection, often empty."""

    @property
    def clean(self) -> bool:
        """Whether the peer (or this program) closed the connection on purpose."""
        return self.code in {1000, 1001, 1005}


class RequestError(LivebindError):
    """One request failed. The connection and all other requests are unharmed."""


class RemoteError(RequestError):
    """The backend answered with an error. The codes of JSON-RPC 2.0 have classes of their own."""

    declared_code: ClassVar[int] = 0
    """The code with which a description, or JSON-RPC 2.0, declares the error; 0 if neither does."""
    declared_message: ClassVar[str] = ""
    """The message with which a description declares the error, empty if it declares none."""
    data_type: ClassVar[Any] = None
    """The type of what comes with it, as the description declares it; None if it does not."""

    def __init_subclass__(
        cls, *, code: int | None = None, message: str | None = None, data_type: object = None
    ) -> None:
        super().__init_subclass__()
        cls.declared_code = cls.declared_code if code is None else code
        cls.declared_message = cls.declared_message if message is None else message
        cls.data_type = cls.data_type if data_type is None else data_type

    def __init__(self, message: str, *, code: int | None = None, data: object = None) -> None:
        super().__init__(message)
        self.message = message
        """The backend's message, as it was sent."""
        self.code: int = self.declared_code if code is None else code
        """The error code: -32700 to -32600 as JSON-RPC 2.0 defines, others as the backend does."""
        self.data: Any = data
        """Details, such as a list of schema errors. Any JSON; None if there are none."""
        self.raw_data: Any = data
        """The same as it was sent, also where `data` has a declared type."""

    def __str__(self) -> str:
        # The backend may repeat what it was sent.
        message = without_secret_text(self.message)
        text = f"the backend answered with error {self.code}: {message}"
        if self.raw_data is not None:
            data: object = without_secret_values(self.raw_data)
            details = cast("list[object]", data) if isinstance(data, list) else [data]
            text = f"{text}: {'; '.join(map(str, details))}"
        return escape(text)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({escape(without_secret_text(self.message))!r})"


class ParseError(RemoteError, code=-32700):
    """-32700, "Parse error": the backend cannot read a message, as it is no JSON to it."""


class RejectedRequestError(RemoteError, code=-32600):
    """-32600, "Invalid Request": the backend can read a message, but takes it for no request.

    (`InvalidRequestError` is raised on this side, for what is not even sent.)
    """


class MethodNotFoundError(RemoteError, code=-32601):
    """-32601, "Method not found": the backend does not have the method, or not in this version.

    Raised by a function of a generated package, its text names the version that the package was
    made from, and that of the instance, which is asked for it then.
    """

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        data: object = None,
        bindings: Bindings | None = None,
        instance_version: str = "",
    ) -> None:
        super().__init__(message, code=code, data=data)
        self.bindings = bindings
        """What the package was generated from; None for a raw request."""
        self.instance_version = instance_version
        """The version of the instance, empty if it is not known."""

    def __str__(self) -> str:
        text = super().__str__()
        if self.bindings is None:
            return text
        made = f"{text}; the bindings were generated from {self.bindings}"
        if not self.instance_version:
            hint = ", and this instance may be another version: `livebind generate` makes new ones"
        elif self.instance_version != self.bindings.version:
            hint = (
                f", but this instance is version {self.instance_version}: `livebind generate` "
                "makes new ones from it"
            )
        else:
            hint = (
                ", as is this instance: it may run without a plugin, or `livebind generate` makes "
                "new ones of what it has"
            )
        return escape(made + hint)


class InvalidParamsError(RemoteError, code=-32602):
    """-32602, "Invalid params": the method refuses the parameters; often `data` tells which."""


class InternalError(RemoteError, code=-32603):
    """-32603, "Internal error": the backend failed in a way that it does not blame on a request."""


STANDARD_ERRORS: Final[Mapping[int, type[RemoteError]]] = {
    kind.declared_code: kind
    for kind in (
        ParseError,
        RejectedRequestError,
        MethodNotFoundError,
        InvalidParamsError,
        InternalError,
    )
}
"""The classes of the errors that JSON-RPC 2.0 defines, by their codes (section 5.1)."""


class RequestCancelledError(RequestError):
    """The request was cancelled before it was through."""


class RequestTimeoutError(RequestError, TimeoutError):
    """No answer came in time. The backend may still be working on the request."""


class TaskSilentError(RequestTimeoutError):
    """The backend sent nothing about a task for longer than the task's `max_interval`."""


class HttpError(RequestError):
    """A server answered a request by HTTP alone: refused it, or is no JSON-RPC server."""

    def __init__(self, message: str, *, status: int = 0, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status (RFC 9110, 15); 0 if it is not known."""
        self.body = body
        """The beginning of what came with it."""


class NotificationOverflowError(LivebindError):
    """More notifications came than a subscription holds, so that some are lost."""


class InvalidReplyError(RequestError):
    """The answer to a request is not what its method returns."""

    def __init__(self, message: str, *, path: str = "$", raw: bytes = b"") -> None:
        super().__init__(message)
        self.path = path
        """Where in the result the offending value is, such as `$.bounds.max[2]`."""
        self.raw = raw
        """The JSON of the result (or of the whole message) as it was received."""
