"""A raw client and a running backend for the tests; independent of the runtime that is shipped."""

import contextlib
import json
import signal
import struct
import subprocess
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, cast

from websockets.sync.client import ClientConnection, connect

from support.backends import COMMAND, listening

Json = Any

CONNECT = cast("Callable[..., contextlib.AbstractContextManager[ClientConnection]]", connect)


class PeerError(Exception):
    """The backend answered with an error."""

    def __init__(self, error: dict[str, Json]) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data: list[Json] | None = error.get("data")


@dataclass
class Reply:
    """One message from the backend."""

    content: dict[str, Json]
    body: bytes = b""
    progress: list[dict[str, Json]] = field(default_factory=list[dict[str, Json]])

    @property
    def result(self) -> Json:
        if "error" in self.content:
            raise PeerError(self.content["error"])
        return self.content["result"]


def decode(message: str | bytes) -> Reply:
    if isinstance(message, str):
        return Reply(json.loads(message))
    size: int = struct.unpack_from("<I", message)[0]
    return Reply(json.loads(message[4 : 4 + size]), message[4 + size :])


def encode(request: dict[str, Json], body: bytes) -> bytes:
    text = json.dumps(request).encode()
    return struct.pack("<I", len(text)) + text + body


class Peer:
    """One connection; sends what it is told and reads what comes."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._last_id = 0

    def send(self, request: dict[str, Json] | str | bytes) -> None:
        message = json.dumps(request) if isinstance(request, dict) else request
        self.connection.send(message)

    def send_request(self, method: str, params: Json = None, body: bytes | None = None) -> int:
        self._last_id += 1
        request: dict[str, Json] = {"jsonrpc": "2.0", "id": self._last_id, "method": method}
        if params is not None:
            request["params"] = params
        self.send(request if body is None else encode(request, body))
        return self._last_id

    def receive(self, timeout: float = 20) -> Reply:
        return decode(self.connection.recv(timeout))

    def reply_to(self, request_id: int | str | None) -> Reply:
        """Read up to the reply of a request; only its own progress may come before."""
        progress: list[dict[str, Json]] = []
        while True:
            reply = self.receive()
            if "id" in reply.content:
                assert reply.content["id"] == request_id
                reply.progress = progress
                return reply
            progress.append(reply.content)

    def ask(self, method: str, params: Json = None, body: bytes | None = None) -> Reply:
        return self.reply_to(self.send_request(method, params, body))

    def request(self, method: str, params: Json = None, body: bytes | None = None) -> Json:
        return self.ask(method, params, body).result


@contextlib.contextmanager
def connected(uri: str, **options: Json) -> Generator[Peer]:
    with CONNECT(uri, max_size=None, compression=None, proxy=None, **options) as connection:
        yield Peer(connection)


@dataclass
class Backend:
    """A backend in a process of its own."""

    process: subprocess.Popen[str]
    uri: str

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.uri.rpartition("/")[2].rpartition(":")
        return host, int(port)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


def command(*options: str) -> list[str]:
    return [*COMMAND, *options]


@contextlib.contextmanager
def running(*options: str) -> Generator[Backend]:
    """Start a backend on a free port and stop it at the end."""
    with listening(command("--uri", "localhost:0", *options)) as (uri, process):
        yield Backend(process, uri)
