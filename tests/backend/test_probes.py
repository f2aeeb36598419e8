"""Requests at the edge of what is allowed: what comes of them is what came of a real Brayns 3.10.1.

The requests that differ are listed below, each with the reason; one that is listed and does not
differ is a failure, too.
"""

import base64
from itertools import pairwise
from typing import Any

from backend.peer import Peer, connected, running
from support.recorded_data import load_recording

Json = Any

FORGIVING = "files that say more or otherwise than the real loader reads are read"
FORMATS = "the name of a format may be in capitals, begin with a dot or be one of its others"
VIEWS = "a view that looks nowhere is accepted, and shows nothing"
STRICT = "what makes no sense is refused"
FRAMES = "a frame beyond the simulation is accepted"
CODES = "another code says that the params are wrong"

DIFFERENT = {
    1: FORGIVING,
    2: FORGIVING,
    3: FORGIVING,
    7: FORGIVING,
    11: FORMATS,
    12: FORMATS,
    14: FORGIVING,
    16: FORGIVING,
    22: VIEWS,
    23: VIEWS,
    24: VIEWS,
    31: FORMATS,
    32: "pictures are not written as EXR",
    34: "a format of pictures has no dot",
    43: FRAMES,
    52: STRICT,
    67: STRICT,
    73: CODES,
    74: CODES,
    75: CODES,
    78: CODES,
    81: FRAMES,
}
"""Reasons by the place of the request in the list."""


def outcome(peer: Peer, probe: Json) -> Json:
    body = base64.b64decode(probe["data_base64"]) if "data_base64" in probe else None
    reply = peer.ask(probe["method"], probe.get("params"), body)
    if "error" in reply.content:
        return {"error": reply.content["error"]["code"]}
    return {"result": type(reply.content["result"]).__name__, "bytes": bool(reply.body)}


def test_outcomes_are_those_of_a_real_service() -> None:
    probes = load_recording("brayns-3.10.1", "probes")
    deadly = [number for number, probe in enumerate(probes) if "dies" in probe["real"]]
    found: dict[int, Json] = {}
    # After each end of the service it was started again, and the first request repeated.
    for before, end in pairwise([-1, *deadly, len(probes)]):
        if before + 1 == end:
            continue
        with running() as backend, connected(backend.uri) as peer:
            if before >= 0:
                outcome(peer, probes[0])
            found |= {number: outcome(peer, probes[number]) for number in range(before + 1, end)}
    different = {number for number in found if found[number] != probes[number]["real"]}
    assert different == DIFFERENT.keys(), {number: found[number] for number in different}


def test_requests_that_end_a_real_service_are_answered_here(peer: Peer) -> None:
    for probe in load_recording("brayns-3.10.1", "probes"):
        if "dies" in probe["real"]:
            assert outcome(peer, probe)
    assert peer.request("get-version")["major"] == 3
