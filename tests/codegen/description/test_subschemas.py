"""Where schemas stand in a schema, and what is one although it may be an example."""

from __future__ import annotations

from typing import Any

import pytest

from livebind_codegen.description.subschemas import is_schema, subschemas, words_of


@pytest.mark.parametrize(
    "value",
    [
        *({"type": kind} for kind in ("array", "boolean", "integer", "null", "number")),
        *({"type": kind} for kind in ("object", "string")),
        {"$ref": "#/components/schemas/A"},
        {"allOf": []},
        {"anyOf": []},
        {"oneOf": []},
        {"properties": {}},
    ],
    ids=str,
)
def test_what_no_example_would_hold_makes_a_schema(value: object) -> None:
    assert is_schema(value)


@pytest.mark.parametrize(
    "value",
    [None, True, "string", ["null"], {}, {"type": "file"}, {"type": ["null"]}, {"title": "A"}],
    ids=str,
)
def test_anything_else_is_an_example(value: object) -> None:
    assert not is_schema(value)


def test_of_true_and_false_only_definitions_are_told() -> None:
    schema: dict[str, Any] = {
        "items": True,
        "properties": {"a": False, "b": {}},
        "anyOf": [{}, True],
        "$defs": {"c": True},
    }
    assert {steps for steps, _ in subschemas(schema)} == {
        ("properties", "b"),
        ("anyOf", "0"),
        ("$defs", "c"),
    }


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("properties", "items"), ("items",)),
        (("properties", "properties"), ("properties",)),
        (("items", "properties", "a"), ("items", "a")),
        (("properties",), ("properties",)),
        (("a", "$defs"), ("a", "$defs")),
    ],
)
def test_keywords_that_hold_names_go_without_saying(
    steps: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert words_of(steps) == words
