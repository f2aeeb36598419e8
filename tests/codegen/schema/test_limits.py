"""Schemas that cannot be honoured end in a clear error, what types cannot say in a notice."""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from livebind_codegen.description.openrpc import parse_document
from livebind_codegen.errors import CodegenError, SchemaError
from livebind_codegen.generation import PackageOptions, generate
from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader
from support.descriptions import describe, method, object_schema

if TYPE_CHECKING:
    from pathlib import Path

    from support.descriptions import Json


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    return schema


SENSELESS: list[tuple[Json, str]] = [
    ({"type": "integer", "minimum": 3, "maximum": 2}, "no value is valid"),
    ({"type": "number", "minimum": 0.5, "maximum": 0.25}, "no value is valid"),
    ({"type": "array", "minItems": 2, "maxItems": 1}, "no value is valid"),
    ({"type": "string", "minLength": 2, "maxLength": 1}, "no value is valid"),
    ({"type": "number", "minimum": "0"}, "finite number"),
    ({"type": "number", "minimum": float("inf")}, "finite number"),
    ({"type": "array", "minItems": -1}, "a length"),
    ({"type": "array", "minItems": 1.5}, "a length"),
    ({"type": "array", "minItems": 2**70}, "no value is as long"),
    ({"type": "text"}, "no type of JSON Schema"),
    ({"type": 5}, "no type of JSON Schema"),
    ({"type": []}, "a name or a list of names"),
    ({"type": "object", "properties": []}, "must be an object"),
    ({"type": "object", "required": "all"}, "must be an object"),
    ({"type": "string", "enum": []}, "a list with values"),
    ({"oneOf": []}, "a list with options"),
    ({"allOf": {}}, "a list with options"),
    ({"$ref": "#/components/schemas/nowhere"}, "leads nowhere"),
    ({"$ref": 5}, "no text"),
    ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "no value is both: .*string.*integer"),
    (
        {
            "allOf": [
                object_schema({"a": {"type": "string"}}, ("a",)),
                object_schema({"a": {"type": "integer"}}, ("a",)),
            ]
        },
        "no value is both: property 'a': .*string.*integer",
    ),
    (
        {"type": "string", "enum": [1, 2, 3, 4, 5, 6]},
        "no value is both: .*one of 1, 2, 3, 4, 5 and a string",
    ),
    ({"type": "number", "minimum": 3, "allOf": [{"type": "number", "maximum": 2}]}, "3.*2"),
    ([], "must be an object"),
    (None, "must be an object"),
    ({"type": "string", "enum": [str(n) for n in range(10**6)]}, "more than the"),
    ({"type": "object", "properties": {str(n): {} for n in range(10**4)}}, "more than the"),
    (nested(200), "nested deeper"),
]


@pytest.mark.parametrize(("schema", "message"), SENSELESS)
def test_a_schema_that_makes_no_sense_is_an_error_that_names_the_place(
    schema: Json, message: str
) -> None:
    with pytest.raises(SchemaError, match=message) as caught:
        SchemaReader().read(schema, "here")
    assert str(caught.value).startswith("here")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


TEXT = shapes.String()

UNSPEAKABLE: list[tuple[Json, shapes.Shape, str]] = [
    ({"type": "array", "uniqueItems": True}, shapes.Array(shapes.AnyValue()), "uniqueItems"),
    (
        {"type": "array", "prefixItems": [{"type": "string"}] * 20, "items": False},
        shapes.Array(TEXT, None, 20),
        "which item stands where",
    ),
    ({"type": "integer", "multipleOf": 0.5}, shapes.Integer(), "steps"),
    ({"type": "string", "not": {"const": "a"}}, TEXT, "not"),
    ({"minLength": 3}, shapes.AnyValue(), "minLength"),
    ({"type": "string", "pattern": "a*"}, TEXT, "pattern"),
    (
        {"oneOf": [{"type": "string", "maxLength": n} for n in range(1000)]},
        shapes.AnyValue(),
        "too many",
    ),
    (
        {"type": "object", "patternProperties": {"^a": {"type": "string"}}},
        shapes.Mapping(shapes.AnyValue()),
        "patterns of names",
    ),
    ({"if": {"type": "string"}}, shapes.AnyValue(), "condition"),
    (
        {"additionalProperties": {"type": "string"}},
        shapes.Mapping(TEXT),
        "no 'type', only an object",
    ),
    ({"items": {"type": "string"}}, shapes.Array(TEXT), "no 'type', only an array"),
]


