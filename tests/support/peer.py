"""The server's end of one connection, for a script that may do anything with it."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.frames import (
    BINARY,
    CLOSE,
    TEXT,
    ClientFrame,
    close_frame,
    frame,
    packet,
    read_client_frame,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

__all__ = ["DEADLINE", "ClientGoneError", "Peer", "Request"]

DEADLINE = 20.0
"""Seconds after which a test that waits for something has failed. Nothing should take as long."""

_ACCEPT_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class ClientGoneError(Exception):
    """The client ended the connection while a script was waiting for it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A JSON-RPC message of the client."""

    id: int | None
    method: str
    params: Any
    body: bytes
    """What a binary message holds behind its JSON."""


class Peer:
    """A connected client, seen from the server.

    Every wait ends with an error after `DEADLINE`, and with `ClientGoneError` when the client
    has left. When a script returns, its connection stays open until the client leaves.
    """

    def __init__(self, connection: socket.socket, closing: Event) -> None:
        connection.settimeout(DEADLINE)
        self.connection = connection
        """The socket, for what the methods here do not do."""
        self.request_head = b""
        """What the client said to open the WebSocket."""
        self._closing = closing
        self._buffer = bytearray()

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes of the client."""
        while len(self._buffer) < size:
            self._read_more(size - len(self._buffer))
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def read_request_head(self) -> bytes:
        """Return the HTTP request that asks for a WebSocket."""
        while b"\r\n\r\n" not in self._buffer:
            self._read_more(1)
        end = self._buffer.index(b"\r\n\r\n") + 4
        self.request_head = self.read(end)
        return self.request_head

    def accept(self, *extra_headers: bytes) -> None:
        """Answer the opening handshake as a server should, perhaps with more headers."""
        self.send(self.acceptance(*extra_headers))

    def acceptance(self, *extra_headers: bytes) -> bytes:
        """Read the opening handshake and return the good answer to it."""
        lines = self.read_request_head().split(b"\r\n")
        name = b"sec-websocket-key:"
        key = next(line[len(name) :] for line in lines if line.lower().startswith(name)).strip()
        hashed = hashlib.sha1(key + _ACCEPT_SUFFIX, usedforsecurity=False)
        digest = base64.b64encode(hashed.digest())
        headers = [
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + digest,
            *extra_headers,
        ]
        return b"\r\n".join([*headers, b"", b""])

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise ClientGoneError from error

    def drip(self, data: bytes, interval: float) -> None:
        """Send one byte after the other, every `interval` seconds."""
        for byte in data:
            self.send(bytes((byte,)))
            if self._closing.wait(interval):
                raise ClientGoneError

    def send_text(self, text: str) -> None:
        """Send a text message."""
        self.send(frame(TEXT, text.encode()))

    def send_json(self, value: object) -> None:
        """Send a text message that holds `value`."""
        self.send_text(json.dumps(value))

    def reply(self, request: Request, result: object = None, body: bytes = b"") -> None:
        """Answer a request, by a binary message if there is a body."""
        answer = {"jsonrpc": "2.0", "id": request.id, "result": result}
        if body:
            self.send(frame(BINARY, packet(json.dumps(answer).encode(), body)))
        else:
            self.send_json(answer)

    def fail(self, request: Request, code: int, message: str) -> None:
        """Answer a request with an error."""
        error = {"code": code, "message": message}
        self.send_json({"jsonrpc": "2.0", "id": request.id, "error": error})

    def progress(self, request: Request, operation: str, amount: float) -> None:
        """Tell how far a request is."""
        self.send_json(
            {
                "jsonrpc": "2.0",
                "method": request.method,
                "params": {"id": request.id, "operation": operation, "amount": amount},
            }
        )

    def receive_frame(self) -> ClientFrame:
        """Return the next frame of the client, whatever it is."""
        return read_client_frame(self.read)

    def receive(self) -> Request:
        """Return the next request; a close frame counts as the end."""
        received = self.receive_frame()
        if received.opcode == CLOSE:
            raise ClientGoneError
        text, body = received.payload, b""
        if received.opcode == BINARY:
            (size,) = struct.unpack_from("<I", text)
            text, body = text[4 : 4 + size], text[4 + size :]
        message: dict[str, Any] = json.loads(text)
        return Request(message.get("id"), message["method"], message.get("params"), body)

    def requests(self) -> Iterator[Request]:
        """Yield requests until the client leaves."""
        with suppress(ClientGoneError):
            while True:
                yield self.receive()

    def receive_close(self) -> int:
        """Return the code of the next close frame; frames before it are skipped."""
        while (received := self.receive_frame()).opcode != CLOSE:
            pass
        return int.from_bytes(received.payload[:2], "big")

    def close(self, code: int = 1000, reason: bytes = b"") -> None:
        """Send a close frame."""
        self.send(close_frame(code, reason))

    def hang_up(self) -> None:
        """End the connection as an orderly stop of a process does."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def reset(self) -> None:
        """End the connection as a crash of a machine does: the client gets a reset."""
        linger = struct.pack("ii", 1, 0)
        with suppress(OSError):  # the client may be gone already
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def ignore(self) -> None:
        """Neither read nor send until the server is closed."""
        assert self._closing.wait(DEADLINE)

    def wait_until_gone(self) -> None:
        """Read and forget until the client has ended the connection."""
        with suppress(ClientGoneError):
            while True:
                self._buffer.clear()
                self._read_more(1 << 16)

    def _read_more(self, size: int) -> None:
        try:
            received = self.connection.recv(max(size, 1 << 16))
        except TimeoutError:
            raise
        except OSError as error:
            raise ClientGoneError from error
        if not received:
            raise ClientGoneError
        self._buffer += received
