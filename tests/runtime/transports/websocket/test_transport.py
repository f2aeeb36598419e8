"""What goes over the wire, and what never does."""

from __future__ import annotations

from queue import Queue
from threading import Event, Semaphore, Thread
from typing import TYPE_CHECKING

import pytest
from websockets.sync.server import ServerConnection, serve

from livebind import Connector, Hooks
from support.fault_server import FaultServer, answer_all
from support.frames import BINARY, CLOSE, PING, PONG, TEXT, ClientFrame, frame
from support.peer import DEADLINE, Peer
from support.session import connected, connector

if TYPE_CHECKING:
    from collections.abc import Generator


def head_lines(uri_path: str = "") -> list[bytes]:
    """Return the lines of the HTTP request that opens a WebSocket."""
    heads: Queue[bytes] = Queue()

    def accept(peer: Peer) -> None:
        peer.accept()
        heads.put(peer.request_head)

    with FaultServer(accept) as server, Connector(server.uri + uri_path).connect():
        pass
    return heads.get(timeout=DEADLINE).split(b"\r\n")


def test_the_handshake_says_what_it_must_and_nothing_more() -> None:
    request, *headers = head_lines("/path?key=1")
    assert request == b"GET /path?key=1 HTTP/1.1"
    names = [line.partition(b":")[0].lower() for line in headers if line]
    assert sorted(names) == [
        b"connection",
        b"host",
        b"sec-websocket-key",
        b"sec-websocket-version",
        b"upgrade",
    ]


def test_cookies_are_neither_kept_nor_sent() -> None:
    heads: list[bytes] = []

    def set_cookie(peer: Peer) -> None:
        peer.accept(b"Set-Cookie: session=secret; Domain=127.0.0.1; Path=/")
        heads.append(peer.request_head)

    with FaultServer(set_cookie) as server:
        for _ in range(2):
            connector(server.port).connect().disconnect()
    assert not any(b"cookie" in head.lower() for head in heads)


def test_bytes_right_behind_the_handshake_are_not_lost() -> None:
    def accept_and_notify_at_once(peer: Peer) -> None:
        news = frame(TEXT, b'{"jsonrpc":"2.0","method":"news"}')
        peer.send(peer.acceptance() + frame(BINARY, b"first") + news + frame(BINARY, b"last"))

    received: Queue[bytes] = Queue()
    with (
        FaultServer(accept_and_notify_at_once) as server,
        connector(server.port, binary_handler=received.put).connect(),
    ):
        assert received.get(timeout=DEADLINE) == b"first"
        assert received.get(timeout=DEADLINE) == b"last"


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_each_message_is_one_masked_frame(*, secure: bool) -> None:
    sizes = [0, 1, 125, 126, 65_535, 65_536, 131_071, 131_072, 131_073, 3_000_001]
    received: Queue[ClientFrame] = Queue()

    def note_frames(peer: Peer) -> None:
        while (got := peer.receive_frame()).opcode != CLOSE:
            received.put(got)

    with connected(note_frames, secure=secure) as instance:
        for size in sizes:
            instance.send_notification("text", "x" * size)
            instance.task("binary", binary=b"\x01\x02\x03" * (size // 3 + 1))
        frames = [received.get(timeout=DEADLINE) for _ in range(2 * len(sizes))]
    assert all(got.final and got.masked and not got.reserved for got in frames)
    assert [got.opcode for got in frames] == [TEXT, BINARY] * len(sizes)
    for size, text, binary in zip(sizes, frames[::2], frames[1::2], strict=True):
        assert text.payload.endswith(b'"' + b"x" * size + b'"}')
        assert binary.payload.endswith(b"\x01\x02\x03" * (size // 3 + 1))


def test_masks_are_not_used_twice() -> None:
    keys: list[bytes] = []

    def note_keys(peer: Peer) -> None:
        for _ in range(50):
            header = peer.read(2)
            keys.append(peer.read(4))
            peer.read(header[1] & 0x7F)
        all_came.set()

    all_came = Event()
    with connected(note_keys) as instance:
        for _ in range(50):
            instance.send_notification("n")
        assert all_came.wait(DEADLINE)
    assert len(set(keys)) == 50


def test_pings_are_answered_and_none_is_sent() -> None:
    frames: list[ClientFrame] = []
    answered = Event()

    def ping(peer: Peer) -> None:
        peer.send(frame(PING, b"one"))
        frames.append(peer.receive_frame())
        peer.send(frame(PING, b"two" * 41))
        frames.append(peer.receive_frame())
        answered.set()
        frames.append(peer.receive_frame())

    with connected(ping) as instance:
        assert answered.wait(DEADLINE)
        instance.disconnect()
    assert [(got.opcode, got.payload) for got in frames[:2]] == [
        (PONG, b"one"),
        (PONG, b"two" * 41),
    ]
    assert frames[2].opcode == CLOSE
    assert all(got.masked for got in frames)


def test_a_ping_in_the_moment_of_a_message_is_answered() -> None:
    turn = Semaphore()

    def ping_at_each_message(peer: Peer) -> None:
        for number in range(300):
            payload = b"%d" % number
            assert peer.receive_frame().opcode == TEXT
            peer.send(frame(PING, payload))
            pong = peer.receive_frame()
            assert (pong.opcode, pong.payload) == (PONG, payload)
            turn.release()

    with connected(ping_at_each_message) as instance:
        for _ in range(300):
            assert turn.acquire(timeout=DEADLINE)
            instance.send_notification("busy")
        assert turn.acquire(timeout=DEADLINE)


@pytest.fixture
def independent_server() -> Generator[int]:
    """Run a server of another make, with its own keepalive, and return its port."""

    def echo(connection: ServerConnection) -> None:
        for message in connection:
            connection.send(message)

    with serve(
        echo, "127.0.0.1", 0, ping_interval=0.05, ping_timeout=5, compression="deflate"
    ) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join(DEADLINE)


def test_a_server_of_another_make_understands_all_sizes(independent_server: int) -> None:
    received: Queue[bytes] = Queue()
    notified: Queue[object] = Queue()
    hooks = Hooks(on_notification=lambda _, params: notified.put(params))
    settings = connector(independent_server, binary_handler=received.put, hooks=hooks)
    with settings.connect() as instance:
        for size in (0, 1, 125, 126, 65_535, 65_536, 900_000):
            text = "é" * (size // 2)
            instance.send_notification("echo", text)
            assert notified.get(timeout=DEADLINE) == text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_host_names_and_addresses_are_reached(host: str) -> None:
    with (
        FaultServer(answer_all) as server,
        Connector(f"{host}:{server.port}").connect() as instance,
    ):
        assert instance.request("echo", 1) == 1
