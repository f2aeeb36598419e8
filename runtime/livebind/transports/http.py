"""The HTTP transport: each message is the body of a POST, and its answer that of the response.

urllib3 keeps connections open and uses them again. Nothing is sent twice: no redirect is followed
and no request is tried again. A request that fails on its way fails alone, as the next one makes a
connection of its own; so an instance over HTTP never "ends" but by `disconnect`.
"""

from __future__ import annotations

import ssl
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from livebind.common.escaping import escape
from livebind.common.message import Message, TextMessage, Undelivered
from livebind.common.secrets import without_secret_text, without_secrets
from livebind.errors import (
    ConnectionClosedError,
    HttpError,
    InvalidServerCertificateError,
    LivebindError,
    MessageTooBigError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TlsError,
    UsageError,
)
from livebind.transports.opening import open_stream
from livebind.transports.stream import CLOSED_HERE

try:
    import urllib3
    from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
    from urllib3.exceptions import TimeoutError as HttpTimeoutError
except ImportError as missing:
    raise ImportError("connections over HTTP need urllib3: install 'livebind[http]'") from missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["HttpTransport"]

_CONCURRENT: Final = 32
"""Requests that are on their way at one time; more wait for their turn."""
_EXCERPT: Final = 300
"""Bytes of an answer that is no JSON-RPC, as an error shows it."""
_FIRST_REDIRECT: Final = 300
_FIRST_REFUSAL: Final = 400
_HEADERS: Final = {"Content-Type": "application/json", "Accept": "application/json"}


