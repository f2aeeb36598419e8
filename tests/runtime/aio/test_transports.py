"""Coroutines over every transport: with a descriptor that the loop watches, or with threads."""

from __future__ import annotations

import asyncio
import json
import socketserver
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from livebind import ConnectionClosedError, Connector, RequestTimeoutError, aio
from livebind.wires.mcp import McpWire
from support.http_server import Answer, http_server, result_of
from support.started_program import program_uri

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

SHORT = 0.2
PROGRAM = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["method"] == "exit":
        sys.exit(3)
    if request["method"] != "ignore":
        reply = {"jsonrpc": "2.0", "id": request["id"], "result": request.get("params")}
        print(json.dumps(reply), flush=True)
"""


def echo(request: dict[str, Any]) -> Answer:
    return result_of(request, request.get("params"))


class Lines(socketserver.StreamRequestHandler):
    """Answers each line with its params."""

    def handle(self) -> None:
        for line in self.rfile:
            request = json.loads(line)
            if request["method"] != "ignore":
                reply = {"jsonrpc": "2.0", "id": request["id"], "result": request.get("params")}
                self.wfile.write(json.dumps(reply).encode() + b"\n")


@contextmanager
def line_server() -> Generator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Lines) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


async def exchange(uri: str) -> None:
    """Make many small requests at once, and a large one."""
    async with aio.connect(uri) as instance:
        asked = [instance.request("echo", [number]) for number in range(100)]
        assert await asyncio.gather(*asked) == [[number] for number in range(100)]
        large = ["x" * 1000] * 3000
        assert await instance.request("echo", large) == large
        assert await instance.task("echo", [1]).result_async() is not None


async def wait_in_vain(uri: str) -> None:
    async with aio.connect(uri) as instance:
        with pytest.raises(RequestTimeoutError):
            await instance.request("ignore", timeout=SHORT)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SHORT):
                await instance.request("ignore")
        assert await instance.request("echo", [1]) == [1]


def test_http() -> None:
    with http_server(echo) as server:
        asyncio.run(exchange(server.uri))


def test_lines() -> None:
    with line_server() as uri:
        asyncio.run(exchange(uri))
        asyncio.run(wait_in_vain(uri))


def test_programs(tmp_path: Path) -> None:
    uri = program_uri(tmp_path, PROGRAM)
    asyncio.run(exchange(uri))
    asyncio.run(wait_in_vain(uri))


def test_a_program_that_ends_says_how(tmp_path: Path) -> None:
    async def end() -> None:
        async with aio.connect(program_uri(tmp_path, PROGRAM)) as instance:
            with pytest.raises(ConnectionClosedError, match="ended with exit code 3"):
                await instance.request("exit")

    asyncio.run(end())


class OurConnector(Connector):
    _wire = McpWire


def test_a_protocol_that_begins_with_requests_of_its_own(tmp_path: Path) -> None:
    code = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = {"protocolVersion": "2025-06-18", "serverInfo": {"name": "x", "version": "1"},
                  "capabilities": {}, "content": [], "structuredContent": {"is": 1}}
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
"""

    async def call() -> None:
        connector = OurConnector(program_uri(tmp_path, code))
        async with connector.connect_async() as instance:
            assert instance.greeting["serverInfo"]["name"] == "x"
            assert await instance.request("dig") == {"is": 1}

    asyncio.run(call())
