"""Schemas in the spelling of each draft, as 2020-12 spells them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.schema.drafts import modern

if TYPE_CHECKING:
    from support.descriptions import Json

STRING = {"type": "string"}
NUMBER = {"type": "number"}
NULL = {"type": "null"}

DRAFT_3: list[tuple[Json, Json]] = [
    (
        {"properties": {"a": {**STRING, "required": True}, "b": {**STRING, "required": False}}},
        {
            "properties": {"a": {**STRING, "required": True}, "b": {**STRING, "required": False}},
            "required": ["a"],
        },
    ),
    (
        {"properties": {"a": {"required": True}}, "required": True},
        {"properties": {"a": {"required": True}}, "required": ["a"]},
    ),
    ({"properties": {"a": {"required": ["b"]}}}, {"properties": {"a": {"required": ["b"]}}}),
    ({**STRING, "required": True}, STRING),
    ({"extends": {"$ref": "#/a"}}, {"allOf": [{"$ref": "#/a"}]}),
    (
        {"extends": [{"$ref": "#/a"}, {"$ref": "#/b"}], "type": "object"},
        {"allOf": [{"$ref": "#/a"}, {"$ref": "#/b"}], "type": "object"},
    ),
    ({"disallow": "string"}, {"allOf": [{"not": {"type": ["string"]}}]}),
    ({"disallow": ["string", NUMBER]}, {"allOf": [{"not": {"type": ["string", NUMBER]}}]}),
    ({"type": ["string", {"$ref": "#/a"}]}, {"anyOf": [STRING, {"$ref": "#/a"}]}),
    ({"type": {"$ref": "#/a"}}, {"anyOf": [{"$ref": "#/a"}]}),
    (
        {"type": [NUMBER, "null"], "anyOf": [{"minimum": 1}], "default": 2},
        {"anyOf": [{"minimum": 1}], "allOf": [{"anyOf": [NUMBER, NULL]}], "default": 2},
    ),
    ({"type": "any", "title": "A"}, {"title": "A"}),
    ({"type": ["string", "any"]}, {}),
    ({"type": ["string", "number"]}, {"type": ["string", "number"]}),
    ({"type": "integer", "divisibleBy": 3}, {"type": "integer", "multipleOf": 3}),
    ({"dependencies": {"a": "b"}}, {"dependentRequired": {"a": ["b"]}}),
]
DRAFT_4: list[tuple[Json, Json]] = [
    ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
    ({"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
    ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
    ({"exclusiveMaximum": True}, {}),
    ({"id": "#a", "type": "string"}, {"$id": "#a", "type": "string"}),
]
DRAFT_7: list[tuple[Json, Json]] = [
    ({"minimum": 1, "exclusiveMinimum": 2}, {"minimum": 1, "exclusiveMinimum": 2}),
    ({"items": [STRING, NUMBER]}, {"prefixItems": [STRING, NUMBER]}),
    (
        {"items": [STRING], "additionalItems": False},
        {"prefixItems": [STRING], "items": False},
    ),
    ({"items": STRING, "additionalItems": False}, {"items": STRING}),
    ({"additionalItems": NUMBER}, {}),
    (
        {"dependencies": {"a": ["b"], "c": {"required": ["d"]}, "e": False}},
        {
            "dependentRequired": {"a": ["b"]},
            "dependentSchemas": {"c": {"required": ["d"]}, "e": False},
        },
    ),
    (
        {"definitions": {"a": STRING}, "$defs": {"b": NUMBER}},
        {"$defs": {"a": STRING, "b": NUMBER}},
    ),
]
ABOUT_THE_PLACE: dict[str, Json] = {
    "default": "a",
    "deprecated": True,
    "description": "It.",
    "examples": ["a"],
    "readOnly": True,
    "writeOnly": True,
}
DECIDING: dict[str, Json] = {
    "$ref": "#/a",
    "allOf": [NUMBER],
    "anyOf": [NUMBER],
    "const": "a",
    "if": NUMBER,
    "not": NUMBER,
    "oneOf": [NUMBER],
}
OPENAPI: list[tuple[Json, Json]] = [
    ({**STRING, "nullable": True}, {"type": ["string", "null"]}),
    ({**STRING, "nullable": False}, STRING),
    ({"type": ["null", "string"], "nullable": True}, {"type": ["null", "string"]}),
    (
        {**STRING, "enum": ["a"], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    (
        {"$ref": "#/a", "nullable": True, "description": "It."},
        {"anyOf": [{"$ref": "#/a"}, NULL], "description": "It."},
    ),
    (
        {"title": "T", "oneOf": [STRING, NUMBER], "nullable": True, "default": None},
        {"anyOf": [{"title": "T", "oneOf": [STRING, NUMBER]}, NULL], "default": None},
    ),
    (
        {"type": "string", "const": "a", "nullable": True},
        {"anyOf": [{"type": "string", "const": "a"}, NULL]},
    ),
    *(
        (
            {"$ref": "#/a", "nullable": True, key: said},
            {"anyOf": [{"$ref": "#/a"}, NULL], key: said},
        )
        for key, said in ABOUT_THE_PLACE.items()
    ),
    *(
        ({**STRING, key: said, "nullable": True}, {"anyOf": [{**STRING, key: said}, NULL]})
        for key, said in DECIDING.items()
    ),
    ({"nullable": True, "description": "It."}, {"description": "It."}),
    ({**STRING, "example": "a"}, {**STRING, "examples": ["a"]}),
]
KODI: list[tuple[Json, Json]] = [
    ({**STRING, "enums": ["a", "b"]}, {**STRING, "enum": ["a", "b"]}),
]
MODERN: list[Json] = [
    {"type": "object", "properties": {"a": STRING, "required": STRING}, "required": ["a"]},
    {"type": "array", "prefixItems": [STRING], "items": False},
    {"exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
    {"oneOf": [STRING, NUMBER], "discriminator": {"propertyName": "kind"}},
    {},
]


@pytest.mark.parametrize(("old", "new"), [*DRAFT_3, *DRAFT_4, *DRAFT_7, *OPENAPI, *KODI])
def test_an_older_spelling_becomes_that_of_2020_12(old: Json, new: Json) -> None:
    kept = deepcopy(old)
    assert modern(old) == new
    assert old == kept


@pytest.mark.parametrize("schema", MODERN)
def test_what_is_spelled_so_already_stays(schema: Json) -> None:
    assert modern(schema) == schema


@pytest.mark.parametrize(
    "schema",
    [
        {"extends": STRING, "allOf": 1},
        {"dependencies": 1},
        {"definitions": 1},
        {"definitions": {}, "$defs": 1},
        {"dependencies": {"a": ["b"]}, "dependentRequired": 1},
        {"properties": 1, "required": 1},
        {"properties": {"a": {"required": True}}, "required": "a"},
        {"nullable": 1},
        {"id": 1},
        {"type": 1, "nullable": True},
    ],
)
def test_what_no_draft_says_is_left_to_the_reader(schema: Json) -> None:
    modern(schema)


KEYWORDS = [
    "additionalItems",
    "dependencies",
    "disallow",
    "enum",
    "enums",
    "exclusiveMinimum",
    "extends",
    "id",
    "items",
    "nullable",
    "properties",
    "required",
    "type",
]
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["string", "any"])
    | st.lists(st.sampled_from(["string", "null"]) | st.just({"type": "string"}), max_size=2)
    | st.dictionaries(st.sampled_from("ab"), st.booleans() | st.just({"required": True}))
)


@given(st.dictionaries(st.sampled_from(KEYWORDS), VALUES))
def test_what_is_spelled_anew_stays_so(schema: Json) -> None:
    once = modern(schema)
    assert modern(once) == once
