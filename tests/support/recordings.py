"""Real backends, as they were recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from livebind_codegen.dialects.registry import dialect_named
from livebind_codegen.json_values import is_list, is_object
from support.asking import described_by
from support.recorded_data import load_recording, load_transcript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.description.model import Description
    from support.descriptions import Json

__all__ = ["RECORDED_NAMES", "Exchange", "Recorded", "recorded"]

RECORDED_NAMES = ("brayns3-core", "brayns3", "brayns4")
"""Brayns 3.10.1 without and with its plugins, and Brayns 4.0.0."""


@dataclass(frozen=True)
class Exchange:
    """One recorded request, and what was answered."""

    note: str
    method: str
    params: Any
    has_params: bool
    result: Any = None
    has_result: bool = False
    error: Any = None


@dataclass(frozen=True)
class Recorded:
    """The introspection of a recorded backend: its replies, by method and JSON of the params."""

    name: str
    method_names: tuple[str, ...]
    """In the order in which the backend lists them."""
    schemas: dict[str, Any]
    replies: dict[str, Any]
    """Replies of methods without parameters."""
    schema_method: str
    schema_parameter: str
    backend: str

    def description(self) -> Description:
        """Return the description, read without a server."""
        dialect = dialect_named("brayns4" if self.name == "brayns4" else "brayns3")
        return described_by(dialect, self.reply)

    def reply(self, method: str, params: Json) -> Json:
        """Return what the backend answers."""
        if method == self.schema_method:
            return self.schemas[params[self.schema_parameter]]
        return self.replies[method]

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the recorded exchanges of one request and one reply with its id.

        The test is skipped where there are no transcripts.
        """
        for case in load_transcript(self.backend):
            yield from _exchanges(case)


@cache
def recorded(name: str) -> Recorded:
    """Return a recorded backend."""
    if name == "brayns4":
        backend = "brayns-4.0.0"
        schemas = load_recording(backend, "schemas")
        version = {"major": 4, "minor": 0, "patch": 0, "preRelease": 1, "tag": "4.0.0-1"}
        replies = {"getMethods": list(schemas), "getVersion": version}
        return Recorded(name, tuple(schemas), schemas, replies, "getSchema", "method", backend)
    backend = "brayns-3.10.1"
    is_core = name == "brayns3-core"
    names = load_recording(backend, "registry")["core" if is_core else "plugins"]
    schemas = load_recording(backend, "schemas")
    loaders = load_recording(backend, "loaders")
    replies = {
        "registry": names,
        "get-version": load_recording(backend, "version"),
        "get-loaders": [one for one in loaders if one["plugin"] == "Core" or not is_core],
    }
    return Recorded(
        name,
        tuple(names),
        {name: schemas[name] for name in names},
        replies,
        "schema",
        "endpoint",
        backend,
    )


def _exchanges(case: dict[str, Any]) -> Iterator[Exchange]:
    note: str = case.get("case") or case.get("note") or ""
    sent: Json = case.get("send") or []
    received: list[Json] = case.get("recv") or []
    yield from _paired(note, sent if is_list(sent) else [sent], received)
    timeline: list[dict[str, Any]] = case.get("timeline") or []
    steps = [one for one in timeline if "dir" in one]
    for client in sorted({one["client"] for one in steps}):
        own = [one for one in steps if one["client"] == client]
        asked = [{"text": one["msg"]} for one in own if one["dir"] == ">"]
        yield from _paired(note, asked, [one["msg"] for one in own if one["dir"] == "<"])


def _paired(note: str, sent: list[Json], received: list[Json]) -> Iterator[Exchange]:
    """Yield the requests that have one reply with their id."""
    requests = [_message(frame) for frame in sent if is_object(frame)]
    replies = [_message(frame) for frame in received if is_object(frame)]
    for request in requests:
        if "id" not in request or not isinstance(request.get("method"), str):
            continue
        answers = [reply for reply in replies if _has_id(reply, request["id"])]
        if len(answers) != 1:
            continue
        yield Exchange(
            note=note,
            method=request["method"],
            params=request.get("params"),
            has_params=request.get("params") is not None,
            result=answers[0].get("result"),
            has_result="result" in answers[0],
            error=answers[0].get("error"),
        )


def _has_id(reply: dict[str, Any], number: object) -> bool:
    # 7 and "7" are two ids, and so are 1 and true.
    return reply.get("id") == number and type(reply.get("id")) is type(number)


def _message(frame: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a recorded frame, empty if it is no object."""
    text: Json = frame.get("text") or frame.get("data") or frame.get("json")
    if isinstance(text, str):
        try:
            text = json.loads(text)
        except (ValueError, RecursionError):
            return {}
    return text if is_object(text) else {}
