"""Made-up values are valid, whatever a schema asks for that is not a pattern."""

import random
from typing import Any

import pytest

from livebind_backend.json_values import JsonObject
from livebind_backend.mock.references import Resolver
from livebind_backend.mock.values import make_value
from support.json_schema import judge

NODE: Any = {
    "type": "object",
    "required": ["value", "children", "kind"],
    "properties": {
        "value": {"type": "integer"},
        "kind": {"oneOf": [{"$ref": "#/definitions/Leaf"}, {"$ref": "#/definitions/Node"}]},
        "children": {"type": "array", "items": {"$ref": "#/definitions/Node"}},
        "parent": {"$ref": "#/definitions/Node"},
        "pair": {"type": "array", "items": {"$ref": "#/definitions/Node"}, "minItems": 2},
    },
    "additionalProperties": {"$ref": "#/definitions/Node"},
}
LEAF: Any = {"type": "object", "required": ["leaf"], "properties": {"leaf": {"const": 1}}}
DOCUMENT: Any = {"definitions": {"Node": NODE, "Leaf": LEAF}}


def check(schema: JsonObject, resolved: JsonObject) -> None:
    """Make many values of a schema and look at each."""
    allows = judge({**schema, **DOCUMENT})
    for seed in range(60):
        value = make_value(resolved, random.Random(seed))  # noqa: S311 - no secret
        assert allows(value), value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2},
        {"type": "integer", "minimum": 0.5, "maximum": 1.5},
        {"type": "integer", "minimum": -(2**70), "maximum": -(2**69)},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 0.0001},
        {"type": "number", "exclusiveMinimum": 5, "exclusiveMaximum": 5.001},
        {"type": "number", "exclusiveMaximum": -1000},
        {"type": "integer", "multipleOf": 7, "minimum": 1},
        {"type": "string", "maxLength": 2},
        {"type": "string", "minLength": 7, "maxLength": 7},
        {"type": ["null", "integer"], "minimum": 3},
        {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2},
        {
            "type": "array",
            "prefixItems": [{"type": "integer"}],
            "items": {"type": "string"},
            "minItems": 3,
        },
        {"type": "array", "prefixItems": [{"type": "integer"}], "items": False, "minItems": 1},
        {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": True, "b": False}, "required": ["a"]},
        {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        {"items": {"type": "integer"}, "minItems": 1, "type": "array"},
        {
            "allOf": [
                {"properties": {"a": {"type": "integer"}}, "required": ["a"], "type": "object"},
                {"properties": {"b": {"type": "integer"}}, "required": ["b"], "type": "object"},
            ]
        },
        {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
            "required": ["a"],
            "oneOf": [
                {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
                {"properties": {"kind": {"const": "y"}, "c": {"type": "null"}}, "required": ["c"]},
            ],
        },
        {"anyOf": [{"oneOf": [{"const": 1}, {"allOf": [{"type": "string"}, {"maxLength": 1}]}]}]},
        {"oneOf": [{"enum": ["a"]}, {"type": "integer"}]},
    ],
)
def test_values_are_valid(schema: JsonObject) -> None:
    check(schema, schema)


@pytest.mark.parametrize("name", ["Node", "Leaf"])
def test_values_that_hold_themselves_end_where_they_may(name: str) -> None:
    schema: JsonObject = {"$ref": f"#/definitions/{name}"}
    check(schema, Resolver(DOCUMENT).resolve(schema))
