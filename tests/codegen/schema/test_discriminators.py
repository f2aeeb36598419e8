"""Which option of a union a property means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.schema import shapes
from livebind_codegen.schema.discriminators import with_constants
from livebind_codegen.schema.graph import build_graph
from livebind_codegen.schema.parse import SchemaReader
from support.descriptions import object_schema

if TYPE_CHECKING:
    from support.descriptions import Json

PREFIX = "#/components/schemas/"
CAT, DOG = ({"$ref": f"{PREFIX}{key}"} for key in ("Cat", "Dog"))
DEFINITIONS: dict[str, Json] = {
    f"{PREFIX}Cat": object_schema({"kind": {"type": "string", "enum": ["cat"]}}, ("kind",)),
    f"{PREFIX}Dog": object_schema({"kind": {"type": "string", "enum": ["dog", "hound"]}}),
}


def read(schema: Json) -> shapes.Shape:
    return SchemaReader(DEFINITIONS).read(schema, "here")


def discriminator_of(shape: shapes.Shape) -> shapes.Discriminator | None:
    assert isinstance(shape, shapes.Union)
    return shape.discriminator


def test_a_definition_is_meant_by_its_key_and_by_what_the_mapping_says() -> None:
    told = {"propertyName": "kind", "mapping": {"tom": f"{PREFIX}Cat", "other": f"{PREFIX}Mouse"}}
    shape = read({"oneOf": [CAT, DOG], "discriminator": told})
    values = (("Cat", 0), ("Dog", 1), ("tom", 0))
    assert discriminator_of(shape) == shapes.Discriminator("kind", values)


def test_it_is_heard_beside_null_and_around_a_union() -> None:
    told = {"propertyName": "kind"}
    alone = read({"oneOf": [CAT, DOG], "discriminator": told})
    null = {"type": "null"}
    expected = shapes.Nullable(alone)
    assert read({"oneOf": [CAT, DOG, null], "discriminator": told}) == expected
    assert read({"oneOf": [{"oneOf": [CAT, DOG], "discriminator": told}, null]}) == expected


def test_a_union_with_more_options_than_it_knows_has_none() -> None:
    inner = {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}
    assert discriminator_of(read({"oneOf": [inner, {"type": "string"}]})) is None


@pytest.mark.parametrize("told", [5, {}, {"propertyName": 5}, {"mapping": {"a": "b"}}, None])
def test_one_that_says_nothing_is_none(told: Json) -> None:
    assert discriminator_of(read({"oneOf": [CAT, DOG], "discriminator": told})) is None


def test_an_enum_of_one_value_is_a_constant_in_the_property_that_it_names() -> None:
    reader = SchemaReader(DEFINITIONS)
    union = {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}
    shape = reader.read(union, "here")
    reader.read_waiting()
    graph, roots = with_constants(*build_graph(reader.read_definitions, [shape]))
    assert isinstance(roots[0], shapes.Union)
    cat, dog = (graph.resolved(option) for option in roots[0].options)
    assert isinstance(cat, shapes.Object)
    assert isinstance(dog, shapes.Object)
    assert cat.properties[0].shape == shapes.Constant("cat")
    assert isinstance(dog.properties[0].shape, shapes.Enumeration)
