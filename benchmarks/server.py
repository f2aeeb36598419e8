"""The other side of every measurement: a process that answers as fast as Python can.

It does as little as possible, so that what is measured is the client: raw sockets, no library, and
only as much of WebSocket as well-behaved clients need. The path says what it answers with:

`/reply/SIZE` a text reply with about SIZE bytes of result, `/binary/SIZE` a binary reply with a
body of SIZE bytes, `/silent/SIZE` the same to `get-model` alone, `/fragments/COUNT/SIZE` the same
as one message in COUNT fragments, and `/raw/SIZE`, which is no WebSocket: each request of 4 bytes
size and that many bytes is answered with SIZE bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import struct
import sys
from contextlib import suppress
from threading import Thread

_MOST_AT_ONCE = 1 << 16
"""Bytes of replies that are sent together, if their requests came together."""
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_LENGTH_16, _LENGTH_64, _CLOSE = 126, 127, 8  # RFC 6455, 5.2
_ID = re.compile(rb'"id": ?(\d+)')
_METHOD = re.compile(rb'"method": ?"([^"]*)"')
_ITEM = b'{"name":"cell","position":[0.5,1.25,-3],"radius":2.5,"visible":true}'


class Reader:
    """Exact reads from a socket, with read-ahead."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""
        self._start = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been read ahead."""
        return self._start == len(self._buffer)

    def read(self, size: int) -> bytes:
        """Return `size` bytes; raises EOFError at the end."""
        if len(self._buffer) - self._start < size:
            parts = [self._buffer[self._start :]]
            count = len(parts[0])
            while count < size:
                part = self._connection.recv(max(65536, min(size - count, 1 << 20)))
                if not part:
                    raise EOFError
                parts.append(part)
                count += len(part)
            self._buffer, self._start = b"".join(parts), 0
        start = self._start
        self._start = start + size
        return self._buffer[start : self._start]

    def skip(self, size: int) -> None:
        """Read `size` bytes and forget them, without memory of that size."""
        left = len(self._buffer) - self._start
        if size <= left:
            self._start += size
            return
        self._buffer, self._start = b"", 0
        size -= left
        scratch = memoryview(bytearray(1 << 18))
        while size > 0:
            count = self._connection.recv_into(scratch, min(size, len(scratch)))
            if not count:
                raise EOFError
            size -= count

    def line(self) -> bytes:
        """Return the next line without its end."""
        line = bytearray()
        while not line.endswith(b"\r\n"):
            line += self.read(1)
        return bytes(line[:-2])


def frame(opcode: int, payload_size: int, *, final: bool = True) -> bytes:
    """Return the header of a frame."""
    first = opcode | (0x80 if final else 0)
    if payload_size < _LENGTH_16:
        return bytes((first, payload_size))
    if payload_size < 1 << 16:
        return struct.pack("!BBH", first, _LENGTH_16, payload_size)
    return struct.pack("!BBQ", first, _LENGTH_64, payload_size)


def text_reply(request_id: bytes, size: int) -> bytes:
    """Return a reply whose result is a list of about `size` bytes."""
    items = b",".join([_ITEM] * max(1, size // (len(_ITEM) + 1)))
    return b'{"id":' + request_id + b',"jsonrpc":"2.0","result":[' + items + b"]}"


def read_request(reader: Reader) -> tuple[bytes, bytes] | None:
    """Return id and method of the next request; None when the client says goodbye."""
    first, second = reader.read(2)
    size = second & 0x7F
    if size == _LENGTH_16:
        (size,) = struct.unpack("!H", reader.read(2))
    elif size == _LENGTH_64:
        (size,) = struct.unpack("!Q", reader.read(8))
    key = reader.read(4)
    if first & 0x0F == _CLOSE:
        return None
    start = reader.read(min(size, 1024))
    reader.skip(size - len(start))
    mask = (key * (len(start) // 4 + 1))[: len(start)]
    plain = (int.from_bytes(start, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(start), "big")
    found, method = _ID.search(plain), _METHOD.search(plain)
    return (found[1] if found else b"0", method[1] if method else b"")


def serve_websocket(connection: socket.socket, reader: Reader, path: list[str]) -> None:
    """Answer requests until the client leaves."""
    kind, sizes = path[0], [int(part) for part in path[1:]]
    body = bytes(sizes[-1]) if kind != "reply" else b""
    replies = bytearray()
    while (request := read_request(reader)) is not None:
        request_id, method = request
        if kind == "silent" and method != b"get-model":
            continue
        if kind == "reply":
            content = text_reply(request_id, sizes[0])
            replies += frame(1, len(content)) + content
            if reader.is_empty or len(replies) > _MOST_AT_ONCE:
                connection.sendall(replies)
                replies.clear()
            continue
        json = b'{"id":' + request_id + b',"jsonrpc":"2.0","result":null}'
        head = struct.pack("<I", len(json)) + json
        if kind in {"binary", "silent"}:
            connection.sendall(frame(2, len(head) + len(body)) + head)
            connection.sendall(body)
        else:
            send_fragments(connection, head + body, sizes[0])


def send_fragments(connection: socket.socket, content: bytes, count: int) -> None:
    """Send one binary message in `count` frames."""
    step = -(-len(content) // count)
    parts = bytearray()
    for start in range(0, len(content), step):
        piece = content[start : start + step]
        last = start + step >= len(content)
        parts += frame(2 if start == 0 else 0, len(piece), final=last) + piece
    connection.sendall(parts)


def serve_raw(connection: socket.socket, reader: Reader, size: int) -> None:
    """Answer without WebSocket: the limit that no client can pass."""
    answer = bytes(size)
    while True:
        (length,) = struct.unpack("!I", reader.read(4))
        reader.skip(length)
        connection.sendall(answer)


def serve(connection: socket.socket) -> None:
    """Serve one connection."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader = Reader(connection)
    with connection, suppress(EOFError, OSError):
        path = reader.line().split()[1].decode().strip("/").split("/")
        key = b""
        while line := reader.line():
            name, _, value = line.partition(b":")
            if name.lower() == b"sec-websocket-key":
                key = value.strip()
        if path[0] == "raw":
            serve_raw(connection, reader, int(path[1]))
        accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        serve_websocket(connection, reader, path)


def main() -> None:
    """Listen on a free port of the loopback interface, print it, and serve until killed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
