"""Clients that do wrong: only they notice."""

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.peer import Backend, Peer, PeerError, connected
from backend.raw_peer import BINARY, CLOSE, HANDSHAKE, TEXT, RawPeer, make_frame, raw_connected

Json = Any


@pytest.fixture
def witness(backend: Backend) -> Iterator[Peer]:
    """A client that must not notice anything: it is served before and after."""
    with connected(backend.uri) as peer:
        assert peer.request("get-version")["major"] == 3
        yield peer
        assert peer.request("get-version")["major"] == 3


def memory_of(backend: Backend) -> int:
    """Return the resident memory of the backend in bytes."""
    status = Path(f"/proc/{backend.process.pid}/status")
    if not status.exists():
        pytest.skip("the system tells no memory sizes under /proc")
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def vanish(raw: RawPeer) -> None:
    """Make the connection end with a reset."""
    raw.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.connection.close()


BROKEN_FRAMES: list[tuple[str, bytes]] = [
    ("reserved opcode", make_frame(3, b"abc")),
    ("reserved bits", b"\xf1\x80" + bytes(4)),
    ("unmasked text", make_frame(TEXT, b"{}", masked=False)),
    ("continuation of nothing", make_frame(0, b"abc")),
    ("long ping", make_frame(9, bytes(126))),
    ("fragmented ping", make_frame(9, b"", fin=False)),
    ("text that is not UTF-8", make_frame(TEXT, b"\xff\xfe")),
    ("close with half a code", make_frame(CLOSE, b"\x03")),
    ("close with an illegal code", make_frame(CLOSE, struct.pack(">H", 1005))),
    ("length with the highest bit", b"\x82\xff" + b"\xff" * 8 + bytes(4)),
    ("2^31 bytes", b"\x82\xff" + struct.pack(">Q", 2**31) + bytes(4)),
    ("2^62 bytes", b"\x81\xff" + struct.pack(">Q", 2**62) + bytes(4)),
    ("new text inside of a text", make_frame(TEXT, b"{", fin=False) + make_frame(TEXT, b"}")),
]


@pytest.mark.usefixtures("witness")
@pytest.mark.parametrize(("name", "frame"), BROKEN_FRAMES)
def test_broken_frames_end_their_connection(backend: Backend, name: str, frame: bytes) -> None:
    with raw_connected(backend.address) as raw:
        raw.send(frame)
        opcode, payload = raw.receive_frame() or (CLOSE, b"")
        assert opcode == CLOSE, name
        assert payload == b"" or struct.unpack(">H", payload[:2])[0] in {1002, 1007, 1009}
        assert raw.receive_frame() is None


@pytest.mark.usefixtures("witness")
def test_a_huge_announced_frame_costs_nothing(backend: Backend) -> None:
    before = memory_of(backend)
    with raw_connected(backend.address) as raw:
        raw.send(b"\x82\xff" + struct.pack(">Q", 2**31 - 1) + bytes(1004))
        with connected(backend.uri) as other:
            assert other.request("get-version")["major"] == 3
        assert memory_of(backend) < before + 2**26
        vanish(raw)


@pytest.mark.usefixtures("witness")
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_clients_may_vanish_in_the_middle(backend: Backend, part: float) -> None:
    whole = HANDSHAKE + make_frame(TEXT, b'{"jsonrpc":"2.0","id":1,"method":"get-scene"}')
    with socket.create_connection(backend.address) as connection:
        connection.sendall(whole[: int(part * len(whole))])


