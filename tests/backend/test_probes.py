"""Sends requests to a fresh instance that a real Brayns 3.10.1 was sent, and compares outcomes.

An outcome is the type of a result and whether bytes came with it, or the code of an error. Where
the real service dies, an error is right.
"""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from backend.peer import Peer, PeerError, connected, running
from support.recorded_data import load_recording

Json = Any


@pytest.fixture
def probes() -> Json:
    """The requests in their order, each with what the real service did."""
    return load_recording("brayns-3.10.1", "probes")


@pytest.fixture
def fresh_peer() -> Iterator[Peer]:
    """A client of an instance that nobody used before."""
    with running() as backend, connected(backend.uri) as peer:
        yield peer


def outcome(peer: Peer, probe: Json) -> Json:
    data = probe.get("data_base64")
    body = None if data is None else base64.b64decode(data)
    reply = peer.ask(probe["method"], probe.get("params"), body)
    try:
        return {"result": type(reply.result).__name__, "bytes": bool(reply.body)}
    except PeerError as error:
        return {"error": error.code}


def test_each_request_has_the_outcome_of_a_real_service(fresh_peer: Peer, probes: Json) -> None:
    different: list[Json] = []
    for probe in probes:
        found = outcome(fresh_peer, probe)
        agrees = "error" in found if "dies" in probe["real"] else found == probe["real"]
        if not agrees:
            different.append({**probe, "here": found})
    assert not different
