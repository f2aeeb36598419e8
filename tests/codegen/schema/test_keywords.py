"""Single keywords: what they must be, and what is said where they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.errors import SchemaError
from livebind_codegen.schema.keywords import (
    check_order,
    description_of,
    documentation_of,
    kind_of,
    length_of,
    number_of,
    title_of,
)

if TYPE_CHECKING:
    from support.descriptions import Json


@pytest.mark.parametrize("value", ["5", True, float("nan"), float("inf"), [1]])
def test_a_limit_must_be_a_finite_number(value: Json) -> None:
    with pytest.raises(SchemaError, match="here: 'minimum' must be a finite number"):
        number_of({"minimum": value}, "minimum", "here")


def test_a_limit_that_is_not_told_is_none() -> None:
    assert number_of({}, "minimum", "here") is None
    assert length_of({"minItems": None}, "minItems", "here") is None


@pytest.mark.parametrize(("value", "length"), [(0, 0), (3, 3), (3.0, 3), (2**40, None)])
def test_a_length_is_a_whole_number_unless_nothing_is_as_long(
    value: float, length: int | None
) -> None:
    assert length_of({"maxItems": value}, "maxItems", "here") == length


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [("minItems", -1, "a length"), ("maxItems", 1.5, "a length"), ("minItems", 2**40, "no value")],
)
def test_what_is_no_length_is_an_error(key: str, value: float, problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        length_of({key: value}, key, "here")


def test_limits_that_cross_leave_no_value() -> None:
    check_order(1, 1, "Items", "here")
    check_order(None, 1, "Items", "here")
    with pytest.raises(SchemaError, match="'minItems' 2 is more than 'maxItems' 1"):
        check_order(2, 1, "Items", "here")


def test_titles_are_cut_and_descriptions_are_one_line() -> None:
    assert title_of({"title": "a" * 1000}) == "a" * 200
    assert title_of({"title": 5}) == description_of({"description": 5}) == ""
    assert description_of({"description": "one\ntwo"}) == "one two"


def test_documentation_holds_the_default_as_python() -> None:
    said = documentation_of({"default": [None, True], "deprecated": True}, "here")
    assert (said.default, said.deprecated) == ("[null, true]", True)
    assert documentation_of({}, "here").default is None


def test_a_default_that_is_no_json_is_an_error() -> None:
    with pytest.raises(SchemaError, match="here: the default is no JSON value"):
        documentation_of({"default": {1, 2}}, "here")


@pytest.mark.parametrize(
    ("value", "kind"), [(None, "null"), ({}, "an object"), ([], "an array"), (1.5, "a float")]
)
def test_kinds_are_called_as_in_json(value: Json, kind: str) -> None:
    assert kind_of(value) == kind