@pytest.mark.usefixtures("witness")
def test_garbage_instead_of_http_ends_the_connection(backend: Backend) -> None:
    for garbage in (os.urandom(1000), b"\x00" * 1000, b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n"):
        with socket.create_connection(backend.address, timeout=20) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(2**16):
                pass


@pytest.mark.usefixtures("witness")
@pytest.mark.parametrize("headers", [b"X: " + b"x" * 20_000 + b"\r\n", b"X: x\r\n" * 1000])
def test_endless_headers_are_refused(backend: Backend, headers: bytes) -> None:
    with socket.create_connection(backend.address, timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + headers)
        connection.shutdown(socket.SHUT_WR)
        assert b" 101 " not in connection.recv(2**16)


@pytest.mark.usefixtures("witness")
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=60), st.sampled_from([TEXT, BINARY]))
def test_any_message_gets_one_answer_or_ends_the_connection(
    backend: Backend, payload: bytes, opcode: int
) -> None:
    with raw_connected(backend.address) as raw:
        raw.send(make_frame(opcode, payload))
        frame = raw.receive_frame()
        assert frame is not None
        assert frame[0] == CLOSE or b'"id":null' in frame[1]


def test_deeply_nested_messages_are_refused(witness: Peer) -> None:
    for text in ("[" * 100_000, '{"a":' * 100_000, "[" * 1000 + "]" * 1000):
        witness.send(text)
        assert witness.receive().content["error"]["code"] == -32700


def test_a_long_message_is_answered(witness: Peer) -> None:
    name = "x" * 2**24
    witness.send({"jsonrpc": "2.0", "id": 1, "method": name})
    assert witness.receive().content["error"]["message"] == f"Method '{name}' not found"


MODELS: list[tuple[str, bytes]] = [
    ("obj", b"not an obj"),
    ("obj", b"v nan nan nan\nv 0 0 0\nv 1 1 1\nf 1 2 3\n"),
    ("obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n"),
    ("ply", b"ply\nformat ascii 1.0\nelement vertex 8\n"),
    (
        "ply",
        b"ply\nformat binary_little_endian 1.0\nelement vertex 10000000\nproperty float x\n"
        b"property float y\nproperty float z\nelement face 1\n"
        b"property list uchar int vertex_indices\nend_header\n" + bytes(900),
    ),
    ("stl", bytes(80) + struct.pack("<I", 2**32 - 1) + bytes(100)),
    ("off", b"OFF\n4000000000 1 0\n"),
]


@pytest.mark.parametrize(("kind", "data"), MODELS)
def test_malformed_models_fail_their_request(
    backend: Backend, witness: Peer, kind: str, data: bytes
) -> None:
    before = memory_of(backend)
    params: Json = {"loader_name": "mesh", "loader_properties": {}, "type": kind}
    with pytest.raises(PeerError) as caught:
        witness.request("upload-model", params, data)
    assert caught.value.code == -32603
    assert len(caught.value.message) < 300
    assert memory_of(backend) < before + 2**27


NUMBERS = [0, 1e-38, 1e30, 3e38, -3e38]


@pytest.mark.parametrize("number", NUMBERS)
def test_extreme_numbers_are_rendered_or_refused(peer: Peer, number: float) -> None:
    shapes: list[tuple[str, Json]] = [
        ("spheres", {"center": [number] * 3, "radius": number}),
        ("boxes", {"min": [-number] * 3, "max": [number] * 3}),
        ("capsules", {"p0": [number] * 3, "p1": [0, 0, 0], "r0": number, "r1": -number}),
        ("planes", {"coefficients": [number] * 4}),
        (
            "bounded-planes",
            {"coefficients": [number] * 4, "bounds": {"min": [0] * 3, "max": [number] * 3}},
        ),
    ]
    for name, shape in shapes:
        peer.ask(f"add-{name}", [{"geometry": shape, "color": [number] * 4}])
        peer.ask(f"add-clipping-{name}", {"primitives": [shape]})
    peer.ask("add-light-sphere", {"position": [number] * 3, "radius": number})
    peer.ask("add-light-quad", {"edge1": [number] * 3, "intensity": abs(number)})
    view = {"position": [0, 0, 5], "target": [0, 0, number + 1e-9], "up": [0, 1, 0]}
    for renderer in ("interactive", "production"):
        params = {
            "camera_view": view,
            "image_settings": {"size": [16, 16]},
            "renderer": {"name": renderer, "params": {"samples_per_pixel": 1}},
        }
        reply = peer.ask("snapshot", params)
        assert reply.body or reply.content["error"]["code"] == -32603
    assert peer.request("get-scene")["models"] is not None
