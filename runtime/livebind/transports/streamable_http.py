"""The streamable HTTP of MCP: answers may be streams of events, as is what a server says unasked.

Source: Model Context Protocol specification, 2025-11-25, "Transports".
"""

from __future__ import annotations

import re
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import msgspec
from urllib3.exceptions import HTTPError

from livebind.common.message import Message, TextMessage, Undelivered
from livebind.errors import ConnectionClosedError, LivebindError, ProtocolError
from livebind.timeouts import Deadline
from livebind.transports.event_stream import EventStream
from livebind.transports.http import HttpTransport

if TYPE_CHECKING:
    import urllib3

    from livebind.common.uri import Address

__all__ = ["StreamableHttpTransport"]

_ACCEPTED: Final = {"Accept": "application/json, text/event-stream"}
_CHUNK_SIZE: Final = 64 * 1024
_STREAM: Final = "text/event-stream"
_OK: Final = 200
_NOT_FOUND: Final = 404
_FIRST_REFUSAL: Final = 400
_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
_CANCELLED: Final = b'"method":"notifications/cancelled"'


class _Params(msgspec.Struct, rename="camel"):
    request_id: int | None = None
    protocol_version: str = ""


class _Head(msgspec.Struct):
    """What of a message tells where it belongs."""

    id: Any = None
    method: str = ""
    params: _Params | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")


_decode_head = msgspec.json.Decoder(_Head).decode
_decode_result = msgspec.json.Decoder(_Params).decode


