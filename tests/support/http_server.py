"""A server of JSON-RPC over HTTP that answers as a test says."""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Generator, Mapping

__all__ = ["Answer", "HttpServer", "http_server", "result_of"]

Answer: TypeAlias = "tuple[int, bytes, Mapping[str, str]]"
"""Status, body and headers."""


@dataclass
class HttpServer:
    """A server that runs, and what it was sent."""

    uri: str
    requests: list[tuple[dict[str, Any], dict[str, str]]] = field(
        default_factory=list[tuple[dict[str, Any], dict[str, str]]]
    )
    """The JSON of each request, and its headers by their lower-case names."""
    gets: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """The headers of each GET."""
    connections: int = 0
    """How many were accepted."""


def result_of(request: Mapping[str, Any], result: object) -> Answer:
    """Return the answer of success."""
    body = {"jsonrpc": "2.0", "id": request.get("id"), "result": result}
    return 200, json.dumps(body).encode(), {}


@contextmanager
def http_server(
    answer: Callable[[dict[str, Any]], Answer],
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    document: bytes = b"",
) -> Generator[HttpServer]:
    """Serve `answer` on loopback, each connection in a thread of its own; `document` to GET."""
    accepted: list[socket.socket] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            server.connections += 1
            accepted.append(self.request)
            super().setup()

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            request = json.loads(self.rfile.read(size))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.requests.append((request, headers))
            status, body, more = answer(request)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            server.gets.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            del format, args

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients that go away are what some tests are about."""

    with Server(("127.0.0.1", port), Handler) as listening:
        if tls is not None:
            listening.socket = tls.wrap_socket(listening.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        server = HttpServer(f"{scheme}://127.0.0.1:{listening.server_port}/rpc")
        thread = Thread(target=listening.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
            for connection in accepted:  # those that are kept open, too
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
