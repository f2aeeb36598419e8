"""What is known of Brayns 3 beside its schemas."""

from __future__ import annotations

from typing import Any

import pytest

from livebind_codegen.discovery.brayns3 import Brayns3
from support.descriptions import NUMBER, Json, object_schema


def result_schema(returns: Json) -> dict[str, Any]:
    schema = {"title": "get-thing", "async": False, "returns": returns}
    result = Brayns3().read_method("get-thing", schema).result
    assert result is not None
    return result


def test_results_hold_what_their_schema_calls_optional() -> None:
    schema = result_schema(object_schema({"a": NUMBER, "b": NUMBER}, ("b",)))
    assert schema["required"] == ["a", "b"]


INSIDE: Json = object_schema({"a": NUMBER})


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"type": "array", "items": INSIDE}, ["items"]),
        ({"type": "object", "additionalProperties": INSIDE}, ["additionalProperties"]),
        ({"oneOf": [INSIDE, {"type": "null"}]}, ["oneOf", 0]),
        (object_schema({"x": INSIDE}), ["properties", "x"]),
    ],
    ids=["list", "map", "choice", "object"],
)
def test_so_does_what_is_inside_of_them(schema: Json, path: list[Json]) -> None:
    found: Json = result_schema(schema)
    for step in path:
        found = found[step]
    assert found["required"] == ["a"]


def test_what_the_service_was_seen_to_leave_out_stays_optional() -> None:
    info = object_schema({"base_transform": {}, "load_info": {}, "other": {}}, (), "ModelInfo")
    assert result_schema(object_schema({"info": info}))["properties"]["info"]["required"] == [
        "other"
    ]


def test_parameters_stay_as_they_are() -> None:
    params = object_schema({"a": NUMBER})
    read = Brayns3().read_method("set-thing", {"title": "set-thing", "params": params})
    assert read.params == params


@pytest.mark.parametrize("required", [5, [1], [["a"]]])
def test_a_broken_list_is_left_to_the_reader_of_schemas(required: Json) -> None:
    schema = {**object_schema({"a": NUMBER}), "required": required}
    assert result_schema(schema)["required"] == required
