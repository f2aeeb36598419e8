"""Replays what was once sent to a real Brayns 3.10.1 and compares the outcomes.

An outcome is what a client can act on: a result and its shape, or an error and its code, with the
id, as text or as binary message. Words and numbers are free. Cases that differ are listed below,
each with the reason; a case that is listed and does not differ is a failure, too.
"""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from backend.peer import Backend, connected, decode, running
from backend.plugins.conftest import PLUGINS
from backend.raw_peer import (
    BINARY,
    CLOSE,
    TEXT,
    RawPeer,
    exchange,
    make_frame,
    raw_connected,
)
from livebind_backend.json_values import JsonValue
from support.recorded_data import load_transcript

Json = Any

MODEL = b"# two triangles\nv 0 0 0\nv 1 0 0\nv 0 1 1\nv 1 1 1\nf 1 2 3\nf 2 4 3\n"

PING_PONG = "a ping is answered and a pong ignored; there, both end the connection"
DRAINED = "a request on a new connection: the close frame of the case before ended only its own"
FRAMES = "what breaks RFC 6455 ends the connection; there, it is taken for a message"
FRAGMENTS = "fragments are put together; there, each is taken for a message"
SMALL = "small pictures are rendered; there, the process ends"
OVERTAKING = "errors of dispatch overtake requests that wait, though the protocol lets them"
HIT = "something is hit; the recorded service had no ray tracing"

DIFFERENT = {
    "pipelined: order of good and bad requests": OVERTAKING,
    "inspect": HIT,
    "ws: ping frame": PING_PONG,
    "ws: ping frame -> then a normal request": PING_PONG,
    "ws: empty ping frame": PING_PONG,
    "ws: empty ping frame -> then a normal request": PING_PONG,
    "ws: pong frame (unsolicited)": PING_PONG,
    "ws: pong frame (unsolicited) -> then a normal request": PING_PONG,
    "ws: close frame 1000 -> then a normal request": DRAINED,
    "ws: close frame empty -> then a normal request": DRAINED,
    "ws: text with invalid UTF-8": FRAMES,
    "ws: invalid UTF-8 in method string": FRAMES,
    "ws: reserved opcode 3": FRAMES,
    "ws: fragmented text (2 fragments)": FRAGMENTS,
    "crash probe: snapshot smaller than 64x64": SMALL,
    "crash probe: export-gbuffers smaller than 64x64": SMALL,
    "crash probe: viewport smaller than 64x64 then render-image": SMALL,
}

NO_HOST = "the health check needs no Host header; there, it fails with status 500"
NO_HTTP = "what is not HTTP gets no answer; there, it gets status 400"

DIFFERENT_HTTP = {
    "GET /healthz HTTP/1.0": NO_HOST,
    "GET /healthz HTTP/1.1 without Host": NO_HOST,
    "not HTTP": NO_HTTP,
    "raw JSON": NO_HTTP,
}


