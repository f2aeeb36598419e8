"""How the options of a union are told apart."""

from __future__ import annotations

import pytest

from livebind_codegen.api.unions import is_native, tags
from livebind_codegen.schema import shapes
from livebind_codegen.schema.graph import Graph
from livebind_codegen.schema.parse import SchemaReader
from support.descriptions import NUMBER, VECTOR, Json, object_schema


def union_of(*options: Json) -> shapes.Union:
    shape = SchemaReader().read({"oneOf": list(options)}, "here")
    assert isinstance(shape, shapes.Union)
    return shape


def tagged(value: str, key: str = "type") -> Json:
    return object_schema({key: {"const": value}, "x": NUMBER}, (key,))


def marks(union: shapes.Union, *others: shapes.Union) -> set[tuple[str, str]]:
    return set(tags([union, *others], Graph()).values())


def test_a_constant_that_all_options_have_is_their_tag() -> None:
    union = union_of(tagged("A"), tagged("B"), NUMBER)
    assert marks(union) == {("type", "A"), ("type", "B")}
    assert is_native(union, tags([union], Graph()), Graph())


@pytest.mark.parametrize(
    "options",
    [
        (tagged("A"), tagged("A", "kind")),
        (tagged("A"), object_schema({"x": NUMBER})),
        (tagged("A"), object_schema({"type": {"const": "B"}})),
    ],
)
def test_options_without_a_common_constant_have_no_tag(options: tuple[Json, ...]) -> None:
    union = union_of(*options)
    assert marks(union) == set()
    assert not is_native(union, {}, Graph())


def test_a_class_that_one_union_cannot_tell_apart_has_no_tag_in_any() -> None:
    good = union_of(tagged("A"), tagged("B"))
    bad = union_of(tagged("A"), object_schema({"y": NUMBER}))
    assert marks(good, bad) == {("type", "B")}
    assert not is_native(good, tags([good, bad], Graph()), Graph())


@pytest.mark.parametrize(
    ("options", "native"),
    [
        ((NUMBER, {"type": "string"}), True),
        ((NUMBER, VECTOR), True),
        (({**NUMBER, "minimum": 0}, VECTOR), False),
        ((NUMBER, object_schema({"a": NUMBER})), True),
        ((NUMBER, {"type": "integer", "minimum": 0}), False),
        ((VECTOR, {"type": "array", "items": NUMBER}), False),
        (({"type": "string", "enum": ["a"]}, {"type": "string"}), False),
        (({"const": "a"}, NUMBER), False),
        ((object_schema({"a": NUMBER}), object_schema({"b": NUMBER})), False),
        ((object_schema({"a": NUMBER}), {"type": "object"}), False),
    ],
)
def test_msgspec_needs_a_helper_where_two_options_are_of_one_kind(
    options: tuple[Json, ...], *, native: bool
) -> None:
    assert is_native(union_of(*options), {}, Graph()) is native


def test_a_class_that_also_stands_alone_has_no_tag() -> None:
    union = union_of(tagged("A"), tagged("B"))
    alone = union.options[0]
    assert marks(union) == {("type", "A"), ("type", "B")}
    found = tags([union, shapes.Array(alone)], Graph())
    assert set(found.values()) == {("type", "B")}
    assert not is_native(union, found, Graph())


def test_a_class_with_free_properties_has_no_tag() -> None:
    union = union_of(tagged("A"), {**tagged("B"), "additionalProperties": NUMBER})
    assert marks(union) == set()
    assert not is_native(union, {}, Graph())
