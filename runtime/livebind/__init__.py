"""Run time of typed bindings: connect to a backend, send requests, follow tasks."""

from livebind.connector import Connector, connect
from livebind.errors import (
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 - it is the builtin's too
    InvalidReplyError,
    InvalidRequestError,
    InvalidServerCertificateError,
    LivebindError,
    MessageTooBigError,
    ProtocolError,
    RemoteError,
    RequestCancelledError,
    RequestError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TaskSilentError,
    TlsError,
    UsageError,
)
from livebind.hooks import Hooks
from livebind.instance import Instance
from livebind.logger import Logger
from livebind.method import Cancellation, Method, Reply
from livebind.model import UNSET, Model, OpenEnum, UnsetType
from livebind.progress import Progress
from livebind.task import Task
from livebind.timeouts import DEFAULT, Timeout
from livebind.tls import SslClientContext

__all__ = [
    "DEFAULT",
    "UNSET",
    "Cancellation",
    "ConnectionClosedError",
    "ConnectionError",
    "Connector",
    "Hooks",
    "Instance",
    "InvalidReplyError",
    "InvalidRequestError",
    "InvalidServerCertificateError",
    "LivebindError",
    "Logger",
    "MessageTooBigError",
    "Method",
    "Model",
    "OpenEnum",
    "Progress",
    "ProtocolError",
    "RemoteError",
    "Reply",
    "RequestCancelledError",
    "RequestError",
    "RequestTimeoutError",
    "ServiceUnavailableError",
    "SslClientContext",
    "Task",
    "TaskSilentError",
    "Timeout",
    "TlsError",
    "UnsetType",
    "UsageError",
    "connect",
]
