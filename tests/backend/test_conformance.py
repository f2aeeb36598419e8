"""What is served, compared with what a real Brayns 3.10.1 served."""

from backend.peer import Peer
from recordings.strip import descriptions, digest, without_descriptions
from support.recorded_data import load_recording

BRAYNS = "brayns-3.10.1"


def test_the_registry_is_the_recorded_one(peer: Peer) -> None:
    assert sorted(peer.request("registry")) == sorted(load_recording(BRAYNS, "registry")["core"])


def test_every_schema_has_the_recorded_structure(peer: Peer) -> None:
    recorded = load_recording(BRAYNS, "schemas")
    names = load_recording(BRAYNS, "registry")["core"]
    served = {name: peer.request("schema", {"endpoint": name}) for name in names}
    assert [name for name in names if without_descriptions(served[name]) != recorded[name]] == []


def test_the_loaders_have_the_recorded_structure(peer: Peer) -> None:
    recorded = load_recording(BRAYNS, "loaders")
    core = [loader for loader in recorded if loader["plugin"] == "Core"]
    assert without_descriptions(peer.request("get-loaders")) == core


def test_the_version_is_the_recorded_one_but_for_the_revision(peer: Peer) -> None:
    served = peer.request("get-version")
    assert served | {"revision": ""} == load_recording(BRAYNS, "version") | {"revision": ""}


def test_everything_is_described_in_our_own_words(peer: Peer) -> None:
    schemas = [peer.request("schema", {"endpoint": name}) for name in peer.request("registry")]
    ours = descriptions([*schemas, peer.request("get-loaders")])
    theirs = set(load_recording(BRAYNS, "description_digests"))
    assert [text for text in ours if digest(text) in theirs] == []


def test_every_method_and_property_is_described(peer: Peer) -> None:
    for name in peer.request("registry"):
        schema = peer.request("schema", {"endpoint": name})
        assert schema["description"]
        for part in (schema.get("params", {}), schema.get("returns", {})):
            for key, value in part.get("properties", {}).items():
                assert value.get("description"), f"{name}: {key}"
