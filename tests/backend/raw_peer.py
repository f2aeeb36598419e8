"""A client that speaks WebSocket by hand, to send what a library would refuse to send."""

import contextlib
import os
import socket
import ssl
import struct
from collections.abc import Generator

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def make_frame(opcode: int, payload: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    head = bytes([opcode | (0x80 if fin else 0)])
    flag = 0x80 if masked else 0
    size = len(payload)
    if size < 126:
        head += bytes([flag | size])
    elif size < 2**16:
        head += bytes([flag | 126]) + struct.pack(">H", size)
    else:
        head += bytes([flag | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    mask = (key * (size // 4 + 1))[:size]
    masked_payload = int.from_bytes(payload) ^ int.from_bytes(mask)
    return head + key + masked_payload.to_bytes(size)


class RawPeer:
    """A connection after the opening handshake."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = b""

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def send_text(self, text: str) -> None:
        self.send(make_frame(TEXT, text.encode()))

    def receive_frame(self) -> tuple[int, bytes] | None:
        """Return opcode and payload of the next frame; None when the connection has ended."""
        try:
            head = self._read(2)
            size = head[1] & 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", self._read(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self._read(8))
            return head[0] & 0x0F, self._read(size)
        except (EOFError, ConnectionError):
            return None

    def read_until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._fill()
        found, _, self._buffer = self._buffer.partition(end)
        return found + end

    def _read(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _fill(self) -> None:
        data = self.connection.recv(2**16)
        if not data:
            raise EOFError
        self._buffer += data


@contextlib.contextmanager
def raw_connected(
    address: tuple[str, int], timeout: float = 20, tls: ssl.SSLContext | None = None
) -> Generator[RawPeer]:
    with contextlib.ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection(address, timeout=timeout))
        if tls is not None:
            connection = stack.enter_context(
                tls.wrap_socket(connection, server_hostname="localhost")
            )
        peer = RawPeer(connection)
        peer.send(HANDSHAKE)
        assert b" 101 " in peer.read_until(b"\r\n\r\n")
        yield peer


def exchange(address: tuple[str, int], request: bytes) -> bytes:
    """Send bytes to a new connection and return everything until its end."""
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while data := connection.recv(2**16):
            answer += data
        return answer
