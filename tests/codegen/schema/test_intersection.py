"""What `allOf`, and keywords beside each other, leave of what may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader
from support.descriptions import NUMBER, object_schema

if TYPE_CHECKING:
    from support.descriptions import Json

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}


def read(schema: Json) -> shapes.Shape:
    return SchemaReader().read(schema, "here")


MERGED: list[tuple[list[Json], Json]] = [
    ([TEXT, {}], TEXT),
    ([TEXT, True], TEXT),
    (
        [{**TEXT, "minLength": 2}, {**TEXT, "maxLength": 3}],
        {**TEXT, "minLength": 2, "maxLength": 3},
    ),
    ([WHOLE, NUMBER], WHOLE),
    (
        [{**NUMBER, "minimum": 0.5}, {**WHOLE, "maximum": 3}],
        {**WHOLE, "minimum": 1, "maximum": 3},
    ),
    ([{**NUMBER, "exclusiveMaximum": 3}, WHOLE], {**WHOLE, "maximum": 2}),
    ([{"oneOf": [TEXT, WHOLE]}, WHOLE], WHOLE),
    ([{"oneOf": [TEXT, {"type": "null"}]}, TEXT], TEXT),
    ([{"oneOf": [TEXT, {"type": "null"}]}, {"type": ["null", "integer"]}], {"type": "null"}),
    ([{"enum": ["a", "b", 1]}, TEXT], {"enum": ["a", "b"]}),
    ([{"enum": ["a", "b"]}, {"enum": ["b", "c"]}], {"enum": ["b"]}),
    (
        [{"type": "array", "items": NUMBER}, {"type": "array", "minItems": 1}],
        {"type": "array", "items": NUMBER, "minItems": 1},
    ),
    (
        [{"type": "array", "items": NUMBER}, {"type": "array", "minItems": 2, "maxItems": 2}],
        {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    ),
    (
        [object_schema({"a": TEXT}, ("a",)), object_schema({"b": WHOLE})],
        object_schema({"a": TEXT, "b": WHOLE}, ("a",)),
    ),
    (
        [object_schema({"a": {}}), {"type": "object", "required": ["a"]}],
        object_schema({"a": {}}, ("a",)),
    ),
    (
        [object_schema({"a": NUMBER}), object_schema({"a": WHOLE}, ("a",))],
        object_schema({"a": WHOLE}, ("a",)),
    ),
    ([False, TEXT], False),
]


@pytest.mark.parametrize(("parts", "same_as"), MERGED)
def test_parts_are_one(parts: list[Json], same_as: Json) -> None:
    assert read({"allOf": parts}) == read(same_as)
    assert read({"allOf": parts[::-1]}) == read(same_as)


def test_what_cannot_be_both_in_an_optional_property_is_left_out() -> None:
    shape = read({"allOf": [object_schema({"a": TEXT}), object_schema({"a": WHOLE})]})
    assert isinstance(shape, shapes.Object)
    assert shape.properties[0].shape == shapes.Nothing()


def test_limits_beside_a_choice_hold_for_each_option() -> None:
    shape = read(
        {
            "type": "object",
            "properties": {"a": TEXT, "b": TEXT},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        }
    )
    assert isinstance(shape, shapes.Union)
    required = [
        [one.name for one in option.properties if one.required]
        for option in shape.options
        if isinstance(option, shapes.Object)
    ]
    assert required == [["a"], ["b"]]


def test_the_whole_has_its_own_title_and_no_part_lends_it_one() -> None:
    parts = [object_schema({"a": TEXT}, (), "One"), object_schema({"b": TEXT}, (), "Two")]
    assert getattr(read({"allOf": parts}), "title", None) == ""
    assert getattr(read({"allOf": parts, "title": "Whole"}), "title", None) == "Whole"


def test_a_condition_is_a_choice_of_what_follows() -> None:
    shape = read({"if": {"const": 1}, "then": {"type": "integer"}, "else": TEXT})
    assert shape == read({"anyOf": [{"const": 1}, TEXT]})
