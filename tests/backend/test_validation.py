"""Checking params: the words, their order and their paths."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schema_values import values_of
from livebind_backend.core import make_registry
from livebind_backend.decoding import decode
from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.json_values import JsonObject, JsonValue
from livebind_backend.typed_method import TypedMethod
from livebind_backend.validation import type_name, violations

Json = Any

NUMBER: JsonObject = {"type": "number"}
VECTOR: JsonObject = {"type": "array", "items": NUMBER, "minItems": 3, "maxItems": 3}
VIEW: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"at": VECTOR, "size": {"type": "integer", "minimum": 0, "maximum": 9}},
    "required": ["at", "size"],
}
CHOICE: JsonObject = {"oneOf": [{"type": "null"}, {"type": "integer"}]}
NAMES: JsonObject = {"type": "string", "enum": ["a", "b"]}
SETTINGS: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "fixed": {"type": "string", "readOnly": True},
        "format": {"type": "string", "default": "jpg"},
        "free": {"type": "boolean"},
    },
    "required": ["fixed"],
}
MAP: JsonObject = {"type": "object", "additionalProperties": VECTOR}

CASES: list[tuple[JsonObject, JsonValue, list[str]]] = [
    (NUMBER, 1, []),
    (NUMBER, 1.5, []),
    (NUMBER, True, ["invalid type, expected number got boolean"]),
    (NUMBER, None, ["invalid type, expected number got null"]),
    ({"type": "integer"}, 1.0, ["invalid type, expected integer got number"]),
    ({"type": "integer"}, "1", ["invalid type, expected integer got string"]),
    ({}, {"anything": [1, None]}, []),
    (VECTOR, [0, 1, 2], []),
    (VECTOR, [0, 1], ["item count below minimum 2 < 3"]),
    (VECTOR, [0, 1, 2, 3], ["item count above maximum 4 > 3"]),
    (
        VECTOR,
        [0, "x", []],
        [
            "[1]: invalid type, expected number got string",
            "[2]: invalid type, expected number got array",
        ],
    ),
    (VIEW, {"at": [0, 0, 0], "size": 0}, []),
    (VIEW, {}, ["missing required property 'at'", "missing required property 'size'"]),
    (VIEW, [], ["invalid type, expected object got array"]),
    (
        VIEW,
        {"at": [0, "x", 0], "size": 10},
        ["at[1]: invalid type, expected number got string", "size: value above maximum 10 > 9"],
    ),
    (
        VIEW,
        {"z": 1, "b": 2, "size": -1},
        [
            "unknown property 'b'",
            "size: value below minimum -1 < 0",
            "unknown property 'z'",
            "missing required property 'at'",
        ],
    ),
    (CHOICE, None, []),
    (CHOICE, 7, []),
    (CHOICE, 7.5, ["invalid oneOf, no schemas match input"]),
    (NAMES, "a", []),
    (NAMES, "c", ["invalid enum 'c' not in ['a', 'b']"]),
    (SETTINGS, {}, []),
    (SETTINGS, {"fixed": "x"}, ["read only property 'fixed'"]),
    (SETTINGS, {"format": None}, []),
    (SETTINGS, {"free": None}, ["free: invalid type, expected boolean got null"]),
    (MAP, {"x": [1, 2, 3]}, []),
    (MAP, {"x": [1]}, ["x: item count below minimum 1 < 3"]),
]


@pytest.mark.parametrize(("schema", "value", "expected"), CASES)
def test_violations(schema: JsonObject, value: JsonValue, expected: list[str]) -> None:
    assert list(violations(schema, value)) == expected


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (False, "boolean"),
        (0, "integer"),
        (0.0, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_types_have_the_names_of_json(value: JsonValue, name: str) -> None:
    assert type_name(value) == name


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)

REGISTRY = make_registry()
METHODS = [
    method
    for method in (REGISTRY.get(name) for name in REGISTRY.names())
    if isinstance(method, TypedMethod) and method.params is not None
]


@given(st.sampled_from(METHODS), json_values)
def test_any_params_are_accepted_or_refused_with_a_documented_error(
    method: TypedMethod, params: Json
) -> None:
    with contextlib.suppress(InvalidParamsError, InternalError):
        method.read_params(params)


@given(st.data())
def test_params_that_fit_their_schema_get_their_type(data: st.DataObject) -> None:
    method = data.draw(st.sampled_from(METHODS))
    params = data.draw(values_of(method.params_schema() or {}))
    assert decode(method.params, params) == method.read_params(params)
