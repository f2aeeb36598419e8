"""Streamable HTTP as MCP has it: sessions, answers as streams, streams that are taken up again."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    ConnectionClosedError,
    Connector,
    Hooks,
    HttpError,
    MessageTooBigError,
    RequestCancelledError,
    RequestTimeoutError,
)
from livebind.wires.mcp import McpWire

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

EVENTS = "text/event-stream"


class OurConnector(Connector):
    _wire = McpWire


def reply(request: dict[str, Any], result: object) -> bytes:
    content: dict[str, object] = {"content": [], "structuredContent": {"is": result}}
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": content}).encode()


class Server:
    """A server whose tools are functions that write the response to a call themselves."""

    def __init__(self) -> None:
        self.tools: dict[str, Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]] = {}
        self.unasked: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.seen: list[tuple[str, dict[str, str], Any]] = []
        self.uri = ""
        self.ended = Event()

    def headers_of(self, method: str) -> list[dict[str, str]]:
        return [headers for one, headers, _ in self.seen if one == method]


def respond(
    handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def begin_events(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", EVENTS)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True


@contextmanager
def serving() -> Generator[Server]:
    ours = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            ours.seen.append(("POST", self._named(), request))
            if request.get("method") == "initialize":
                result = {"protocolVersion": "2025-06-18"}
                body = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result})
                respond(self, 200, body.encode(), Mcp_Session_Id="s-1")
            elif "id" not in request:
                respond(self, 202)
            else:
                ours.tools[request["params"]["name"]](self, request)

        def do_GET(self) -> None:
            ours.seen.append(("GET", self._named(), None))
            if ours.unasked is None:
                respond(self, 405)
            else:
                ours.unasked(self)

        def do_DELETE(self) -> None:
            ours.seen.append(("DELETE", self._named(), None))
            respond(self, 200)
            ours.ended.set()

        def _named(self) -> dict[str, str]:
            return {name.lower(): value for name, value in self.headers.items()}

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        ours.uri = f"mcp+http://127.0.0.1:{server.server_address[1]}/mcp"
        thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield ours
        finally:
            server.shutdown()
            thread.join()


def test_a_session_is_named_in_each_request_and_ended() -> None:
    with serving() as server:
        server.tools["dig"] = lambda handler, request: respond(handler, 200, reply(request, 1))
        with OurConnector(server.uri, headers={"Authorization": "Bearer x"}).connect() as instance:
            assert instance.request("dig") == {"is": 1}
        assert server.ended.wait(30)
        first, *others = server.headers_of("POST")
        assert "mcp-session-id" not in first
        assert first["accept"] == "application/json, text/event-stream"
        for headers in [*others, *server.headers_of("DELETE")]:
            assert headers["mcp-session-id"] == "s-1"
            assert headers["mcp-protocol-version"] == "2025-06-18"
        assert all(one["authorization"] == "Bearer x" for _, one, _ in server.seen)


def test_an_answer_may_be_one_of_many_events() -> None:
    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        params = {"progressToken": request["id"], "progress": 1, "total": 2, "message": "half"}
        progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": params}
        begin_events(handler)
        for content in (json.dumps(progress).encode(), reply(request, 2)):
            handler.wfile.write(b"event: message\ndata: " + content + b"\n\n")

    with serving() as server:
        server.tools["dig"] = dig
        with OurConnector(server.uri).connect() as instance:
            task = instance.task("dig")
            assert [(one.operation, one.amount) for one in task] == [("half", 0.5)]
            assert task.result().result == {"is": 2}


def test_a_stream_that_ends_early_is_taken_up_again() -> None:
    asked: list[dict[str, Any]] = []

    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        asked.append(request)
        begin_events(handler)
        handler.wfile.write(b"retry: 1\nid: e-7\ndata:\n\n")

    def rest(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("Last-Event-ID") != "e-7":
            respond(handler, 405)
            return
        begin_events(handler)
        handler.wfile.write(b"id: e-8\ndata: " + reply(asked[0], 3) + b"\n\n")

    with serving() as server:
        server.tools["dig"], server.unasked = dig, rest
        with OurConnector(server.uri).connect() as instance:
            assert instance.request("dig", timeout=30) == {"is": 3}


def test_a_stream_that_ends_without_the_answer_fails_this_request_alone() -> None:
    with serving() as server:
        server.tools["dig"] = lambda handler, _: begin_events(handler)
        server.tools["fill"] = lambda handler, request: respond(handler, 200, reply(request, 4))
        with OurConnector(server.uri).connect() as instance:
            with pytest.raises(ConnectionClosedError, match="before it was whole"):
                instance.request("dig", timeout=30)
            assert instance.request("fill") == {"is": 4}


def test_a_cancelled_request_ends_its_stream() -> None:
    began, ended = Event(), Event()

    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        del request
        begin_events(handler)
        began.set()
        handler.connection.settimeout(60)
        assert handler.connection.recv(1) == b""
        ended.set()

    with serving() as server:
        server.tools["dig"] = dig
        with OurConnector(server.uri).connect() as instance:
            task = instance.task("dig")
            assert began.wait(30)
            task.cancel()
            with pytest.raises(RequestCancelledError):
                task.result(timeout=30)
            assert ended.wait(30)
        sent = [request["method"] for method, _, request in server.seen if method == "POST"]
        assert sent[-1] == "notifications/cancelled"


def test_a_cancelled_coroutine_ends_the_stream_of_its_request() -> None:
    began, ended = Event(), Event()

    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        del request
        begin_events(handler)
        began.set()
        handler.connection.settimeout(60)
        assert handler.connection.recv(1) == b""
        ended.set()

    async def cancel(uri: str) -> None:
        async with OurConnector(uri).connect_async() as instance:
            job = asyncio.create_task(instance.request("dig"))
            assert await asyncio.to_thread(began.wait, 30)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            assert await asyncio.to_thread(ended.wait, 30)
            assert await instance.request("fill") == {"is": 4}

    with serving() as server:
        server.tools["dig"] = dig
        server.tools["fill"] = lambda handler, request: respond(handler, 200, reply(request, 4))
        asyncio.run(cancel(server.uri))
        sent = [request["method"] for method, _, request in server.seen if method == "POST"]
        assert "notifications/cancelled" in sent


def test_a_request_is_cancelled_between_two_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    began = Event()

    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        del request
        begin_events(handler)
        handler.wfile.write(b"retry: 60000\nid: e-1\ndata: {}\n\n")
        began.set()

    invalid = Event()
    hooks = Hooks(on_invalid_message=lambda _: invalid.set())
    with serving() as server:
        server.tools["dig"] = dig
        with OurConnector(server.uri, hooks=hooks).connect() as instance:
            task = instance.task("dig")
            assert began.wait(30)
            assert invalid.wait(30)  # the event has arrived
            task.cancel()
            with pytest.raises(RequestCancelledError):
                task.result(timeout=30)
            for thread in threading.enumerate():
                if thread.name == "livebind-http":
                    thread.join(30)
                    assert not thread.is_alive()
    assert failures == []


def test_streams_end_with_the_connection() -> None:
    began, ended = Event(), Event()

    def listen(handler: BaseHTTPRequestHandler) -> None:
        begin_events(handler)
        began.set()
        handler.connection.settimeout(60)
        assert handler.connection.recv(1) == b""
        ended.set()

    with serving() as server:
        server.unasked = listen
        with OurConnector(server.uri).connect():
            assert began.wait(30)
        assert ended.wait(30)


def test_a_session_that_the_server_forgot_ends_the_connection() -> None:
    with serving() as server:
        server.tools["dig"] = lambda handler, _: respond(handler, 404, b"{}")
        lost = Event()
        hooks = Hooks(on_connection_lost=lambda _: lost.set())
        instance = OurConnector(server.uri, hooks=hooks).connect()
        with pytest.raises(ConnectionClosedError, match="ended the session"):
            instance.request("dig")
        assert lost.wait(30)
        assert not instance.connected


def test_a_refusal_is_one_of_http_though_it_looks_like_an_error_without_id() -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": None, "error": {"code": -32000, "message": "no"}})
    with serving() as server:
        server.tools["dig"] = lambda handler, _: respond(handler, 400, body.encode())
        with OurConnector(server.uri).connect() as instance:
            with pytest.raises(HttpError) as refusal:
                instance.request("dig")
            assert refusal.value.status == 400


def test_an_event_that_is_too_large_fails_its_request() -> None:
    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        begin_events(handler)
        handler.wfile.write(b"data: " + reply(request, "x" * 100_000) + b"\n\n")

    with serving() as server:
        server.tools["dig"] = dig
        connector = OurConnector(server.uri, max_message_size=10_000)
        with connector.connect() as instance, pytest.raises(MessageTooBigError):
            instance.request("dig", timeout=30)


def test_an_answer_that_does_not_come_in_time_fails_its_request() -> None:
    go_on = Event()

    def dig(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        begin_events(handler)
        go_on.wait(60)
        handler.wfile.write(b"data: " + reply(request, 5) + b"\n\n")

    with serving() as server:
        server.tools["dig"] = dig
        with OurConnector(server.uri).connect() as instance:
            with pytest.raises(RequestTimeoutError):
                instance.request("dig", timeout=0.2)
            go_on.set()
