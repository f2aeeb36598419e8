"""Settings of a connection, and how to open it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar, Literal, TypedDict

from livebind.common.headers import Headers
from livebind.common.secrets import without_secrets
from livebind.common.settings_checks import (
    check_callable,
    check_choice,
    check_logger,
    check_number,
    check_type,
    check_whole_number,
    keywords_of,
)
from livebind.common.uri import parse_uri
from livebind.errors import ServiceUnavailableError, UsageError
from livebind.hooks import BinaryHandler, Hooks, RequestHandler
from livebind.logger import LOGGER
from livebind.timeouts import Deadline
from livebind.tls import SslClientContext

if TYPE_CHECKING:
    import logging
    import ssl
    from typing import Unpack

    from livebind.aio.connecting import Connecting
    from livebind.connection.opening import Opening
    from livebind.instance import Instance
    from livebind.wires.wire import Wire

__all__ = ["Connector", "ConnectorSettings", "connect"]

_MAX_MESSAGE_SIZE = 2**31 - 1


@dataclass(frozen=True, repr=False)
class Connector:
    """How to connect to an instance. Only `uri` is required.

    A connector can be pickled (unless it holds an `ssl.SSLContext`, or functions that cannot), so
    that another process can connect by itself.

    Raises:
        UsageError: a setting makes no sense, at construction.
    """

    uri: str
    """`host:port`, or an address with a path: `ws://`, `wss://`, `http://` or `https://`; IPv6 as
    `[::1]:5000`. HTTP needs the extra `http`. `stdio:` and a command starts a program, which is
    spoken to over its standard input and output, and ends with the connection."""
    ssl_context: SslClientContext | ssl.SSLContext | None = None
    """None (default) is plain, unless the URI says `wss://`. `SslClientContext()` trusts the
    certificate authorities of the machine. An `ssl.SSLContext` of your own is used as it is."""
    binary_handler: BinaryHandler | None = None
    """Called with binary messages that are no replies, such as streamed images."""
    logger: logging.Logger = field(default=LOGGER)
    """By default warnings and worse are printed to standard output, unless the application has
    handlers of its own for the logger `livebind` or the root logger: then those alone get them.
    `Logger(logging.INFO)` prints each message's method and id."""
    max_attempts: int | None = 1
    """How often to try to reach a service that is not available; None: for ever."""
    attempt_period: float = 0.1
    """Seconds between two attempts."""
    attempt_jitter: float = 0.0
    """Part of the period that is random, 0 to 1, so that many clients do not come at once."""
    connect_timeout: float | None = 10.0
    """Seconds for one attempt: name, all addresses, TCP, TLS, handshake, and what the protocol asks
    first. None: no limit."""
    request_timeout: float | None = 600.0
    """Seconds that a request may take if its call says nothing else. None: no limit."""
    max_message_size: int = _MAX_MESSAGE_SIZE
    """Largest message in bytes that is accepted. Brayns sends at most 2 GiB - 1."""
    hooks: Hooks = field(default_factory=Hooks)
    """Called with what concerns no single request."""
    _wire: ClassVar[type[Wire] | None] = None
    """What makes the wire of a connection, None for JSON-RPC. Packages that were generated from a
    backend with another one have a connector of their own, which says it."""
    headers: Mapping[str, str] = field(default_factory=lambda: Headers({}), hash=False)
    """Sent with the handshake of a WebSocket, or each request over HTTP, such as
    `{"Authorization": "Bearer ..."}`. Their values are shown nowhere."""
    handlers: Mapping[str, RequestHandler] = field(
        default_factory=dict[str, RequestHandler], hash=False
    )
    """What answers requests of the instance, on protocols that have them, by their method: a
    function that takes the params and returns the result. Each request is answered in a thread of
    its own. A `RemoteError` that it raises is the answer; any other error is logged, and answered
    with -32603. Methods without a function are answered with -32601."""
    validation: Literal["strict", "lenient"] = "strict"
    """What becomes of a reply or a notification that contradicts its own schema. `"strict"`: it
    fails with `InvalidReplyError`. `"lenient"`: it is taken as far as it fits, with a warning to
    the logger, once for each place: a value of the wrong type stays as it came (any JSON, also
    None), a required property that is missing is `UNSET`."""

    def __post_init__(self) -> None:
        check_type("uri", self.uri, str, "a text such as 'host:port'")
        address = parse_uri(self.uri)
        _check_context(self.ssl_context)
        if address.secure is False and self.ssl_context is not None:
            raise UsageError(
                f"{without_secrets(self.uri)!r} is not encrypted, but there is an ssl_context: "
                "wss://?"
            )
        check_callable("binary_handler", self.binary_handler)
        check_logger(self.logger)
        check_whole_number("max_attempts", self.max_attempts, minimum=1, none="to try for ever")
        check_number("attempt_period", self.attempt_period)
        check_number("attempt_jitter", self.attempt_jitter, maximum=1)
        check_number("connect_timeout", self.connect_timeout, positive=True, optional=True)
        check_number("request_timeout", self.request_timeout, positive=True, optional=True)
        check_whole_number("max_message_size", self.max_message_size, minimum=1)
        check_type("hooks", self.hooks, Hooks, "livebind.Hooks(...)")
        check_choice("validation", self.validation, ("strict", "lenient"))
        object.__setattr__(self, "headers", Headers(self.headers))  # a copy, which hides values
        check_type("handlers", self.handlers, Mapping, "a mapping of functions by methods")
        object.__setattr__(self, "handlers", dict(self.handlers))
        for method, handler in self.handlers.items():
            check_callable(f"handlers[{method!r}]", handler)

    def __repr__(self) -> str:
        given = [repr(without_secrets(self.uri))]
        for setting in fields(self)[1:]:
            value: object = getattr(self, setting.name)
            make = setting.default_factory
            if value != (setting.default if make is MISSING else make()):
                given.append(f"{setting.name}={value!r}")
        return f"{type(self).__name__}({', '.join(given)})"

    def connect(self) -> Instance:
        """Connect, trying `max_attempts` times while the service is not available.

        Raises:
            ServiceUnavailableError: nobody answered at any attempt.
            TlsError: no secure connection can be made; not tried again.
            ProtocolError: the server is no WebSocket server; not tried again.
        """
        attempt = 1
        while True:
            try:
                return self._connect_once()
            except ServiceUnavailableError as error:
                pause = pause_after(self, attempt, error)
            attempt += 1
            time.sleep(pause)

    def connect_async(self) -> Connecting:
        """Connect as `connect` does, in a coroutine: `async with connector.connect_async()`.

        What it returns can also be awaited. Either gives a `livebind.aio.AsyncInstance`.
        """
        from livebind.aio.connecting import Connecting  # noqa: PLC0415 - asyncio is slow to import

        return Connecting(self)

    def opening(self) -> Opening:
        """Return one attempt to connect, yet to be made, for the machinery of livebind."""
        from livebind.connection.leniency import Leniency  # noqa: PLC0415 - see `_connect_once`
        from livebind.connection.opening import Opening  # noqa: PLC0415 - see `_connect_once`
        from livebind.connection.settings import Settings  # noqa: PLC0415 - see `_connect_once`
        from livebind.wires.brayns import BraynsWire  # noqa: PLC0415 - see `_connect_once`
        from livebind.wires.json_rpc import JsonRpcWire  # noqa: PLC0415 - see `_connect_once`

        address = parse_uri(self.uri)
        default = JsonRpcWire if address.transport == "http" else BraynsWire
        wire = (self._wire or default)()
        settings = Settings(
            name=str(address),
            request_timeout=self.request_timeout,
            logger=self.logger,
            hooks=self.hooks,
            binary_handler=self.binary_handler,
            handlers={**wire.handlers, **self.handlers},
            leniency=Leniency(self.logger) if self.validation == "lenient" else None,
        )
        return Opening(
            address,
            wire,
            settings,
            context=self.ssl_context,
            deadline=Deadline(self.connect_timeout),
            max_message_size=self.max_message_size,
            headers=self.headers,
        )

    def _connect_once(self) -> Instance:
        # The transports take longer to import than all of livebind, and models need them not.
        from livebind.connection.beginning import Beginning  # noqa: PLC0415 - see above
        from livebind.connection.connection import Connection  # noqa: PLC0415 - see above
        from livebind.instance import Instance  # noqa: PLC0415 - see above

        opening = self.opening()
        instance = Instance(Connection(opening.open(), opening.wire, opening.settings))
        try:
            opening.wire.begin(
                Beginning(instance, opening.settings.name, opening.deadline), self.handlers.keys()
            )
        except BaseException:
            instance.disconnect()
            raise
        return instance


