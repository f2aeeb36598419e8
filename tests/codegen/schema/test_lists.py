"""Lists: of any length, of a fixed one, and with an open end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from support.descriptions import Json

    Options = tuple[shapes.Shape, ...]

A: Json = {"type": "number"}
B: Json = {"type": "string"}
C: Json = {"type": "boolean"}
NUMBER, TEXT, TRUTH = shapes.Number(), shapes.String(), shapes.Boolean()
NONE, ONE, TWO = shapes.Tuple(()), shapes.Tuple((NUMBER,)), shapes.Tuple((NUMBER, TEXT))
OPEN = shapes.OpenTuple((NUMBER, TEXT), TRUTH)


def read(schema: Json) -> shapes.Shape:
    return SchemaReader().read({"type": "array", **schema}, "here")


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        ({"prefixItems": [A, B], "items": C, "minItems": 2}, (OPEN,)),
        ({"prefixItems": [A, B], "items": C}, (NONE, ONE, OPEN)),
        ({"items": [A, B], "additionalItems": C, "minItems": 1}, (ONE, OPEN)),
        ({"prefixItems": [A, B], "items": False}, (NONE, ONE, TWO)),
        ({"prefixItems": [A, B], "items": C, "maxItems": 1}, (NONE, ONE)),
        ({"prefixItems": [A, False], "items": C}, (NONE, ONE)),
        (
            {"prefixItems": [A, B], "items": C, "minItems": 3, "maxItems": 5},
            (shapes.OpenTuple((NUMBER, TEXT), TRUTH, 3, 5),),
        ),
        (
            {"prefixItems": [A]},
            (NONE, shapes.OpenTuple((NUMBER,), shapes.AnyValue())),
        ),
    ],
)
def test_a_list_that_tells_items_apart_is_a_tuple_for_each_length(
    schema: Json, options: Options
) -> None:
    assert read(schema) == shapes.Union(options)


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({"prefixItems": [A, B], "minItems": 2, "maxItems": 2}, TWO),
        (
            {"prefixItems": [A, B], "items": C, "minItems": 3, "maxItems": 3},
            shapes.Tuple((NUMBER, TEXT, TRUTH)),
        ),
        ({"prefixItems": [A, A], "items": A, "minItems": 1}, shapes.Array(NUMBER, 1)),
        ({"prefixItems": [A], "items": False, "minItems": 2}, shapes.Nothing()),
        ({"prefixItems": [A], "maxItems": 0}, NONE),
        ({"items": False}, NONE),
        ({"items": A, "maxItems": 0}, NONE),
    ],
)
def test_a_list_of_one_length_or_of_equal_items_is_no_union(
    schema: Json, shape: shapes.Shape
) -> None:
    assert read(schema) == shape


def test_a_tuple_with_an_open_end_stays_the_option_of_a_union() -> None:
    open_one = {"type": "array", "prefixItems": [A, B], "items": C, "minItems": 2}
    assert SchemaReader().read({"anyOf": [open_one]}, "here") == shapes.Union((OPEN,))
    assert SchemaReader().read({"anyOf": [open_one, {"type": "null"}]}, "here") == shapes.Nullable(
        shapes.Union((OPEN,))
    )


@pytest.mark.parametrize(
    ("one", "other", "same_as"),
    [
        ({"prefixItems": [A, B]}, {"items": A}, {"prefixItems": [A], "items": False}),
        ({"prefixItems": [A, B]}, {"minItems": 2}, {"prefixItems": [A, B], "minItems": 2}),
        (
            {"prefixItems": [A, B], "items": C, "minItems": 2},
            {"prefixItems": [A, B, C, C], "items": False, "minItems": 4},
            {"prefixItems": [A, B, C, C], "minItems": 4, "maxItems": 4},
        ),
        (
            {"prefixItems": [A], "items": B},
            {"prefixItems": [A, B], "items": C},
            {"prefixItems": [A, B], "items": False},
        ),
        ({"items": A}, {"items": B}, {"items": False}),
        ({"items": A, "maxItems": 3}, {"items": B, "maxItems": 2}, {"items": False}),
    ],
)
def test_lists_have_in_common_what_both_allow(one: Json, other: Json, same_as: Json) -> None:
    assert read({"allOf": [one | {"type": "array"}, other | {"type": "array"}]}) == read(same_as)
