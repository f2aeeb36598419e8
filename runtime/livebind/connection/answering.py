"""Answers the requests of a peer, with what the application says."""

from __future__ import annotations

from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Final

import msgspec

from livebind.codec.encoding import encode_json
from livebind.common.escaping import escape
from livebind.errors import LivebindError, RemoteError
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from livebind.connection.settings import Settings
    from livebind.transports.transport import Transport
    from livebind.wires.events import PeerRequest
    from livebind.wires.wire import Wire

__all__ = ["Answering"]

_AT_ONCE: Final = 32
"""Requests of a peer that are handled at one time."""
_METHOD_NOT_FOUND: Final = -32601
_INTERNAL: Final = -32603


class Answering:
    """Handles each request in a thread of its own: the one that reads must never wait for it."""

    def __init__(self, wire: Wire, transport: Transport, settings: Settings) -> None:
        self._wire = wire
        self._transport = transport
        self._settings = settings
        self._free = Semaphore(_AT_ONCE)

    def answer(self, request: PeerRequest) -> None:
        """Answer a request, without waiting for that. One too many is logged and left alone."""
        settings, method = self._settings, escape(request.method)
        settings.logger.info("request %r from %s", method, settings.name)
        if self._free.acquire(blocking=False):
            Thread(target=self._run, args=[request], name="livebind-answer", daemon=True).start()
        else:
            settings.logger.warning(
                "%s made more than %d requests at once: %r stays without an answer",
                *(settings.name, _AT_ONCE, method),
            )

    def _run(self, request: PeerRequest) -> None:
        try:
            content, is_error = self._content(request)
            message = self._wire.encode_answer(request, content, is_error=is_error)
            self._transport.send(message, Deadline(self._settings.request_timeout))
        except LivebindError as error:
            method = escape(request.method)
            self._settings.logger.warning("%r was not answered: %s", method, escape(str(error)))
        finally:
            self._free.release()

    def _content(self, request: PeerRequest) -> tuple[bytes, bool]:
        """Return the JSON of an answer, and whether it is an error."""
        handler = self._settings.handlers.get(request.method)
        if handler is None:
            return _error(_METHOD_NOT_FOUND, f"{request.method!r} is not answered here"), True
        try:
            result = handler(msgspec.json.decode(request.params))
            return encode_json(result, "the answer to", request.method), False
        except RemoteError as error:
            return _error(error.code, error.message, error.raw_data), True
        except BaseException:  # in this thread, which it would only end
            self._settings.logger.exception("the handler of %r failed", escape(request.method))
            return _error(_INTERNAL, "the handler of this request failed"), True


def _error(code: int, message: str, data: object = None) -> bytes:
    content = {"code": code, "message": message, **({} if data is None else {"data": data})}
    return encode_json(content, "an error that is", "the answer")
