"""What a schema means as a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from support.descriptions import Json

ANY = shapes.AnyValue()
FLOAT = shapes.Number()
TEXT = shapes.String()


def enumeration(*values: str, title: str = "") -> shapes.Enumeration:
    return shapes.Enumeration(tuple(shapes.Member(value) for value in values), title)


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({}, ANY),
        (True, ANY),
        ({"title": "Anything"}, ANY),
        ({"type": "null"}, shapes.Null()),
        ({"type": "boolean"}, shapes.Boolean()),
        ({"type": "integer", "minimum": 0}, shapes.Integer(0)),
        ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, shapes.Integer(1, 2)),
        (
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 5},
            shapes.Integer(1, 4),
        ),
        (
            {"type": "integer", "exclusiveMinimum": 0.5, "exclusiveMaximum": 4.5},
            shapes.Integer(1, 4),
        ),
        ({"type": "integer", "maximum": 1.8446744073709552e19}, shapes.Integer(None, 2**64 - 1)),
        ({"type": "number", "minimum": 0, "maximum": 1}, shapes.Number(0, 1)),
        ({"type": "string", "minLength": 1}, shapes.String(1)),
        ({"type": "string", "format": "uri"}, TEXT),
        ({"type": "string", "enum": ["a", "b"]}, enumeration("a", "b")),
        ({"enum": ["a", None]}, shapes.Nullable(enumeration("a"))),
        ({"const": "a"}, shapes.Constant("a")),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, enumeration("a", "b")),
        ({"type": "array"}, shapes.Array(ANY)),
        ({"type": "array", "items": {"type": "number"}}, shapes.Array(FLOAT)),
        (
            {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
            shapes.Tuple((FLOAT,) * 3),
        ),
        (
            {"type": "array", "items": {"type": "number"}, "minItems": 300, "maxItems": 300},
            shapes.Array(FLOAT, 300, 300),
        ),
        (
            {
                "type": "array",
                "prefixItems": [{"type": "number"}, {"type": "string"}],
                "minItems": 2,
                "maxItems": 2,
            },
            shapes.Tuple((FLOAT, TEXT)),
        ),
        ({"type": "object"}, shapes.Mapping(ANY)),
        ({"type": "object", "additionalProperties": True}, shapes.Mapping(ANY)),
        ({"type": "object", "additionalProperties": {"type": "string"}}, shapes.Mapping(TEXT)),
        ({"type": "object", "additionalProperties": False}, shapes.Object(())),
        ({"oneOf": [{"type": "number"}, {"type": "null"}]}, shapes.Nullable(FLOAT)),
        ({"type": ["number", "null"]}, shapes.Nullable(FLOAT)),
        ({"type": "number", "nullable": True}, shapes.Nullable(FLOAT)),
        (
            {"oneOf": [{"type": "null"}, {"type": "integer"}, {"type": "string"}]},
            shapes.Nullable(shapes.Union((shapes.Integer(), TEXT))),
        ),
        (
            {"anyOf": [{"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": "string"}]},
            shapes.Union((shapes.Integer(), TEXT)),
        ),
        ({"oneOf": [{"type": "number"}, {}]}, ANY),
    ],
)
def test_a_schema_is_read_as_its_shape(schema: Json, shape: shapes.Shape) -> None:
    reader = SchemaReader()
    assert reader.read(schema, "here") == shape
    assert reader.notices == []


def test_properties_are_sorted_and_know_whether_they_are_required() -> None:
    schema = {
        "type": "object",
        "title": "Point",
        "properties": {
            "y": {"type": "number", "description": "Up.", "default": [1, {"a": None}]},
            "x": {"type": "number", "readOnly": True},
        },
        "required": ["x"],
    }
    shape = SchemaReader().read(schema, "here")
    assert isinstance(shape, shapes.Object)
    x, y = shape.properties
    assert (x.name, x.required, x.read_only) == ("x", True, True)
    assert (y.name, y.required, y.read_only) == ("y", False, False)
    assert y.documentation.description == "Up."
    assert y.documentation.default == "[1, {'a': null}]"


def test_what_only_documents_makes_no_other_shape() -> None:
    plain = {"type": "object", "properties": {"a": {"type": "number"}}}
    told = {
        "type": "object",
        "description": "Told.",
        "properties": {"a": {"type": "number", "description": "Told.", "default": 1}},
    }
    reader = SchemaReader()
    assert reader.read(plain, "here") == reader.read(told, "there")


def test_requests_lose_what_only_the_backend_sets() -> None:
    schema = {
        "type": "object",
        "title": "Model",
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string"},
            "parts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"index": {"type": "integer", "readOnly": True}},
                },
            },
        },
        "required": ["id", "name"],
    }
    shape = shapes.without_read_only(SchemaReader().read(schema, "here"))
    assert isinstance(shape, shapes.Object)
    assert [one.name for one in shape.properties] == ["name", "parts"]
    assert shape.is_pruned
    parts = shape.properties[1].shape
    assert isinstance(parts, shapes.Array)
    assert parts.items == shapes.Object((), is_pruned=True)
