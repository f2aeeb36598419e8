"""Replays recorded conversations in which several requests or clients are under way at once.

Snapshots take long enough here for what follows to be sent while they run. What each client gets is
compared in order; progress and times are free.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from backend.peer import Backend, decode, running
from backend.raw_peer import BINARY, CLOSE, RawPeer, make_frame, raw_connected
from backend.test_replay import outcome
from support.recorded_data import load_transcript

Json = Any

BUSY = {
    "image_settings": {"size": [200, 150], "format": "png"},
    "renderer": {"name": "interactive", "params": {"samples_per_pixel": 150}},
}
CLOSED = ["closed"]
ANSWERED = "a client that said goodbye gets no more answers, not even that its task was cancelled"

DIFFERENT = {"A sends a close frame during its snapshot": ANSWERED}


@pytest.fixture(scope="module")
def own_backend() -> Iterator[Backend]:
    with running("--max-clients", "8") as backend:
        yield backend


class Conversation:
    """Clients of one case, by name."""

    def __init__(self, stack: ExitStack, backend: Backend) -> None:
        self._stack = stack
        self._backend = backend
        self._peers: dict[str, RawPeer] = {}
        self.outcomes: dict[str, list[Json]] = {}

    def peer(self, name: str) -> RawPeer:
        if name not in self._peers:
            connection = raw_connected(self._backend.address)
            self._peers[name] = self._stack.enter_context(connection)
            self.outcomes[name] = []
        return self._peers[name]

    def send(self, name: str, message: Json) -> None:
        peer = self.peer(name)
        if message == "TCPCLOSE":
            peer.connection.close()
            self.outcomes[name].append(CLOSED)
        elif isinstance(message, str):
            self._send_request(peer, json.loads(message))
        else:
            peer.send(make_frame(message["opcode"], bytes.fromhex(message["hex"])))

    def _send_request(self, peer: RawPeer, request: Json) -> None:
        if request["method"] == "snapshot":
            request["params"] = BUSY
        peer.send_text(json.dumps(request))

    def read(self, name: str) -> Json:
        """Read one message of a client: an outcome, or None for progress."""
        frame = self.peer(name).receive_frame()
        if frame is None or frame[0] == CLOSE:
            return CLOSED
        content = decode(frame[1] if frame[0] == BINARY else frame[1].decode()).content
        return outcome(content, binary=frame[0] == BINARY)

    def read_until(self, name: str, count: int) -> None:
        """Read outcomes of a client until there are so many."""
        seen = self.outcomes[name]
        while len(seen) < count:
            found = self.read(name)
            if found is not None:
                seen.append(found)
            if found == CLOSED:
                return


def expected_of(timeline: list[Json]) -> dict[str, list[Json]]:
    expected: dict[str, list[Json]] = {}
    for event in timeline:
        seen = expected.setdefault(event["client"], [])
        if event["dir"] != "<":
            continue
        message = event["msg"]
        if "closed" in message:
            seen.append(CLOSED)
        elif "json" in message:
            seen.append(outcome(json.loads(message["json"]), binary=True))
        else:
            found = outcome(json.loads(message["text"]), binary=False)
            seen += [] if found is None else [found]
    return expected


def replay(backend: Backend, timeline: list[Json]) -> dict[str, list[Json]]:
    """Send everything in the recorded order, each once what was to come before has come."""
    expected = expected_of(timeline)
    with ExitStack() as stack:
        conversation = Conversation(stack, backend)
        for name in expected:
            conversation.peer(name)
        started = False
        for event in timeline:
            if event["dir"] != ">":
                continue
            conversation.send(event["client"], event["msg"])
            if "snapshot" in str(event["msg"]) and not started:
                assert conversation.read(event["client"]) is None  # it runs
                started = True
        for name, outcomes in expected.items():
            conversation.read_until(name, len(outcomes))
        return conversation.outcomes


def test_conversations_go_as_with_a_real_service(own_backend: Backend) -> None:
    cases = [case for case in load_transcript("brayns-3.10.1") if "timeline" in case]
    assert cases
    different: dict[str, Json] = {}
    for case in cases:
        expected = expected_of(case["timeline"])
        found = replay(own_backend, case["timeline"])
        if found != expected:
            different[case["case"]] = {"expected": expected, "found": found}
    assert different.keys() == DIFFERENT.keys(), different
