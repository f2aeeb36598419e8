"""Objects: fixed properties, free ones, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.errors import SchemaError
from livebind_codegen.schema import shapes
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from support.descriptions import Json

TEXT, ANY = shapes.String(), shapes.AnyValue()
NAMED = {"name": {"type": "string"}}


def read(**keywords: Json) -> shapes.Shape:
    return SchemaReader().read({"type": "object", **keywords}, "here")


@pytest.mark.parametrize(
    ("keywords", "shape"),
    [
        ({}, shapes.Mapping(ANY)),
        ({"additionalProperties": {"type": "string"}}, shapes.Mapping(TEXT)),
        ({"minProperties": 1, "maxProperties": 3}, shapes.Mapping(ANY, 1, 3)),
        ({"additionalProperties": False}, shapes.Object(())),
        ({"patternProperties": {"^a": {"type": "string"}}}, shapes.Mapping(ANY)),
        (
            {"patternProperties": {"^a": {"type": "string"}}, "additionalProperties": False},
            shapes.Mapping(TEXT),
        ),
    ],
)
def test_an_object_without_fixed_properties_is_a_map(
    keywords: dict[str, Json], shape: shapes.Shape
) -> None:
    assert read(**keywords) == shape


@pytest.mark.parametrize(
    ("additional", "free"),
    [(None, None), (False, None), (True, None), ({"type": "string"}, TEXT)],
)
def test_free_properties_are_told_where_they_have_a_type(
    additional: Json, free: shapes.Shape | None
) -> None:
    keywords = {} if additional is None else {"additionalProperties": additional}
    shape = read(properties=NAMED, **keywords)
    assert isinstance(shape, shapes.Object)
    assert shape.free == free


def test_what_is_required_without_being_described_is_any_value() -> None:
    shape = read(properties=NAMED, required=["id", 5])
    assert isinstance(shape, shapes.Object)
    assert [(one.name, one.shape, one.required) for one in shape.properties] == [
        ("id", ANY, True),
        ("name", TEXT, False),
    ]


def test_what_only_requests_hold_is_never_required_of_a_reply() -> None:
    shape = read(properties={"secret": {"type": "string", "writeOnly": True}}, required=["secret"])
    assert isinstance(shape, shapes.Object)
    assert not shape.properties[0].required


def test_a_name_that_cannot_be_written_makes_the_object_a_map() -> None:
    assert read(properties={'a"b': {}}) == shapes.Mapping(ANY)


@pytest.mark.parametrize("keywords", [{"properties": []}, {"required": {}}, {"properties": 5}])
def test_keywords_of_another_kind_are_an_error(keywords: dict[str, Json]) -> None:
    with pytest.raises(SchemaError, match="here: 'properties' must be an object"):
        read(**keywords)
