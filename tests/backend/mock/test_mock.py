"""Standing in for a captured instance."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.peer import Backend, Peer, PeerError, command, connected, running
from livebind_backend.validation import violations
from support.recorded_data import load_recording

Json = Any

RESULT: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["size", "name", "kind"],
    "properties": {
        "size": {"type": "integer", "minimum": 5, "maximum": 7},
        "part": {"type": "number", "minimum": -1, "maximum": 0},
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "flag": {"type": "boolean"},
        "corner": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
        "names": {"type": "object", "additionalProperties": {"type": "string"}},
        "choice": {"oneOf": [{"type": "null"}, {"const": "x", "type": "string"}]},
        "shared": {"$ref": "#/components/schemas/Shared"},
    },
}


def document(protocol: str, *names: str) -> Json:
    """Describe an instance with the named methods, and with one that takes and gives something."""
    anything: Json = {"name": "result", "schema": {}}
    nothing: Json = []
    plain: list[Json] = [{"name": name, "params": nothing, "result": anything} for name in names]
    rich = {
        "name": "measure",
        "description": "Measures things.",
        "tags": [{"name": "Ruler"}],
        "params": [
            {"name": "id", "required": True, "schema": {"type": "integer", "minimum": 0}},
            {"name": "unit", "required": False, "schema": {"type": "string", "default": "m"}},
        ],
        "result": {"name": "result", "schema": RESULT},
        "x-livebind": {
            "async": True,
            "params": {"schema": {"type": "object", "additionalProperties": False, "title": "P"}},
        },
    }
    return {
        "openrpc": "1.3.2",
        "info": {"title": "Some", "version": "7.8.9"},
        "methods": [*plain, rich],
        "components": {"schemas": {"Shared": {"type": "integer", "minimum": 3, "maximum": 3}}},
        "x-livebind": {"protocol": protocol, "loaders": nothing},
    }


def write(folder: Path, content: Json) -> str:
    path = folder / "captured.json"
    path.write_text(json.dumps(content))
    return str(path)


def test_results_are_made_up_but_valid_and_stable(tmp_path: Path) -> None:
    path = write(tmp_path, document("brayns3", "registry"))
    seen: list[Json] = []
    for options in ([], [], ["--seed", "1"]):
        with running("--from", path, *options) as backend, connected(backend.uri) as peer:
            first = peer.request("measure", {"id": 1})
            assert peer.request("measure", {"id": 2}) != first
            assert peer.request("measure", {"id": 1}) == first
            seen.append(first)
    assert seen[0] == seen[1] != seen[2]
    resolved = RESULT["properties"] | {"shared": {"const": 3}}
    for result in seen:
        assert violations(RESULT | {"properties": resolved}, result) == ()
        assert result["shared"] == 3


def test_params_are_validated_and_progress_is_sent(tmp_path: Path) -> None:
    path = write(tmp_path, document("brayns3"))
    with running("--from", path) as backend, connected(backend.uri) as peer:
        with pytest.raises(PeerError) as caught:
            peer.request("measure", {"id": -1, "x": 1})
        assert caught.value.code == -32602
        assert caught.value.data == ["id: value below minimum -1 < 0", "unknown property 'x'"]
        assert peer.ask("measure", {"id": 1}).progress[0]["params"]["amount"] == 0.5
        with pytest.raises(PeerError) as caught:
            peer.request("nope")
        assert caught.value.code == -32601


def test_a_brayns_4_describes_itself_in_its_own_way(tmp_path: Path) -> None:
    names = ["getMethods", "getVersion", "stop"]
    content = document("brayns4", *names)
    schema_params = [{"name": "method", "required": True, "schema": {"type": "string"}}]
    content["methods"].append({"name": "getSchema", "params": schema_params})
    with running("--from", write(tmp_path, content)) as backend, connected(backend.uri) as peer:
        assert peer.request("getMethods") == [*names, "measure", "getSchema"]
        schema = peer.request("getSchema", {"method": "measure"})
        assert schema["method"] == "measure"
        assert schema["params"]["required"] == ["id"]
        assert schema["result"]["required"] == RESULT["required"]
        assert peer.request("getSchema", {"method": "stop"})["params"] == {"type": "null"}
        version = peer.request("getVersion")
        assert (version["major"], version["tag"]) == (7, "7.8.9")
        with pytest.raises(PeerError) as caught:
            peer.request("measure", {"id": "x"})
        (detail,) = caught.value.data or []
        assert detail["path"] == "id"
        assert peer.request("stop") is None
        assert backend.process.wait(10) == 0


def doubling(levels: int) -> Json:
    """Define a chain of schemas, each of which holds the next one twice."""
    return {
        f"A{level}": {"items": [{"$ref": f"#/components/schemas/A{level + 1}"}] * 2}
        for level in range(levels)
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 2**31},
        {"type": "array", "items": {"type": "integer"}, "minItems": 2**31},
        {
            "type": "array",
            "minItems": 2000,
            "items": {"type": "array", "items": {"type": "null"}, "minItems": 2000},
        },
        {"type": "array", "items": {"const": "x" * 2000}, "minItems": 2000},
    ],
)
def test_a_result_that_must_be_huge_is_an_error(tmp_path: Path, schema: Json) -> None:
    content = document("brayns3")
    content["methods"].append(
        {"name": "huge", "params": [], "result": {"name": "result", "schema": schema}}
    )
    with running("--from", write(tmp_path, content)) as backend, connected(backend.uri) as peer:
        with pytest.raises(PeerError, match="more than 1048576 characters") as caught:
            peer.request("huge")
        assert caught.value.code == -32603
        assert peer.request("measure", {"id": 1})["shared"] == 3


def test_definitions_that_contain_themselves_end_somewhere(tmp_path: Path) -> None:
    content = document("brayns3")
    node = {"$ref": "#/components/schemas/Node"}
    content["components"]["schemas"]["Node"] = {
        "type": "object",
        "properties": {"left": node, "right": node, "more": {"type": "array", "items": node}},
    }
    content["methods"].append(
        {"name": "tree", "params": [], "result": {"name": "result", "schema": node}}
    )
    with running("--from", write(tmp_path, content)) as backend, connected(backend.uri) as peer:
        tree = peer.request("tree")
        assert set(tree) == {"left", "right", "more"}
        assert set(tree["left"]) == {"more"}  # what would go on for ever is left out


def test_references_to_too_much_are_refused_at_the_start(tmp_path: Path) -> None:
    content = document("brayns3")
    content["components"]["schemas"] |= doubling(40)
    first = {"name": "result", "schema": {"$ref": "#/components/schemas/A0"}}
    content["methods"].append({"name": "huge", "params": [], "result": first})
    done = subprocess.run(  # noqa: S603 - starts this project
        command("--from", write(tmp_path, content)),
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    assert done.returncode == 1
    assert "lead to more than" in done.stderr
    assert done.stderr.count("\n") == 1


def test_any_other_instance_gives_away_its_document(tmp_path: Path) -> None:
    content = document("something")
    with running("--from", write(tmp_path, content)) as backend, connected(backend.uri) as peer:
        assert peer.request("rpc.discover") == content


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"methods": 3}', "\x00"])
def test_what_is_no_description_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "captured.json"
    path.write_text(text)
    done = subprocess.run(  # noqa: S603 - starts this project
        command("--from", str(path)), capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def recorded_document(protocol: str) -> Json:
    """Describe a recorded instance as it would be captured."""
    if protocol == "brayns3":
        schemas = load_recording("brayns-3.10.1", "schemas")
        parts = {
            name: (schema.get("params"), schema.get("returns")) for name, schema in schemas.items()
        }
    else:
        schemas = load_recording("brayns-4.0.0", "schemas")
        parts = {name: (schema["params"], schema["result"]) for name, schema in schemas.items()}
    whole = {"params": {"whole": True}}
    methods = [
        {
            "name": name,
            "description": f"Does {name}.",
            "params": [] if params is None else [{"name": "params", "schema": params}],
            "result": {"name": "result", "schema": result or {"type": "null"}},
            "x-livebind": {} if params is None else whole,
        }
        for name, (params, result) in parts.items()
    ]
    return {
        "openrpc": "1.3.2",
        "info": {"title": "Brayns", "version": "3.10.1" if protocol == "brayns3" else "4.0.0-1"},
        "methods": methods,
        "x-livebind": {"protocol": protocol, "loaders": []},
    }


def ask_everything(peer: Peer, schemas: dict[str, Json]) -> list[str]:
    """Call each method with what its schema allows and list results that break theirs."""
    broken: list[str] = []
    for name, (params, result) in schemas.items():
        if name in {"quit", "stop", "cancel"}:
            continue
        try:
            made = peer.request(name, params)
        except PeerError as error:
            broken.append(f"{name}: {error} {error.data}")
            continue
        details = violations(result, made) if result else ()
        broken += [f"{name}: {detail}" for detail in details if "read only property" not in detail]
    return broken


def smallest(schema: Json) -> Json:
    """Make the smallest params that a schema allows."""
    if schema is None or schema.get("type") == "null":
        return None
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "oneOf" in schema:
        return smallest(schema["oneOf"][0])
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        return {
            name: smallest(properties[name])
            for name in schema.get("required", [])
            if not properties[name].get("readOnly")
        }
    if schema.get("type") == "array":
        return [smallest(schema["items"]) for _ in range(schema.get("minItems", 0))]
    simple = {"integer": 1, "number": 1, "string": "x", "boolean": True}
    value = simple.get(schema.get("type"))
    return max(value, schema.get("minimum", value)) if isinstance(value, int) else value


@pytest.mark.parametrize("protocol", ["brayns3", "brayns4"])
def test_whole_recorded_instances_can_be_mocked(tmp_path: Path, protocol: str) -> None:
    content = recorded_document(protocol)
    params = {
        method["name"]: method["params"][0]["schema"] if method["params"] else None
        for method in content["methods"]
    }
    results = {method["name"]: method["result"]["schema"] for method in content["methods"]}
    calls = {name: (smallest(params[name]), results[name]) for name in params}
    calls |= {
        name: ({key: "registry" if protocol == "brayns3" else "getMethods"}, results[name])
        for name, key in (("schema", "endpoint"), ("getSchema", "method"))
        if name in calls
    }
    with running("--from", write(tmp_path, content)) as backend, connected(backend.uri) as peer:
        assert ask_everything(peer, calls) == []


def without_required(returns: Json) -> Json:
    """Return the schema of a result without its lists of required properties."""

    def dropped(schema: dict[str, Any]) -> dict[str, Any]:
        return {key: one for key, one in schema.items() if key != "required"}

    return json.loads(json.dumps(returns), object_hook=dropped)


@pytest.mark.skipif(
    importlib.util.find_spec("livebind_codegen") is None, reason="the generator is not installed"
)
def test_what_the_generator_captures_can_be_served_again(
    backend: Backend, peer: Peer, tmp_path: Path
) -> None:
    path = tmp_path / "captured.json"
    source = "from livebind_codegen.main import main; main()"
    address = backend.uri.removeprefix("ws://")
    subprocess.run(  # noqa: S603 - runs this project
        [sys.executable, "-c", source, "capture", address, "-o", str(path)], check=True, timeout=100
    )
    with running("--from", str(path)) as mock, connected(mock.uri) as mocked:
        assert mocked.request("registry") == peer.request("registry")
        for name in peer.request("registry"):
            endpoint = {"endpoint": name}
            told, captured = (one.request("schema", endpoint) for one in (peer, mocked))
            # What results always hold is known from the service, which does not say it.
            returns = [without_required(one.pop("returns", None)) for one in (captured, told)]
            assert returns[0] == returns[1]
            assert captured == told
        assert mocked.request("get-version")["major"] == 3
        loaders = {item["name"]: item["plugin"] for item in mocked.request("get-loaders")}
        assert loaders == {item["name"]: item["plugin"] for item in peer.request("get-loaders")}
        image = mocked.ask("snapshot", {})
        assert image.body.startswith(b"\x89PNG")
        assert image.result["color_buffer"]["size"] == len(image.body)
        assert mocked.request("quit") is None
        assert mock.process.wait(10) == 0
