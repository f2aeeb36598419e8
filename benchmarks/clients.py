"""The clients that are compared, each behind the same few calls.

Every peer runs in a process of its own (`worker.py`), so that neither memory nor imports of one
weigh on another. Nothing here is tuned beyond what each library documents.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PEERS", "Peer"]

_PADDING = {"padding": "x" * 130}
Decode: TypeAlias = "Callable[[str | bytes], object]"


class Peer(Protocol):
    """A client that is connected to the benchmark's server."""

    def request(self) -> None:
        """Send a request of about 200 bytes and wait for the reply, decoded."""
        ...

    def pipeline(self, count: int) -> None:
        """Send `count` requests and collect their replies."""
        ...

    def receive(self) -> int:
        """Make a request and return the size of the bytes in its reply."""
        ...

    def send(self, data: bytes) -> None:
        """Send a request with `data` and wait for its reply."""
        ...


def request_text(number: int) -> str:
    """Return a request as JSON."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "get-model", "params": _PADDING})


def packet(number: int, data: bytes) -> bytes:
    """Return a request with bytes, as Brayns takes it."""
    text = request_text(number).encode()
    return struct.pack("<I", len(text)) + text + data


class RawPeer:
    """A bare socket without WebSocket and JSON: the limit. Replies have the size in its path."""

    def __init__(self, port: int, path: str) -> None:
        size = path.rsplit("/", 1)[-1]
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(f"GET /raw/{size} HTTP/1.1\r\n\r\n".encode())
        self._size = int(size)
        self._message = struct.pack("!I", 200) + bytes(200)

    def request(self) -> None:
        self._socket.sendall(self._message)
        self._read()

    def pipeline(self, count: int) -> None:
        for _ in range(count):
            self._socket.sendall(self._message)
        for _ in range(count):
            self._read()

    def receive(self) -> int:
        self._socket.sendall(self._message)
        return self._read()

    def send(self, data: bytes) -> None:
        self._socket.sendall(struct.pack("!I", len(data)))
        self._socket.sendall(data)
        self._read()

    def _read(self) -> int:
        content = memoryview(bytearray(self._size))
        received = 0
        while received < self._size:
            received += self._socket.recv_into(content[received:])
        return received


class BlockingPeer:
    """What the blocking clients of two libraries have in common."""

    def __init__(self, websocket: Any, decode: Decode) -> None:  # noqa: ANN401 - of either library
        self._websocket = websocket
        self._decode = decode
        self._number = 0

    def request(self) -> None:
        self._send_next()
        self._decode(self._websocket.recv())

    def pipeline(self, count: int) -> None:
        for _ in range(count):
            self._send_next()
        for _ in range(count):
            self._decode(self._websocket.recv())

    def receive(self) -> int:
        self._send_next()
        return len(self._websocket.recv())

    def send(self, data: bytes) -> None:
        self._number += 1
        self._websocket.send(packet(self._number, data))
        self._websocket.recv()

    def _send_next(self) -> None:
        self._number += 1
        self._websocket.send(request_text(self._number))


class WebSocketClientPeer(BlockingPeer):
    """Bare websocket-client, without its slow validation of UTF-8."""

    def __init__(self, port: int, path: str, decode: Decode = json.loads) -> None:
        from websocket import create_connection  # noqa: PLC0415 - only this worker's

        uri = f"ws://127.0.0.1:{port}/{path}"
        super().__init__(create_connection(uri, skip_utf8_validation=True), decode)

    def send(self, data: bytes) -> None:
        self._number += 1
        self._websocket.send_bytes(packet(self._number, data))
        self._websocket.recv()


class WebSocketsPeer(BlockingPeer):
    """The threaded client of websockets."""

    def __init__(self, port: int, path: str) -> None:
        from websockets.sync.client import connect  # noqa: PLC0415 - only this worker's

        uri = f"ws://127.0.0.1:{port}/{path}"
        connection = connect(uri, compression=None, ping_interval=None, max_size=None)
        super().__init__(connection.__enter__(), json.loads)


class WebSocketsAsyncPeer:
    """The asyncio client of websockets, with one loop for all calls."""

    def __init__(self, port: int, path: str) -> None:
        self._number = 0
        self._loop = asyncio.new_event_loop()
        self._websocket: Any = self._loop.run_until_complete(self._connect(port, path))

    async def _connect(self, port: int, path: str) -> Any:  # noqa: ANN401 - see the import
        from websockets.asyncio.client import connect  # noqa: PLC0415 - only this worker's

        return await connect(
            f"ws://127.0.0.1:{port}/{path}", compression=None, ping_interval=None, max_size=None
        )

    def request(self) -> None:
        self._loop.run_until_complete(self._exchange(1))

    def pipeline(self, count: int) -> None:
        self._loop.run_until_complete(self._exchange(count))

    def receive(self) -> int:
        return self._loop.run_until_complete(self._exchange_bytes(request_text(1)))

    def send(self, data: bytes) -> None:
        self._loop.run_until_complete(self._exchange_bytes(packet(1, data)))

    async def _exchange(self, count: int) -> None:
        for _ in range(count):
            self._number += 1
            await self._websocket.send(request_text(self._number))
        for _ in range(count):
            json.loads(await self._websocket.recv())

    async def _exchange_bytes(self, message: str | bytes) -> int:
        await self._websocket.send(message)
        return len(await self._websocket.recv())


class PicowsPeer:
    """picows, a client in Cython for asyncio, with one loop for all calls."""

    def __init__(self, port: int, path: str, decode: Decode = json.loads) -> None:
        self._number = 0
        self._decode = decode
        self._loop = asyncio.new_event_loop()
        self._arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self._websocket: Any = self._loop.run_until_complete(self._connect(port, path))

    async def _connect(self, port: int, path: str) -> Any:  # noqa: ANN401 - see the import
        import picows  # noqa: PLC0415 - only this worker's

        arrived = self._arrived

        class Listener(picows.WSListener):
            def on_ws_frame(self, transport: Any, frame: Any) -> None:  # noqa: ANN401
                del transport
                arrived.put_nowait(frame.get_payload_as_bytes())

        uri = f"ws://127.0.0.1:{port}/{path}"
        # One of its settings has no type.
        connect = cast("Any", picows.ws_connect)  # pyright: ignore[reportUnknownMemberType]
        transport, _ = await connect(Listener, uri, max_frame_size=1 << 30)
        self._opcodes = picows.WSMsgType.TEXT, picows.WSMsgType.BINARY
        return transport

    def request(self) -> None:
        self._loop.run_until_complete(self._exchange(1))

    def pipeline(self, count: int) -> None:
        self._loop.run_until_complete(self._exchange(count))

    def receive(self) -> int:
        return self._loop.run_until_complete(self._exchange_bytes(request_text(1).encode(), 0))

    def send(self, data: bytes) -> None:
        self._loop.run_until_complete(self._exchange_bytes(packet(1, data), 1))

    async def _exchange(self, count: int) -> None:
        for _ in range(count):
            self._number += 1
            self._websocket.send(self._opcodes[0], request_text(self._number).encode())
        for _ in range(count):
            self._decode(await self._arrived.get())

    async def _exchange_bytes(self, message: bytes, kind: int) -> int:
        self._websocket.send(self._opcodes[kind], message)
        return len(await self._arrived.get())


def typed(make: Callable[[int, str, Decode], Peer]) -> Callable[[int, str], Peer]:
    """Return a peer that makes typed objects of its replies, as livebind does."""

    def connect(port: int, path: str) -> Peer:
        from typed_result import decode_reply  # noqa: PLC0415 - only this worker's

        return make(port, path, decode_reply)

    return connect


class BraynsPeer:
    """The hand-written client of Brayns, version 3.10.1 from PyPI."""

    def __init__(self, port: int, path: str) -> None:
        import brayns  # noqa: PLC0415 - in this worker's environment it is the one from PyPI

        connector: Any = brayns.Connector(f"127.0.0.1:{port}/{path}")
        self._instance: Any = connector.connect()

    def request(self) -> None:
        self._instance.request("get-model", _PADDING)

    def pipeline(self, count: int) -> None:
        # With 100 or more in flight it loses replies and waits for them for ever.
        for start in range(0, count, 90):
            tasks = [
                self._instance.task("get-model", _PADDING) for _ in range(min(90, count - start))
            ]
            for task in tasks:
                task.wait_for_reply()

    def receive(self) -> int:
        return len(self._instance.execute("get-model", _PADDING).binary)

    def send(self, data: bytes) -> None:
        self._instance.execute("upload-model", _PADDING, data)


class LivebindPeer:
    """Our runtime, with typed results."""

    def __init__(self, port: int, path: str) -> None:
        from typed_result import GET_MODEL  # noqa: PLC0415 - only this worker's

        from livebind import connect  # noqa: PLC0415 - likewise

        self._method = GET_MODEL
        self._instance = connect(f"ws://127.0.0.1:{port}/{path}")

    def request(self) -> None:
        self._instance.call(self._method, _PADDING)

    def pipeline(self, count: int) -> None:
        tasks = [self._instance.start(self._method, _PADDING) for _ in range(count)]
        for task in tasks:
            task.result()

    def receive(self) -> int:
        return len(self._instance.execute("get-model", _PADDING).data)

    def send(self, data: bytes) -> None:
        self._instance.execute("upload-model", _PADDING, data)


class LivebindAioPeer:
    """Our coroutines, with typed results and one loop for all calls."""

    def __init__(self, port: int, path: str) -> None:
        from typed_result import GET_MODEL  # noqa: PLC0415 - only this worker's

        from livebind import aio  # noqa: PLC0415 - likewise

        self._method = GET_MODEL
        self._loop = asyncio.new_event_loop()

        async def connect() -> aio.AsyncInstance:
            return await aio.connect(f"ws://127.0.0.1:{port}/{path}")

        self._instance = self._loop.run_until_complete(connect())

    def request(self) -> None:
        self._loop.run_until_complete(self._instance.call(self._method, _PADDING))

    def pipeline(self, count: int) -> None:
        async def exchange() -> None:
            tasks = [self._instance.start(self._method, _PADDING) for _ in range(count)]
            for task in tasks:
                await task

        self._loop.run_until_complete(exchange())

    def receive(self) -> int:
        reply = self._loop.run_until_complete(self._instance.execute("get-model", _PADDING))
        return len(reply.data)

    def send(self, data: bytes) -> None:
        self._loop.run_until_complete(self._instance.execute("upload-model", _PADDING, data))


PEERS: dict[str, Callable[[int, str], Peer]] = {
    "raw socket": RawPeer,
    "websocket-client": WebSocketClientPeer,
    "websocket-client, typed": typed(WebSocketClientPeer),
    "websockets sync": WebSocketsPeer,
    "websockets asyncio": WebSocketsAsyncPeer,
    "picows": PicowsPeer,
    "picows, typed": typed(PicowsPeer),
    "brayns 3.10.1": BraynsPeer,
    "livebind.aio": LivebindAioPeer,
    "livebind": LivebindPeer,
}
"""Each peer's name and what connects it to a port and path of the server."""
