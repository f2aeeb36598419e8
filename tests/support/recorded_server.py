"""Serves the introspection of a recorded backend over a real WebSocket on the loopback."""

from __future__ import annotations

import json
import random
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Generator, Mapping

    from support.descriptions import Json
    from support.recordings import Recorded

__all__ = ["RefusedError", "always", "serve_recorded", "serve_replies"]

Handler = "Callable[[str, Any], Any]"


def always(reply: Json) -> Callable[[str, Json], Json]:
    """Return a backend that answers everything alike."""

    def answer(method: str, params: Json) -> Json:
        del method, params
        return reply

    return answer


class RefusedError(Exception):
    """Answered as a JSON-RPC error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def serve_recorded(
    recorded: Recorded,
    *,
    shuffle_seed: int | None = None,
    schemas: Mapping[str, Any] | None = None,
    tls: ssl.SSLContext | None = None,
) -> Generator[str]:
    """Serve a recorded backend; give its address (host:port).

    `shuffle_seed` lists the methods in another order; `schemas` replaces some schemas; with `tls`
    it is served over wss://.
    """
    names = list(recorded.method_names)
    if shuffle_seed is not None:
        random.Random(shuffle_seed).shuffle(names)  # noqa: S311 - no secret
    replies = {**recorded.replies}
    listing = next(key for key, value in replies.items() if value == list(recorded.method_names))
    replies[listing] = names
    known = {**recorded.schemas, **(schemas or {})}

    def answer(method: str, params: Json) -> Json:
        if method == recorded.schema_method:
            return known[params[recorded.schema_parameter]]
        return replies[method]

    with serve_replies(answer, tls=tls) as address:
        yield address


@contextmanager
def serve_replies(
    answer: Callable[[str, Any], Any], *, tls: ssl.SSLContext | None = None
) -> Generator[str]:
    """Serve JSON-RPC with the results of `answer`; a KeyError is an unknown method."""

    def handle(connection: ServerConnection) -> None:
        try:
            for message in connection:
                request = json.loads(message)
                connection.send(json.dumps(_reply(request, answer)))
        except ConnectionClosed:
            return

    with serve(handle, "127.0.0.1", 0, compression=None, ssl=tls) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            yield f"127.0.0.1:{port}"
        finally:
            server.shutdown()
            thread.join(10)


def _reply(request: dict[str, Any], answer: Callable[[str, Any], Any]) -> dict[str, Any]:
    reply: dict[str, Any] = {"id": request["id"], "jsonrpc": "2.0"}
    try:
        reply["result"] = answer(request["method"], request.get("params"))
    except KeyError:
        message = f"Method '{request['method']}' not found"
        reply["error"] = {"code": -32601, "message": message}
    except RefusedError as error:
        reply["error"] = {"code": error.code, "message": str(error)}
    return reply
