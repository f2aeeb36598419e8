"""Schemas that cannot be honoured end in a clear error, or in "any value" and a notice."""

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
    ({"type": "string", "enum": ["a", "a"]}, "listed twice"),
    ({"oneOf": []}, "a list with options"),
    ({"oneOf": [{}], "anyOf": [{}]}, "a list with options"),
    ({"$ref": "#/nowhere"}, "leads nowhere"),
    ([], "must be an object"),
    (None, "must be an object"),
    ({"type": "string", "enum": [str(n) for n in range(10**6)]}, "more than the"),
    ({"type": "object", "properties": {str(n): {} for n in range(10**4)}}, "more than the"),
    ({"oneOf": [{"type": "string", "maxLength": n} for n in range(1000)]}, "more than the"),
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


UNSPEAKABLE: list[Json] = [
    {"type": "string", "contentEncoding": "base64"},
    {"type": "object", "patternProperties": {}},
    {"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}},
    {"type": "object", "properties": {"a": {}}, "required": ["b"]},
    {"type": "array", "prefixItems": [{}]},
    {"type": "array", "uniqueItems": True},
    {"allOf": [{"type": "string"}]},
    {"if": {}, "then": {}},
    {"enum": [1, 2]},
    {"enum": ["a", 1]},
    {"const": 5},
    {"type": "integer", "multipleOf": 0.5},
    {"oneOf": [{"type": "string"}], "maxLength": 3},
]


@pytest.mark.parametrize("schema", UNSPEAKABLE)
def test_what_types_cannot_say_is_any_value_and_reported(schema: dict[str, Any]) -> None:
    reader = SchemaReader()
    assert reader.read(schema, "here") == shapes.AnyValue()
    assert [notice.where for notice in reader.notices] == ["here"]
    assert "any value" in reader.notices[0].what


def test_a_schema_that_contains_itself_is_any_value_where_it_does() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    reader = SchemaReader({"#/components/schemas/Node": node})
    shape = reader.read({"$ref": "#/components/schemas/Node"}, "here")
    assert isinstance(shape, shapes.Object)
    assert shape.properties[0].shape == shapes.AnyValue()
    assert reader.notices[0].where == "here.next"


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


def test_references_that_double_at_each_step_are_stopped() -> None:
    definitions = {
        f"#/{n}": {"type": "object", "properties": {k: {"$ref": f"#/{n + 1}"} for k in "abcdefgh"}}
        for n in range(10)
    }
    definitions["#/10"] = {"type": "string"}
    with pytest.raises(SchemaError, match="more than"):
        SchemaReader(definitions).read({"$ref": "#/0"}, "here")


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