class StreamableHttpTransport(HttpTransport):
    """A session over streamable HTTP (`livebind.transports.transport.Transport`)."""

    def __init__(
        self, pool: urllib3.HTTPConnectionPool, address: Address, max_message_size: int
    ) -> None:
        super().__init__(pool, address, max_message_size)
        # Headers of each request after the first.
        self._session: dict[str, str] = {}
        self._is_listening = False
        self._lost: ConnectionClosedError | None = None
        # Guarded by `_changed`: requests on their way with what streams their answers, and those of
        # them that were cancelled. The stream that is no answer is that of None.
        self._streams: dict[int | None, urllib3.BaseHTTPResponse | None] = {}
        self._cancelled: set[int | None] = set()
        self._last_notification = Event()
        self._last_notification.set()

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived; see `Transport.wait`."""
        with self._changed:
            return self._changed.wait_for(
                lambda: bool(self._arrived) or self._closed or self._lost is not None, seconds
            )

    def receive(self) -> Message | Undelivered | None:
        """Return the next message if it has arrived; see `Transport.receive`."""
        message = super().receive()
        if message is None and self._lost is not None:
            raise self._lost
        return message

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """End the session; see `Transport.say_goodbye`."""
        del code
        if self._session:
            with suppress(HTTPError, OSError):
                self._open("DELETE", deadline, headers=self._session).close()

    def close(self) -> None:
        """Close all connections; see `Transport.close`."""
        super().close()
        with self._changed:
            streams = list(self._streams.values())
        for stream in streams:
            if stream is not None:
                _shut(stream)

    def _start(self, message: TextMessage, deadline: Deadline) -> None:
        # Not the threads of the pool, which many long answers would use up, and which a program
        # waits for as it ends.
        after, done = self._last_notification, Event()
        if message.request_id is None:
            self._last_notification = done  # what follows may only make sense after it

        def deliver() -> None:
            after.wait(deadline.remaining())
            try:
                self._deliver(message, deadline)
            finally:
                done.set()

        Thread(target=deliver, name="livebind-http", daemon=True).start()

    def _post(self, message: TextMessage, deadline: Deadline) -> TextMessage | None:
        """Return the answer to a message; None if there is none, or it came as an event."""
        headers, request_id = {**_ACCEPTED, **self._session}, message.request_id
        if request_id is not None:
            self._streams[request_id] = None
        try:
            with self._open("POST", deadline, message.text, headers) as response:
                answer = self._take(message, response)
        except LivebindError:  # some are errors of the system too
            raise
        except (HTTPError, OSError) as error:
            if request_id in self._cancelled:
                return None
            raise self._failure(error) from error
        finally:
            if request_id is not None:
                with self._changed:
                    del self._streams[request_id]
                    self._cancelled.discard(request_id)
        if request_id is None:
            self._after_notification(message)
        return answer

    def _after_notification(self, message: TextMessage) -> None:
        if not self._is_listening:  # the first one, which begins the session
            self._is_listening = True
            Thread(target=self._listen, name="livebind-events", daemon=True).start()
        elif _CANCELLED in message.text:
            params = _decode_head(message.text).params
            if params is not None and params.request_id is not None:
                self._give_up(params.request_id)

    def _give_up(self, request_id: int) -> None:
        """End the stream of a request that was cancelled: no answer would ever end it."""
        with self._changed:
            if request_id not in self._streams:
                return
            self._cancelled.add(request_id)
            self._changed.notify_all()
            stream = self._streams[request_id]
        if stream is not None:
            _shut(stream)

    def _take(self, message: TextMessage, response: urllib3.BaseHTTPResponse) -> TextMessage | None:
        self._note_session(response)
        if response.status != _OK or not _is_stream(response):
            return super()._take(message, response)
        stream = EventStream(self._max_message_size)
        request_id = message.request_id
        is_answered = self._follow(request_id, response, stream)
        while not (is_answered or self._closed or request_id in self._cancelled):
            if self._pauses(stream.retry_seconds if stream.last_id else 0, request_id):
                continue
            if not stream.last_id:
                raise ConnectionClosedError(
                    f"{self._address} ended its answer before it was whole; it may have stopped, "
                    "or have carried the request out"
                )
            with self._resumed(stream) as rest:
                if rest.status != _OK:
                    raise self._refusal(rest, rest.read(_CHUNK_SIZE))
                stream.last_id = ""  # at least one event must come each time
                is_answered = self._follow(request_id, rest, stream)
        return None

    def _answer(
        self, message: TextMessage, response: urllib3.BaseHTTPResponse, body: bytes
    ) -> TextMessage | None:
        if response.status == _NOT_FOUND and self._session:
            raise self._lose(f"{self._address} has ended the session: connect again")
        answer = super()._answer(message, response, body)
        if answer is not None:
            is_of_request = self._note(answer.text, message.request_id)
            if response.status >= _FIRST_REFUSAL and not is_of_request:
                raise self._refusal(response, body)
        return answer

    def _note_session(self, response: urllib3.BaseHTTPResponse) -> None:
        name = response.headers.get("Mcp-Session-Id")
        if name is not None and not self._session:
            if not _VISIBLE.fullmatch(name):
                raise ProtocolError(f"{self._address} gave its session a name that is none")
            self._session = {"Mcp-Session-Id": name}

    def _note(self, text: bytes, request_id: int | None) -> bool:
        """Note what a message says of the session; whether it answers this request."""
        try:
            head = _decode_head(text)
            if "MCP-Protocol-Version" not in self._session:
                version = _decode_result(head.result).protocol_version
                if _VISIBLE.fullmatch(version):
                    self._session = {**self._session, "MCP-Protocol-Version": version}
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return False  # told by whoever reads it as a whole
        return request_id is not None and head.id == request_id and not head.method

    def _follow(
        self, request_id: int | None, response: urllib3.BaseHTTPResponse, stream: EventStream
    ) -> bool:
        """Hand over the events of a response; whether the answer to a request was among them."""
        is_answered = False
        with self._changed:
            self._streams[request_id] = response
            is_wanted = not self._closed and request_id not in self._cancelled
        stream.restart()
        while is_wanted and (chunk := response.read1(_CHUNK_SIZE)):
            for text in stream.feed(chunk):
                is_answered |= self._note(text, request_id)
                self._arrive(TextMessage(text))
        return is_answered

    def _resumed(self, stream: EventStream) -> urllib3.BaseHTTPResponse:
        """Ask for what a stream has after its last event, or for one that has none as yet."""
        last = {"Last-Event-ID": stream.last_id} if stream.last_id else {}
        headers = {"Accept": _STREAM, **self._session, **last}
        return self._open("GET", Deadline(None), headers=headers)

    def _listen(self) -> None:
        """Hand over what the server says unasked, for as long as it lets. Runs in a thread."""
        stream = EventStream(self._max_message_size)
        try:
            while not self._closed:
                with self._resumed(stream) as response:
                    if response.status == _NOT_FOUND and self._session:
                        self._lose(f"{self._address} has ended the session: connect again")
                    if response.status != _OK or not _is_stream(response):
                        return  # it says nothing unasked
                    self._follow_while_it_lasts(response, stream)
                self._pauses(stream.retry_seconds, None)
        except LivebindError as error:
            self._lose(str(error))
        except (HTTPError, OSError) as error:
            self._lose(str(self._failure(error)))

    def _follow_while_it_lasts(
        self, response: urllib3.BaseHTTPResponse, stream: EventStream
    ) -> None:
        try:
            self._follow(None, response, stream)
        except LivebindError:
            raise
        except (HTTPError, OSError):
            pass  # whether the server is still there, the next request tells

    def _pauses(self, seconds: float, request_id: int | None) -> bool:
        """Wait before asking again; True if nobody wants the answer any more."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._closed or request_id in self._cancelled, seconds
            )

    def _lose(self, why: str) -> ConnectionClosedError:
        """End the connection, as the session has ended; return the error that says so."""
        error = ConnectionClosedError(why)
        with self._changed:
            self._lost = error
            self._changed.notify_all()
        return error


def _is_stream(response: urllib3.BaseHTTPResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    return kind.partition(";")[0].strip().lower() == _STREAM


def _shut(response: urllib3.BaseHTTPResponse) -> None:
    """End a response that another thread is reading."""
    # It may have come to its end in this moment.
    with suppress(HTTPError, OSError, ValueError, RuntimeError):
        response.shutdown()
