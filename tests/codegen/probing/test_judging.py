"""Where a value contradicts a schema: `jsonschema` says whether, and corrections end it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebind_codegen.corrections.applying import corrected
from livebind_codegen.description.pointers import reference_to
from livebind_codegen.probing.judging import find_contradictions
from livebind_codegen.probing.probe import Finding, corrections_of
from support.descriptions import Json, describe, method
from support.json_schema import judge

AT = "#/methods/ask/result"
ITEM = reference_to("It/em~%")
KEYS = st.sampled_from(["a", "b/c~", "d%20", "items"])
LEAVES: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from([True, {}, {"type": "boolean"}, {"type": "null"}, {"type": "string"}]),
    st.sampled_from([{"type": ["integer", "null"]}, {"type": "number"}, {"$ref": ITEM}]),
    st.integers(0, 3).map(lambda low: {"type": "integer", "minimum": low, "maximum": low + 2}),
    st.integers(0, 2).map(lambda low: {"type": "string", "minLength": low, "maxLength": low}),
    st.lists(st.sampled_from(["x", "y", 1, None]), min_size=1).map(lambda some: {"enum": some}),
    st.sampled_from(["x", 1, False]).map(lambda one: {"const": one}),
)


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    properties = draw(st.dictionaries(KEYS, inner, max_size=3))
    required = [name for name in properties if draw(st.booleans())]
    free = draw(st.sampled_from([True, False]) | inner)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": free,
    }


def compounds(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        objects(inner),
        inner.map(lambda one: {"type": "array", "items": one, "maxItems": 2}),
        several.map(lambda some: {"type": "array", "prefixItems": some}),
        several.map(lambda some: {"anyOf": some}),
        several.map(lambda some: {"allOf": some}),
    )


SCHEMAS = st.recursive(LEAVES, compounds, max_leaves=5)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 5) | st.sampled_from([0.5, 2.0, "", "x", "yy"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, SCHEMAS, VALUES)
def test_a_contradiction_is_found_if_there_is_one_and_corrections_end_it(
    schema: Json, item: Json, value: Json
) -> None:
    schemas = {"It/em~%": item}
    document = {"allOf": [schema], "components": {"schemas": schemas}}
    found = find_contradictions(schema, value, AT, {ITEM: item})
    if not _is_part_of_itself(item):
        assert bool(found) == (not judge(document)(value))
    description = describe(method("ask", None, schema), definitions={ITEM: item})
    for _ in range(20):
        result = description.methods[0].result
        found = find_contradictions(result, value, AT, description.definitions)
        if not found:
            return
        corrections = corrections_of([Finding("ask", one) for one in found])
        description, notices = corrected(description, corrections)
        assert not notices
    pytest.fail(f"corrections do not end: {found}")


def _is_part_of_itself(schema: Json) -> bool:
    """Whether a schema refers to itself without anything around it, which says nothing."""
    if schema is True:
        return False
    parts: list[Json] = [*schema.get("allOf", ()), *schema.get("anyOf", ())]
    return bool(schema.get("$ref") == ITEM) or any(map(_is_part_of_itself, parts))


@pytest.mark.parametrize(
    ("schema", "value", "told", "at", "change"),
    [
        ({"type": "string"}, None, ("$", "string", "null"), "", {"also": {"type": "null"}}),
        ({"items": {"type": "integer"}}, [1, 1.5], ("$[1]", "integer", "number"), "/items",
         {"also": {"type": "number"}}),
        ({"extends": {"properties": {"a": {"type": "string", "required": True}}}}, {},
         ("$.a", "it is there", "nothing"), "/allOf/0", {"optional": ["a"]}),
        ({"type": [{"type": "null"}, {"enums": ["x", "y"]}]}, "z", ("$", '"x", "y"', '"z"'),
         "/anyOf/1", {"values": ["z"]}),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "z",
         ("$", "null or integer", "string"), "", {"also": {"type": "string"}}),
        ({"type": "number", "minimum": 2, "exclusiveMinimum": True}, 2, ("$", "more than 2", "2"),
         "", {"without": ["exclusiveMinimum"]}),
        ({"type": "array", "items": [{"type": "null"}]}, [3], ("$[0]", "null", "integer"),
         "/prefixItems/0", {"also": {"type": "integer"}}),
        ({"type": "object", "additionalProperties": False}, {"a": "secret"},
         ("$.a", "no such property", "string"), "", {"without": ["additionalProperties"]}),
        (False, "secret", ("$", "nothing", "string"), "", {"schema": {}}),
    ],
)  # fmt: skip
def test_a_contradiction_tells_its_place_and_the_change_that_would_end_it(
    schema: Json, value: Json, told: tuple[str, ...], at: str, change: Json
) -> None:
    [found] = find_contradictions(schema, value, AT, {})
    assert (found.place, found.expected, found.got) == told
    assert (found.at, found.change) == (AT + at, change)


def test_a_reference_leads_to_the_definition() -> None:
    definitions = {ITEM: {"properties": {"next": {"$ref": ITEM}, "a": {"type": "string"}}}}
    [found] = find_contradictions({"$ref": ITEM}, {"next": {"next": {"a": 1}}}, AT, definitions)
    assert found.place == "$.next.next.a"
    assert found.at == f"{ITEM}/properties/a"


def test_a_schema_that_is_nothing_but_itself_says_nothing() -> None:
    assert find_contradictions({"$ref": ITEM}, 1, AT, {ITEM: {"$ref": ITEM}}) == []


def test_unions_in_unions_take_no_time() -> None:
    definitions: dict[str, Json] = {reference_to("0"): {"type": "string"}}
    value: Json = 1
    for index in range(60):
        inner = {"properties": {"a": {"$ref": reference_to(str(index))}}, "required": ["a"]}
        options = [{"type": "object", **inner}, {"type": "object", **inner}, {"type": "null"}]
        definitions[reference_to(str(index + 1))] = {"anyOf": options}
        value = {"a": value}
    [found] = find_contradictions({"$ref": reference_to("60")}, value, AT, definitions)
    assert found.expected == "string"
