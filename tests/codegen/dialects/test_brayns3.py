"""What is known of Brayns 3 beside its schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from livebind_codegen.dialects.brayns3.dialect import Brayns3
from support.asking import described_by
from support.descriptions import NUMBER, Json, object_schema

if TYPE_CHECKING:
    from livebind_codegen.description.model import MethodDescription


def only_method(schema: Json) -> MethodDescription:
    replies = {"registry": [schema["title"]], "schema": schema}
    (method,) = described_by(Brayns3(), lambda name, _: replies[name]).methods
    return method


def result_schema(returns: Json) -> dict[str, Any]:
    result = only_method({"title": "get-thing", "async": False, "returns": returns}).result
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


@pytest.mark.parametrize(
    ("title", "absent"),
    [
        ("ModelInfo", ("base_transform", "load_info", "metadata")),
        ("SchemaResult", ("params", "returns")),
    ],
)
def test_what_the_service_was_seen_to_leave_out_stays_optional(
    title: str, absent: tuple[str, ...]
) -> None:
    info = object_schema({key: {} for key in (*absent, "other")}, (), title)
    found = result_schema(object_schema({"info": info}))["properties"]["info"]
    assert found["required"] == ["other"]


@pytest.mark.parametrize(
    ("name", "takes_data", "returns_data", "ends_backend"),
    [
        ("get-thing", False, False, False),
        ("upload-model", True, False, False),
        ("snapshot", False, True, False),
        ("export-gbuffers", False, True, False),
        ("render-image", False, True, False),
        ("quit", False, False, True),
    ],
)
def test_which_methods_carry_bytes_and_which_ends_the_service(
    name: str, *, takes_data: bool, returns_data: bool, ends_backend: bool
) -> None:
    method = only_method({"title": name})
    assert method.takes_data == takes_data
    assert method.returns_data == returns_data
    assert method.ends_backend == ends_backend


def test_parameters_stay_as_they_are() -> None:
    params = object_schema({"a": NUMBER})
    read = only_method({"title": "set-thing", "params": params})
    assert read.params == params


@pytest.mark.parametrize("required", [5, [1], [["a"]]])
def test_a_broken_list_is_left_to_the_reader_of_schemas(required: Json) -> None:
    schema = {**object_schema({"a": NUMBER}), "required": required}
    assert result_schema(schema)["required"] == required
