"""Values of contract tests: all kinds that a schema allows are drawn, and no others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import find
from hypothesis.errors import NoSuchExample

from livebind_codegen.contract_values import values
from support.descriptions import object_schema

if TYPE_CHECKING:
    from support.descriptions import Json


def is_of(kinds: set[type], value: object) -> bool:
    return type(value) in kinds


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ({"type": ["integer", "string", "null"]}, {int, str, type(None)}),
        ({"type": ["string", "array"], "items": {"type": "null"}}, {str, list}),
        ({"oneOf": [{"type": "boolean"}, {"type": "object"}]}, {bool, dict}),
        ({"anyOf": [{"const": 1}, {"enum": ["a"]}]}, {int, str}),
    ],
)
def test_each_kind_of_a_union_is_drawn_and_no_other(schema: Json, kinds: set[type]) -> None:
    strategy = values(schema, is_request=False)
    for kind in kinds:
        find(strategy, partial(is_of, {kind}))
    with pytest.raises(NoSuchExample):
        find(strategy, lambda one: not is_of(kinds, one))


def test_requests_hold_nothing_that_only_the_backend_sets() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "null", "readOnly": True}, "b": {"type": "null"}},
        "required": ["a", "b"],
    }
    assert find(values(schema, is_request=False), bool) == {"a": None, "b": None}
    assert find(values(schema, is_request=True), bool) == {"b": None}


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize(
    "limits",
    [
        {"exclusiveMinimum": 0, "exclusiveMaximum": 2},
        {"minimum": 0, "exclusiveMinimum": True, "maximum": 2, "exclusiveMaximum": True},
        {"minimum": -5, "exclusiveMinimum": 0, "maximum": 9, "exclusiveMaximum": 2},
    ],
)
def test_open_limits_are_not_drawn(kind: str, limits: Json) -> None:
    strategy = values({"type": kind, **limits}, is_request=False)
    find(strategy, lambda value: value == 1)
    with pytest.raises(NoSuchExample):
        find(strategy, lambda value: not 0 < value < 2)


SIMPLEST: list[tuple[Json, Json]] = [
    ({}, None),
    (True, None),
    ({"type": "null"}, None),
    ({"type": "boolean"}, False),
    ({"type": "integer", "minimum": 3, "multipleOf": 2}, 4),
    ({"type": "integer", "maximum": -1}, -1),
    ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 2}, 1),
    ({"type": "string", "minLength": 1, "maxLength": 2}, "0"),
    ({"const": "a"}, "a"),
    ({"enum": ["b", "a"]}, "b"),
    ({"enum": [2.5, {"a": []}]}, 2.5),
    ({"type": ["null", "integer"]}, None),
    ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, 0),
    ({"type": "array", "items": {"type": "null"}, "minItems": 1}, [None]),
    ({"prefixItems": [{"const": 1}, {"const": "a"}], "items": False, "minItems": 1}, [1]),
    (
        {"prefixItems": [{"const": 1}], "items": {"type": "null"}, "minItems": 3},
        [1, None, None],
    ),
    ({"type": "object", "additionalProperties": {"type": "null"}}, {}),
    ({"type": "object", "additionalProperties": True, "minProperties": 1}, {"": None}),
    ({"properties": {"a": {"const": 1}, "b": {"const": 2}}, "required": ["b"]}, {"b": 2}),
]


@pytest.mark.parametrize(("schema", "value"), SIMPLEST, ids=str)
@pytest.mark.parametrize("form", ["as it is", "as a part", "as a definition"])
def test_the_simplest_value_is_valid_however_a_schema_is_written(
    schema: Json, value: Json, form: str
) -> None:
    name = "#/components/schemas/A"
    written = {"as it is": schema, "as a part": {"allOf": [schema]}}.get(form, {"$ref": name})
    strategy = values(written, is_request=False, definitions={name: schema})
    assert find(strategy, lambda _: True) == value


def test_a_schema_without_end_gives_values_of_any_kind_at_last() -> None:
    endless: Json = {"type": "array", "minItems": 1}
    endless["items"] = endless
    assert not values(endless, is_request=False).is_empty


def test_a_chain_of_optional_properties_ends() -> None:
    chain = object_schema({"next": {"$ref": "#/components/schemas/Chain"}})
    definitions = {"#/components/schemas/Chain": chain}
    schema = {"$ref": "#/components/schemas/Chain"}
    strategy = values(schema, is_request=False, definitions=definitions)
    deepest = find(strategy, lambda value: "next" in value.get("next", {}))
    assert deepest == {"next": {"next": {}}}
    with pytest.raises(NoSuchExample):
        find(strategy, lambda value: "next" in value.get("next", {}).get("next", {}))


@pytest.mark.parametrize(
    "inside",
    [
        {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Tree"}},
        {"type": "array", "prefixItems": [], "items": {"$ref": "#/components/schemas/Tree"}},
        {
            "type": "array",
            "prefixItems": [{"type": "null"}],
            "items": {"$ref": "#/components/schemas/Tree"},
        },
    ],
)
def test_values_of_a_type_that_holds_itself_come_to_an_end(inside: Json) -> None:
    definitions = {"#/components/schemas/Tree": inside}
    schema = {"$ref": "#/components/schemas/Tree"}
    strategy = values(schema, is_request=False, definitions=definitions)
    assert not strategy.is_empty
    find(strategy, lambda value: len(value) > 0)