class HttpTransport:
    """JSON-RPC over POST (`livebind.transports.transport.Transport`)."""

    def __init__(
        self, pool: urllib3.HTTPConnectionPool, address: Address, max_message_size: int
    ) -> None:
        self._pool = pool
        self._address = address
        self._max_message_size = max_message_size
        self._workers = ThreadPoolExecutor(_CONCURRENT, thread_name_prefix="livebind-http")
        self._arrived: deque[Message | Undelivered] = deque()
        # Guards `_arrived` and `_closed`, and wakes the thread that waits for either.
        self._changed = Condition()
        self._closed = False

    @classmethod
    def connect(
        cls,
        address: Address,
        context: ssl.SSLContext | None,
        deadline: Deadline,
        max_message_size: int,
        headers: Mapping[str, str],
    ) -> HttpTransport:
        """Make sure that somebody listens, in TLS if there is a context.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time.
            TlsError: no secure connection can be made.
        """
        open_stream(address, context, deadline).close()
        kind = urllib3.HTTPConnectionPool if context is None else urllib3.HTTPSConnectionPool
        secure = {} if context is None else {"ssl_context": context}
        pool = kind(
            address.host,
            address.port,
            maxsize=_CONCURRENT,
            headers={**_HEADERS, **headers},
            **cast("dict[str, Any]", secure),
        )
        return cls(pool, address, max_message_size)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to receive before the next `wait`; see `Transport.idle`."""
        return not self._arrived

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived; see `Transport.wait`."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._arrived) or self._closed, seconds)

    def receive(self) -> Message | Undelivered | None:
        """Return the next answer if it has arrived; see `Transport.receive`."""
        with self._changed:
            if self._closed:
                raise ConnectionClosedError(CLOSED_HERE, code=1000)
            return self._arrived.popleft() if self._arrived else None

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message, in a thread of its own; see `Transport.send`."""
        if not isinstance(message, TextMessage):
            raise UsageError("JSON-RPC over HTTP cannot carry bytes beside a message")
        try:
            self._start(message, deadline)
        except RuntimeError:  # shut down
            raise ConnectionClosedError(CLOSED_HERE, code=1000) from None

    def post(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.post`. Nothing is held back here."""
        self.send(message, deadline)

    def send_at_once(self, message: Message, deadline: Deadline) -> None:
        """Send one message as `send` does, which never waits; see `AsyncTransport.send_at_once`."""
        self.send(message, deadline)

    def flush_with(self, schedule: Callable[[Callable[[], None]], object]) -> None:
        """Do nothing, as nothing is held back; see `AsyncTransport.flush_with`."""

    def fileno(self) -> None:
        """Return nothing, as each request has a socket of its own; see `AsyncTransport.fileno`."""

    def _start(self, message: TextMessage, deadline: Deadline) -> None:
        self._workers.submit(self._deliver, message, deadline)

    def _deliver(self, message: TextMessage, deadline: Deadline) -> None:
        answer: Message | Undelivered | None
        try:
            answer = self._post(message, deadline)
        except LivebindError as error:
            answer = Undelivered(message, error)
        if answer is not None:
            self._arrive(answer)

    def _arrive(self, message: Message | Undelivered) -> None:
        """Hand a message over to the thread that receives."""
        with self._changed:
            self._arrived.append(message)
            self._changed.notify_all()

    def _post(self, message: TextMessage, deadline: Deadline) -> TextMessage | None:
        """Return the answer to a message; None if there is none, to a notification."""
        try:
            with self._open("POST", deadline, message.text) as response:
                return self._take(message, response)
        except LivebindError:  # some are errors of the system too
            raise
        except (HTTPError, OSError) as error:
            raise self._failure(error) from error

    def _open(
        self,
        method: str,
        deadline: Deadline,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Send a request of HTTP, and return the response, whose body is not read yet."""
        return self._pool.urlopen(
            method,
            self._address.resource,
            body=body,
            headers=None if headers is None else {**self._pool.headers, **headers},
            retries=False,
            redirect=False,
            timeout=urllib3.Timeout(total=deadline.remaining()),
            preload_content=False,
            decode_content=False,
        )

    def _take(self, message: TextMessage, response: urllib3.BaseHTTPResponse) -> TextMessage | None:
        """Read the response to a message, and return the answer in it."""
        body = response.read(self._max_message_size + 1)
        if len(body) <= self._max_message_size:
            response.drain_conn()
            response.release_conn()  # to be used again
        return self._answer(message, response, body)

    def _answer(
        self, message: TextMessage, response: urllib3.BaseHTTPResponse, body: bytes
    ) -> TextMessage | None:
        """Return the message that a response holds, or raise what it says instead."""
        if len(body) > self._max_message_size:
            raise MessageTooBigError(
                f"{self._address} answered with more than {self._max_message_size} bytes: a larger "
                "Connector.max_message_size allows it"
            )
        if message.request_id is None and response.status < _FIRST_REFUSAL:
            return None
        if _is_json_rpc(body):
            return TextMessage(body)
        raise self._refusal(response, body)

    def _refusal(self, response: urllib3.BaseHTTPResponse, body: bytes) -> HttpError:
        """Return what a response says that is no answer."""
        text = _explained(self._address, response, body)
        return HttpError(text, status=response.status, body=body[:_EXCERPT])

    def _failure(self, error: Exception) -> LivebindError:
        """Return what a request failed with that got no response."""
        reason = getattr(error, "reason", None) or error
        if self._closed:
            return ConnectionClosedError(CLOSED_HERE, code=1000)
        if isinstance(error, SSLError):
            certificate = isinstance(reason, ssl.SSLCertVerificationError)
            kind = InvalidServerCertificateError if certificate else TlsError
            return kind(f"no secure connection to {self._address} could be made ({reason})")
        if isinstance(error, NewConnectionError):
            return ServiceUnavailableError(
                f"nobody answers at {self._address} any more: check whether the service runs"
            )
        if isinstance(error, HttpTimeoutError):
            return RequestTimeoutError(
                f"{self._address} gave no answer in time; it may still be working on the request"
            )
        return ConnectionClosedError(
            f"{self._address} ended the connection before it answered ({type(reason).__name__}); "
            "it may have stopped, or have carried the request out"
        )

    def interrupt(self) -> None:
        """Wake the thread in `wait`, and end `receive` and `send`; see `Transport.interrupt`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Do nothing: HTTP has no farewell; see `Transport.say_goodbye`."""

    def close(self) -> None:
        """Close all connections; see `Transport.close`. What is on its way is not waited for."""
        self.interrupt()
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._pool.close()


def _is_json_rpc(body: bytes) -> bool:
    """Whether a body is a message, which servers may send with any status."""
    try:
        content: object = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        return False
    items = cast("list[object]", content) if isinstance(content, list) else [content]
    return any(isinstance(item, dict) and "jsonrpc" in item for item in items)


def _explained(address: Address, response: urllib3.BaseHTTPResponse, body: bytes) -> str:
    said = f"{address} answered with HTTP status {response.status}"
    target = response.headers.get("Location")
    if _FIRST_REDIRECT <= response.status < _FIRST_REFUSAL and target:
        shown = escape(without_secrets(target))
        return f"{said}, a redirect to {shown}, which is not followed: connect there yourself"
    if response.status in {401, 403}:
        return f"{said}: give the headers that it asks for (Connector(headers=...))"
    shown = without_secret_text(body[:_EXCERPT].decode(errors="replace"))
    text = escape(shown) or "an empty body"
    return f"{said} and no JSON-RPC: {text}"