@pytest.mark.parametrize(("schema", "shape", "what"), UNSPEAKABLE)
def test_what_types_cannot_say_is_left_out_and_noted(
    schema: dict[str, Any], shape: shapes.Shape, what: str
) -> None:
    reader = SchemaReader()
    assert reader.read(schema, "here") == shape
    assert [notice.where for notice in reader.notices] == ["here"]
    assert what in reader.notices[0].what


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"allOf": [{"type": "object"}, {"properties": {"a": {"type": "string"}}}]},
        {"type": "object", "if": {"required": ["a"]}, "else": {"required": ["b"]}},
        {"$ref": "#/components/schemas/A", "required": ["a"]},
    ],
)
def test_a_type_that_is_told_around_a_schema_needs_no_notice(schema: dict[str, Any]) -> None:
    reader = SchemaReader({"#/components/schemas/A": {"type": "object"}})
    assert isinstance(reader.read(schema, "here"), shapes.Object | shapes.Mapping | shapes.Union)
    assert reader.notices == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 2**64, "maximum": 2**70},
        {"type": "integer", "minimum": -(2**70)},
        {"type": "integer", "minimum": -1e300, "maximum": 1e300},
        {"type": "integer", "multipleOf": 2**70},
        {"type": "number", "minimum": -(2**70), "maximum": 2**70},
        {"type": "number", "exclusiveMinimum": 1e-300, "exclusiveMaximum": 1e300},
        {"type": "string", "minLength": 5, "maxLength": 2**70},
        {"type": "array", "items": {"type": "integer", "minimum": 3}, "maxItems": 2**70},
        {
            "type": "array",
            "items": {"type": "string", "minLength": 2},
            "minItems": 2,
            "maxItems": 2,
        },
        {"oneOf": [{"type": "integer", "maximum": 5}, {"type": "string", "maxLength": 3}]},
        {"type": "object", "additionalProperties": {"type": "array", "items": {"minimum": 3}}},
    ],
)
def test_unusual_limits_give_types_that_can_be_used(
    schema: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"limits_{abs(hash(str(schema)))}"
    shape = object_schema({"a": schema, "b": {"oneOf": [schema, {"type": "null"}]}}, (), "Limited")
    generate(describe(method("get-a", None, shape)), tmp_path, PackageOptions(package))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    limited = importlib.import_module(package).Limited
    assert msgspec.json.decode(b'{"b": null}', type=limited) == limited(b=None)


def test_references_that_double_at_each_step_cost_no_more_than_others() -> None:
    schemas = {
        f"L{n}": {
            "type": "object",
            "properties": {k: {"$ref": f"#/components/schemas/L{n + 1}"} for k in "abcdefgh"},
        }
        for n in range(200)
    }
    definitions: dict[str, Json] = {
        f"#/components/schemas/{name}": schemas[name] for name in schemas
    }
    definitions["#/components/schemas/L200"] = {"type": "string"}
    reader = SchemaReader(definitions)
    reader.read({"$ref": "#/components/schemas/L0"}, "here")
    reader.read_waiting()
    assert len(reader.read_definitions) == 201


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 10**4 + b"]" * 10**4,
        b'{"openrpc": "1.3.2", "methods": ' + b'{"a":' * 10**4 + b"1" + b"}" * 10**4 + b"}",
        b"not json",
        b"\xff\xfe",
        b'{"openrpc": "1.3.2", "methods": [], "x": 1e400}',
        b'{"openrpc": "1.3.2", "methods": [], "x": NaN}',
        b'{"openrpc": "1.3.2", "methods": [{"name": "a"}, {"name": "a"}]}',
        b'{"openrpc": "1.3.2", "methods": [{"name": ""}]}',
        b'{"openrpc": "1.3.2", "methods": [5]}',
        b'{"openrpc": "1.3.2", "methods": {}}',
        b'{"methods": []}',
        b"5",
        b'{"openrpc": "1", "methods": [], "x": 1' + b"0" * 400 + b"}",
        b'{"openrpc": "1", "methods": [], "x": 1' + b"0" * 9999 + b"}",
        json.dumps({"openrpc": "1", "methods": [], "a" * 10**6: 1}).encode(),
        json.dumps({"openrpc": "1", "methods": [{"name": str(n)} for n in range(9999)]}).encode(),
    ],
)
def test_a_document_that_is_no_description_is_one_clear_line(content: bytes) -> None:
    with pytest.raises(CodegenError) as caught:
        parse_document(content, "file.json")
    assert str(caught.value).startswith("file.json")
    assert "\n" not in str(caught.value)