def pause_after(connector: Connector, attempt: int, error: ServiceUnavailableError) -> float:
    """Return the seconds before the next attempt; raises `error` if there is to be none."""
    if connector.max_attempts is not None and attempt >= connector.max_attempts:
        raise error
    connector.logger.info("attempt %d to connect failed: %s", attempt, error)
    import random  # noqa: PLC0415 - only for a second attempt

    spread = random.uniform(-1, 1)  # noqa: S311 - no secret
    return connector.attempt_period * (1 + connector.attempt_jitter * spread)


class ConnectorSettings(TypedDict, total=False):
    """The settings of a `Connector` beside its `uri`, as keywords."""

    ssl_context: SslClientContext | ssl.SSLContext | None
    binary_handler: BinaryHandler | None
    logger: logging.Logger
    max_attempts: int | None
    attempt_period: float
    attempt_jitter: float
    connect_timeout: float | None
    request_timeout: float | None
    max_message_size: int
    hooks: Hooks
    headers: Mapping[str, str]
    handlers: Mapping[str, RequestHandler]
    validation: Literal["strict", "lenient"]


@keywords_of(Connector)
def connect(uri: str, **settings: Unpack[ConnectorSettings]) -> Instance:
    """Connect to an instance: short for `Connector(uri, **settings).connect()`.

    Args:
        uri: `host:port`, or `ws://`, `wss://`, `http://` or `https://` and host, port and path.
        settings: those of `Connector`, which says what each means, as keywords.

    Raises:
        UsageError: a setting makes no sense.
        ServiceUnavailableError: nobody answered at any attempt.
        TlsError: no secure connection can be made.
        ProtocolError: the server is no WebSocket server.
    """
    return Connector(uri, **settings).connect()


_CONTEXT = "livebind.SslClientContext(...), an ssl.SSLContext, or None"


def _check_context(context: object) -> None:
    if context is not None and not isinstance(context, SslClientContext):
        import ssl  # noqa: PLC0415 - slow to import, and most connections are plain

        check_type("ssl_context", context, ssl.SSLContext, _CONTEXT)
