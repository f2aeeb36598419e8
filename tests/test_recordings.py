"""The recordings hold facts about real backends, and nothing that those say in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recordings.strip import Json, prose, without_descriptions

RECORDINGS = sorted((Path(__file__).parent / "recordings").rglob("*.json"))


def test_there_are_recordings() -> None:
    backends = {path.parent.name for path in RECORDINGS}
    assert backends == {"brayns-3.10.1", "brayns-4.0.0", "conplyent-0.2.17"}


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recording_holds_no_descriptions(path: Path) -> None:
    assert prose(json.loads(path.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(
    "value",
    [
        {"properties": {"x": {"description": "Width"}}},
        [{"doc": "Width"}],
        {"title": "The width of the thing"},
        {"the width of the thing": 1},
        {"message": 'The "width" of\nall those things'},
    ],
)
def test_prose_is_found_wherever_it_is(value: Json) -> None:
    assert prose(value)


def test_properties_called_description_are_facts() -> None:
    schema: Json = {"properties": {"description": {"type": "string", "description": "What it is"}}}
    stripped: Json = {"properties": {"description": {"type": "string"}}}
    assert without_descriptions(schema) == stripped
    assert prose(stripped) == set()
