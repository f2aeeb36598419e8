"""Run time of typed bindings: connect to a backend, send requests, follow tasks.

Names are loaded when they are first used (PEP 562), so that importing the package costs nothing.

The modules beside this one are public, and so are those of `livebind.conplyent` that define
`__all__` for generated packages: `connection`, `listener`, `pool`, `task` and `transfer`. All other
folders are rooms of the house, internal, and may change with any version:

- `common`: messages, addresses, checks and text, which several rooms need
- `codec`: values to JSON and back, by their types
- `wires`: requests to messages, messages to events, without I/O
- `transports`: whole messages over a network
- `connection`: tasks that wait, and the thread that reads for them

`tests/test_layers.py` says which room may import which.
"""

from typing import TYPE_CHECKING

from livebind.lazy import lazy_names

if TYPE_CHECKING:
    from livebind.bindings import Bindings
    from livebind.connector import Connector, connect
    from livebind.errors import (
        ConnectionClosedError,
        ConnectionError,  # noqa: A004 - it is the builtin's too
        HttpError,
        InternalError,
        InvalidParamsError,
        InvalidReplyError,
        InvalidRequestError,
        InvalidServerCertificateError,
        LivebindError,
        MessageTooBigError,
        MethodNotFoundError,
        NotificationOverflowError,
        ParseError,
        ProtocolError,
        RejectedRequestError,
        RemoteError,
        RequestCancelledError,
        RequestError,
        RequestTimeoutError,
        ServiceUnavailableError,
        TaskSilentError,
        TlsError,
        UsageError,
    )
    from livebind.exploring import explore
    from livebind.hooks import Hooks
    from livebind.instance import Instance
    from livebind.listener import Listener
    from livebind.logger import Logger
    from livebind.method import CANCEL, Cancellation, Method, Reply
    from livebind.model import UNSET, Model, OpenEnum, UnsetType
    from livebind.notification import Notification
    from livebind.open_model import OpenModel
    from livebind.pool import Pool
    from livebind.progress import Progress
    from livebind.subscription import Subscription
    from livebind.task import Task
    from livebind.timeouts import DEFAULT, Timeout
    from livebind.tls import SslClientContext

    __version__: str

__all__ = [
    "CANCEL",
    "DEFAULT",
    "UNSET",
    "Bindings",
    "Cancellation",
    "ConnectionClosedError",
    "ConnectionError",
    "Connector",
    "Hooks",
    "HttpError",
    "Instance",
    "InternalError",
    "InvalidParamsError",
    "InvalidReplyError",
    "InvalidRequestError",
    "InvalidServerCertificateError",
    "Listener",
    "LivebindError",
    "Logger",
    "MessageTooBigError",
    "Method",
    "MethodNotFoundError",
    "Model",
    "Notification",
    "NotificationOverflowError",
    "OpenEnum",
    "OpenModel",
    "ParseError",
    "Pool",
    "Progress",
    "ProtocolError",
    "RejectedRequestError",
    "RemoteError",
    "Reply",
    "RequestCancelledError",
    "RequestError",
    "RequestTimeoutError",
    "ServiceUnavailableError",
    "SslClientContext",
    "Subscription",
    "Task",
    "TaskSilentError",
    "Timeout",
    "TlsError",
    "UnsetType",
    "UsageError",
    "connect",
    "explore",
]

_MODULES = {
    "bindings": ("Bindings",),
    "connector": ("Connector", "connect"),
    "exploring": ("explore",),
    "hooks": ("Hooks",),
    "instance": ("Instance",),
    "listener": ("Listener",),
    "logger": ("Logger",),
    "method": ("CANCEL", "Cancellation", "Method", "Reply"),
    "model": ("UNSET", "Model", "OpenEnum", "UnsetType"),
    "notification": ("Notification",),
    "open_model": ("OpenModel",),
    "pool": ("Pool",),
    "progress": ("Progress",),
    "subscription": ("Subscription",),
    "task": ("Task",),
    "timeouts": ("DEFAULT", "Timeout"),
    "tls": ("SslClientContext",),
    "version": ("__version__",),
}
_HOME = {
    **{name: ".errors" for name in __all__ if name.endswith("Error")},
    **{name: f".{module}" for module, names in _MODULES.items() for name in names},
}

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(__name__, _HOME)
