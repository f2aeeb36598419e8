"""Captured files as sources: read whole, or without the methods that make no sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from livebind_codegen.errors import DiscoveryError, SchemaError
from livebind_codegen.sources import LiveOptions, is_file_source, read_source
from support.recorded_server import serve_replies

if TYPE_CHECKING:
    from pathlib import Path

    from support.descriptions import Json

KEEP_GOING = LiveOptions(keep_going=True)
TEXT = {"type": "string"}


def method(name: str, result: Json, *params: Json) -> dict[str, Any]:
    return {"name": name, "params": [*params], "result": {"name": "r", "schema": result}}


def captured(folder: Path, *methods: Json, **schemas: Json) -> str:
    """Return the path of a document with these methods."""
    document = {
        "openrpc": "1.3.2",
        "info": {"title": "Test", "version": "1"},
        "methods": [*methods],
        "components": {"schemas": schemas},
    }
    path = folder / "captured.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


BROKEN: list[tuple[dict[str, Any], str]] = [
    (method("broken", {"type": "nonsense"}), "no type of JSON Schema"),
    (method("broken", {"$ref": "other.json"}), ""),
    (method("broken", {"items": {"$ref": "#/components/schemas/Broken"}}), "no type"),
    (method("broken", {"items": {"$ref": "#/components/schemas/Way"}}), "no type"),
    (method("broken", TEXT, {"name": "a", "schema": {"minLength": -1, **TEXT}}), "a length"),
    (method("broken", TEXT, {"$ref": "#/nowhere"}), "leads nowhere"),
    (method("broken", TEXT, {"name": "a"}, {"name": "a"}), "two parameters"),
]
SCHEMAS: dict[str, Json] = {
    "Broken": {"type": "nonsense"},
    "Way": {"properties": {"a": {"$ref": "#/components/schemas/Broken"}}},
    "Good": {"properties": {"a": {"$ref": "#/components/schemas/Good"}}},
}


@pytest.mark.parametrize(("broken", "problem"), BROKEN)
def test_a_method_that_makes_no_sense_is_left_out_and_told(
    broken: Json, problem: str, tmp_path: Path
) -> None:
    good = method("good", {"$ref": "#/components/schemas/Good"})
    source = captured(tmp_path, broken, good, **SCHEMAS)
    description, failures = read_source(source, KEEP_GOING)
    assert [one.name for one in description.methods] == ["good"]
    assert [*failures] == ["broken"]
    assert problem in failures["broken"]
    assert "\n" not in failures["broken"]


def test_where_all_make_sense_nothing_is_left_out(tmp_path: Path) -> None:
    source = captured(tmp_path, method("a", TEXT), method("b", {}))
    assert read_source(source, KEEP_GOING) == read_source(source, LiveOptions())


def test_without_keeping_going_the_first_is_an_error(tmp_path: Path) -> None:
    source = captured(tmp_path, method("a", TEXT, {"name": 5}), method("b", TEXT))
    with pytest.raises(SchemaError, match=r"method 'a': .* must be a string.*--keep-going"):
        read_source(source, LiveOptions())


@pytest.mark.parametrize(
    ("names", "told"), [(["a"], "method 'a': "), (["b", "c", "a"], "method 'a' and 2 more: ")]
)
def test_a_backend_that_describes_another_method_is_told_of(names: list[str], told: str) -> None:
    replies: dict[str, Json] = {"registry": names, "schema": {"title": "other"}}
    with (
        serve_replies(lambda name, _: replies[name]) as address,
        pytest.raises(DiscoveryError) as caught,
    ):
        read_source(address, LiveOptions())
    assert f"does not describe {told}the schema is that of another" in str(caught.value)


def test_a_description_of_nothing_is_an_error(tmp_path: Path) -> None:
    source = captured(tmp_path, method("a", {"type": "nonsense"}))
    with pytest.raises(SchemaError, match=r"no method can be read: a\.result"):
        read_source(source, KEEP_GOING)


def test_a_command_may_be_longer_than_the_name_of_a_file() -> None:
    assert not is_file_source(f"a+stdio:run {'x' * 5000}")
