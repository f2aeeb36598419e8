"""What a real Brayns 3.10.1 sent is understood."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from livebind.common.message import Message, TextMessage
from livebind.wires.brayns import PACKETS, BraynsWire
from livebind.wires.events import (
    ErrorReply,
    Event,
    ProgressUpdate,
    SuccessReply,
    UnattributedError,
    UnexpectedReply,
)
from support.frames import packet
from support.recorded_data import load_transcript

HIGHEST_ID = 1000
"""Ids above are none that a client could have given to its requests here."""


def find_received(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the data frames that the server sent in a case, in order."""
    timeline: list[dict[str, Any]] = case.get("timeline", [])
    frames: list[dict[str, Any]] = [*case.get("recv", [])]
    frames += [entry["msg"] for entry in timeline if entry.get("dir") == "<"]
    return [recorded for recorded in frames if recorded.get("opcode") in {1, 2}]


def to_message(recorded: dict[str, Any]) -> Message:
    """Return a recorded frame as it was; the middle of a long body was not recorded."""
    if recorded["opcode"] == 1:
        return TextMessage(recorded["text"].encode())
    head, tail = (bytes.fromhex(recorded[f"body_{end}_hex"]) for end in ("head", "tail"))
    gap = recorded["body_len"] - len(head) - len(tail)
    body = head + bytes(gap) + tail if gap >= 0 else head[: recorded["body_len"]]
    return PACKETS.divide(packet(recorded["json"].encode(), body))


@cache
def received() -> list[tuple[dict[str, Any], dict[str, Any], list[Event]]]:
    """Return each recorded frame, its JSON, and what it means to a client that waits for it."""
    found: list[tuple[dict[str, Any], dict[str, Any], list[Event]]] = []
    for case in load_transcript("brayns-3.10.1"):
        for recorded in find_received(case):
            wire = BraynsWire()
            for _ in range(HIGHEST_ID):
                wire.new_request()
            content = json.loads(recorded.get("text") or recorded["json"])
            found.append((recorded, content, wire.receive(to_message(recorded))))
    return found


def is_ours(request_id: object) -> bool:
    return type(request_id) is int and 1 <= request_id <= HIGHEST_ID


def test_results_are_understood() -> None:
    cases = [case for case in received() if "result" in case[1] and is_ours(case[1]["id"])]
    assert len(cases) > 100
    for recorded, content, (event,) in cases:
        assert isinstance(event, SuccessReply)
        assert event.id == content["id"]
        assert json.loads(bytes(event.result)) == content["result"]
        assert len(event.binary) == recorded.get("body_len", 0)


def test_bytes_come_with_their_result() -> None:
    cases = [case for case in received() if case[0]["opcode"] == 2]
    assert len(cases) > 10
    for recorded, _, (event,) in cases:
        assert isinstance(event, SuccessReply)
        assert event.binary.startswith(bytes.fromhex(recorded["body_head_hex"]))
        assert event.binary.endswith(bytes.fromhex(recorded["body_tail_hex"]))


def test_errors_are_understood() -> None:
    cases = [case for case in received() if "error" in case[1] and is_ours(case[1]["id"])]
    assert len(cases) > 30
    for _, content, events in cases:
        error = content["error"]
        expected = ErrorReply(content["id"], error["code"], error["message"], error.get("data"))
        assert events == [expected]


def test_errors_without_an_id_answer_nothing() -> None:
    cases = [case for case in received() if "error" in case[1] and case[1]["id"] is None]
    assert len(cases) > 30
    for _, content, events in cases:
        error = content["error"]
        assert events == [UnattributedError(error["code"], error["message"], error.get("data"))]


def test_progress_is_understood() -> None:
    cases = [case for case in received() if "method" in case[1]]
    assert len(cases) > 20
    for _, content, events in cases:
        params = content["params"]
        assert events == [ProgressUpdate(params["id"], params["operation"], params["amount"])]


def test_replies_to_ids_of_other_clients_are_for_nobody() -> None:
    cases = [case for case in received() if case[1].get("id") is not None]
    foreign = [case for case in cases if not is_ours(case[1]["id"])]
    assert foreign
    for _, content, events in foreign:
        assert events == [UnexpectedReply(content["id"], "no request has this id")]


def test_nothing_else_was_received() -> None:
    kinds = {type(event) for _, _, events in received() for event in events}
    assert kinds == {SuccessReply, ErrorReply, UnattributedError, ProgressUpdate, UnexpectedReply}