def shape(value: JsonValue) -> JsonValue:
    """Reduce a value to its structure."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return type(value).__name__
    return "number"


def outcome(message: Json, *, binary: bool) -> Json:
    if "error" in message:
        error = message["error"]
        return ["error", message["id"], error["code"], "data" in error, binary]
    if "id" not in message:
        return None
    return ["result", message["id"], shape(message["result"]), binary]


def expected_outcomes(received: list[Json]) -> list[Json]:
    outcomes: list[Json] = []
    for frame in received:
        if "closed" in frame:
            outcomes.append(["closed"])
        elif "json" in frame:
            outcomes.append(outcome(json.loads(frame["json"]), binary=True))
        elif "text" in frame:
            outcomes.append(outcome(json.loads(frame["text"]), binary=False))
    return [found for found in outcomes if found is not None]


def frame_of(name: str, sent: Json, folder: Path) -> bytes:
    """Make the frame that was sent, with our files and our model."""
    opcode = sent["opcode"]
    fin = bool(sent.get("fin", 1))
    if "text" in sent:
        text = sent["text"].replace("/data/models", str(folder))
        invalid = "invalid UTF-8" in name
        payload = text.encode().decode("unicode_escape").encode("latin-1") if invalid else text
        return make_frame(opcode, payload if invalid else text.encode(), fin=fin)
    if "json" in sent and "body_len" in sent:
        body = bytes.fromhex(sent["body_head_hex"])
        if sent["body_len"] == 64:
            body = MODEL
        return make_frame(opcode, bytes.fromhex(sent["header_hex"]) + sent["json"].encode() + body)
    return make_frame(opcode, bytes.fromhex(sent.get("hex", "")), fin=fin)


def outcomes_until_barrier(peer: RawPeer) -> Iterator[Json]:
    """Read what comes before the reply to a last request, or until the connection ends."""
    peer.send_text(json.dumps({"jsonrpc": "2.0", "id": "barrier", "method": "get-version"}))
    while True:
        frame = peer.receive_frame()
        if frame is None or frame[0] == CLOSE:
            yield ["closed"]
            return
        opcode, payload = frame
        if opcode in {TEXT, BINARY}:
            reply = decode(payload if opcode == BINARY else payload.decode()).content
            if reply.get("id") == "barrier":
                return
            yield outcome(reply, binary=opcode == BINARY)


def recorded_cases(server: str = "core", *, secure: bool = False) -> list[Json]:
    """List the cases of a service that one connection can replay."""
    cases = load_transcript("brayns-3.10.1")
    chosen = [case for case in cases if case.get("server", "").startswith(server)]
    return [
        case
        for case in chosen
        if ("secure" in case["server"]) == secure
        and not case["case"].startswith(("quit", "SIGTERM"))
    ]


@pytest.fixture
def fresh_backend() -> Iterator[Backend]:
    """A backend in the state in which the recorded cases began."""
    with running("--max-clients", "64") as backend:
        yield backend


def differences(
    cases: list[Json], backend: Backend, folder: Path, tls: ssl.SSLContext | None = None
) -> dict[str, Json]:
    """Replay cases in their order, and return those whose outcomes differ, by name."""
    (folder / "tri.obj").write_bytes(MODEL)
    # A molecule as chemists write it, which the loader of points refuses.
    (folder / "m.xyz").write_text("2\n\nH 0 0 0\nH 1 0 0\n")
    different: dict[str, Json] = {}
    for case in cases:
        if not case.get("send"):
            continue
        with raw_connected(backend.address, tls=tls) as peer:
            frames = [frame_of(case["case"], sent, folder) for sent in case["send"]]
            peer.send(b"".join(frames))
            found = [item for item in outcomes_until_barrier(peer) if item is not None]
        expected = expected_outcomes(case.get("recv", []))
        if found != expected:
            different[case["case"]] = {"expected": expected, "found": found}
    return different


def test_outcomes_are_those_of_a_real_service(fresh_backend: Backend, tmp_path: Path) -> None:
    different = differences(recorded_cases(), fresh_backend, tmp_path)
    assert different.keys() == DIFFERENT.keys(), different


def test_outcomes_of_plugins_are_those_of_a_real_service(tmp_path: Path) -> None:
    pytest.importorskip("morphio")
    cases = recorded_cases("all five plugins")
    options = [option for name in PLUGINS for option in ("--plugin", name)]
    with running(*options) as backend, connected(backend.uri) as peer:
        # What was in the recorded scene: a model that is no circuit and no atlas.
        shape = {"center": [0, 0, 0], "radius": 1}
        peer.request("add-spheres", [{"geometry": shape, "color": [1, 1, 1, 1]}])
        different = differences(cases, backend, tmp_path)
    assert len([case for case in cases if case.get("send")]) == 13
    assert not different, different


def test_outcomes_over_tls_are_those_of_a_real_service(tmp_path: Path) -> None:
    authority = trustme.CA()
    pem = tmp_path / "both.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(pem)
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(trusted)
    context = ssl.create_default_context(cafile=str(trusted))
    cases = recorded_cases(secure=True)
    with running("--secure", "--certificate-file", str(pem)) as backend:
        different = differences(cases, backend, tmp_path, context)
    assert len([case for case in cases if case.get("send")]) == 4
    assert not different, different


def test_http_answers_are_those_of_a_real_service(backend: Backend) -> None:
    different: dict[str, Json] = {}
    for case in recorded_cases():
        if "raw_send" not in case or "eof_after_s" not in case:
            continue
        found = exchange(backend.address, case["raw_send"].encode()).decode()
        expected = case["raw_recv"]
        if found.split()[1:2] != expected.split()[1:2]:
            different[case["case"]] = {"expected": expected, "found": found}
    assert different.keys() == DIFFERENT_HTTP.keys(), different
