"""What is served, compared with what a real Brayns 3.10.1 served."""

import json
from pathlib import Path
from typing import Any

from backend.peer import Peer
from livebind_backend.json_values import JsonValue

Json = Any


def without_prose(schema: JsonValue) -> JsonValue:
    """Drop descriptions, which are free; a property may be called `description` too."""
    if isinstance(schema, list):
        return [without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_prose(value)
        for key, value in schema.items()
        if not (key == "description" and isinstance(value, str))
    }


def sentences(schema: JsonValue) -> set[str]:
    if isinstance(schema, list):
        return set[str]().union(*(sentences(item) for item in schema))
    if not isinstance(schema, dict):
        return set()
    own = schema.get("description")
    found = {own} if isinstance(own, str) else set[str]()
    return found.union(*(sentences(item) for item in schema.values()))


def load(folder: Path, name: str) -> Json:
    return json.loads((folder / "core" / name).read_text())


def test_the_registry_is_the_recorded_one(peer: Peer, recorded: Path) -> None:
    assert sorted(peer.request("registry")) == sorted(load(recorded, "registry.json"))


def test_every_schema_has_the_recorded_structure(peer: Peer, recorded: Path) -> None:
    expected = load(recorded, "schemas.json")
    served = {name: peer.request("schema", {"endpoint": name}) for name in expected}
    differences = [
        name for name in expected if without_prose(served[name]) != without_prose(expected[name])
    ]
    assert differences == []


def test_the_loaders_have_the_recorded_structure(peer: Peer, recorded: Path) -> None:
    expected = load(recorded, "loaders.json")
    assert without_prose(peer.request("get-loaders")) == without_prose(expected)


def test_the_version_is_the_recorded_one_but_for_the_revision(peer: Peer, recorded: Path) -> None:
    expected = load(recorded, "version.json")
    served = peer.request("get-version")
    assert served | {"revision": ""} == expected | {"revision": ""}


def test_everything_is_described_in_our_own_words(peer: Peer, recorded: Path) -> None:
    theirs = sentences(load(recorded, "schemas.json")) | sentences(load(recorded, "loaders.json"))
    schemas = [peer.request("schema", {"endpoint": name}) for name in peer.request("registry")]
    ours = sentences([*schemas, peer.request("get-loaders")])
    assert ours & theirs == set()


def test_every_method_and_property_is_described(peer: Peer) -> None:
    for name in peer.request("registry"):
        schema = peer.request("schema", {"endpoint": name})
        assert schema["description"]
        for part in (schema.get("params", {}), schema.get("returns", {})):
            for key, value in part.get("properties", {}).items():
                assert value.get("description"), f"{name}: {key}"
