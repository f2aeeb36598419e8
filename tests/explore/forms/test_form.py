"""Forms: what they begin with, hold and give."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.contract_values import shape_values
from livebind_explore.forms.fitting import fits
from livebind_explore.forms.form import Form
from livebind_explore.forms.node import Kind, Node
from livebind_explore.forms.params import value_of
from livebind_explore.forms.rows import hex_color, rgb_values, rows
from support.descriptions import NUMBER, VECTOR, Json, describe, method, object_schema
from support.recordings import RECORDED_NAMES, recorded

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api, Method


@cache
def api_of(name: str) -> Api:
    return build_api(recorded(name).description())


def with_params() -> list[tuple[str, str]]:
    return [
        (name, one.name)
        for name in RECORDED_NAMES
        for one in api_of(name).methods
        if one.params is not None
    ]


def method_of(name: str, wire_name: str) -> Method:
    return next(one for one in api_of(name).methods if one.name == wire_name)


def form_of(schema: dict[str, Any], **rest: Json) -> tuple[Form, Api]:
    api = build_api(describe(method("do", schema), **rest))
    params = api.methods[0].params
    assert params is not None
    return Form(params, api), api


def node(form: Form, *names: str) -> Node:
    """Return a part of a form, by the names that lead to it."""
    found = form.root
    for name in names:
        found = next(one for one in found.children if one.name == name)
    return found


@pytest.mark.parametrize(("name", "wire_name"), with_params())
def test_a_form_that_nobody_filled_in_gives_what_the_method_takes(
    name: str, wire_name: str
) -> None:
    api, described = api_of(name), method_of(name, wire_name)
    assert described.params is not None
    form = Form(described.params, api)
    value, problems = value_of(form.root)
    assert problems == {}
    assert fits(value, described.params, api.graph)
    assert rows(form, api)[1] is False


@given(st.sampled_from(with_params()), st.data())
@settings(max_examples=300)
def test_a_form_holds_every_value_that_its_method_takes(
    place: tuple[str, str], data: st.DataObject
) -> None:
    api, described = api_of(place[0]), method_of(*place)
    assert described.params is not None
    definitions = {edge.target: one for edge, one in api.graph.definitions.items()}
    value = data.draw(shape_values(described.params, definitions))
    form = Form(described.params, api)
    form.fill(value)
    given_back, problems = value_of(form.root)
    assert problems == {}
    assert given_back == value
    assert json.loads(json.dumps(given_back)) == value


def test_what_is_optional_is_left_out_until_it_is_switched_on() -> None:
    form, _ = form_of(
        object_schema(
            {
                "a": NUMBER,
                "b": {**NUMBER, "default": 45},
                "c": {"type": "boolean"},
                "d": {"type": "string", "default": "x"},
            },
            ("a",),
        )
    )
    assert value_of(form.root) == ({"a": 0}, {})
    form.switch(node(form, "b").number, is_on=True)
    form.switch(node(form, "c").number, is_on=True)
    form.set_value(node(form, "c").number, value=True)
    assert value_of(form.root)[0] == {"a": 0, "b": 45, "c": True}
    form.switch(node(form, "d").number, is_on=True)
    assert value_of(form.root)[0]["d"] == "x"
    form.switch(node(form, "d").number, is_on=False)
    form.switch(node(form, "b").number, is_on=False)
    form.switch(node(form, "a").number, is_on=False)
    assert value_of(form.root)[0] == {"a": 0, "c": True}


@pytest.mark.parametrize(
    ("schema", "text", "problem"),
    [
        ({"type": "number"}, "", "a number is needed"),
        ({"type": "number"}, "1e999", "too large"),
        ({"type": "number"}, "nan", "not a number"),
        ({"type": "number"}, "1_0", "not a number"),
        ({"type": "number", "minimum": 2}, "1.5", "at least 2"),
        ({"type": "number", "exclusiveMaximum": 2}, "2", "less than 2"),
        ({"type": "integer"}, "1.5", "not an integer"),
        ({"type": "integer", "maximum": 7}, "8", "at most 7"),
        ({"type": "integer", "multipleOf": 5}, "8", "multiple of 5"),
        ({"type": "string", "minLength": 2}, "a", "at least 2 characters"),
        ({}, "{", "no JSON"),
        ({}, "NaN", "no JSON"),
    ],
)
def test_what_cannot_be_sent_is_told(schema: dict[str, Any], text: str, problem: str) -> None:
    form, _ = form_of(object_schema({"a": schema}, ("a",)))
    form.set_value(node(form, "a").number, text)
    _, problems = value_of(form.root)
    assert list(problems) == [node(form, "a").number]
    assert problem in problems[node(form, "a").number]


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("-0.5", -0.5), ("1e3", 1000.0), (" 12345678901234567890 ", 12345678901234567890)],
)
def test_numbers_keep_their_digits(text: str, value: float) -> None:
    form, _ = form_of(object_schema({"a": NUMBER}, ("a",)))
    form.set_value(node(form, "a").number, text)
    assert value_of(form.root) == ({"a": value}, {})
    assert isinstance(value_of(form.root)[0]["a"], type(value))


def test_vectors_are_side_by_side_and_colours_have_a_picker() -> None:
    color = {**VECTOR, "items": {**NUMBER, "minimum": 0, "maximum": 1}}
    form, api = form_of(object_schema({"at": VECTOR, "fog_color": color}, ("at", "fog_color")))
    assert node(form, "at").kind is Kind.VECTOR
    assert node(form, "fog_color").kind is Kind.COLOR
    form.set_part(node(form, "at").number, 1, "2.5")
    for index, part in enumerate(rgb_values("#ff8000", 3)):
        form.set_part(node(form, "fog_color").number, index, part)
    assert value_of(form.root)[0] == {"at": [0, 2.5, 0], "fog_color": [1, 0.502, 0]}
    shown = {row["label"]: row for row in rows(form, api)[0]}
    assert shown["fog_color"]["color"] == "#ff8000"


def test_colours_become_text_and_back() -> None:
    assert hex_color(["1", "0.5", "2", "0"]) == "#ff80ff00"
    assert hex_color(["red", "0", "0"]) == ""
    assert rgb_values("#ff0000", 4) == ["1", "0", "0", "1"]
    with pytest.raises(ValueError, match="no colour"):
        rgb_values("#ff", 3)


RECURSIVE: dict[str, Any] = {
    "#/components/schemas/Tree": object_schema(
        {
            "name": {"type": "string"},
            "left": {"$ref": "#/components/schemas/Tree"},
            "more": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
        ("name",),
        "Tree",
    )
}


def test_what_holds_itself_is_as_deep_as_it_is_filled() -> None:
    form, api = form_of(
        object_schema({"tree": {"$ref": "#/components/schemas/Tree"}}, ("tree",)),
        definitions=RECURSIVE,
    )
    assert value_of(form.root)[0] == {"tree": {"name": ""}}
    form.switch(node(form, "tree", "left").number, is_on=True)
    form.switch(node(form, "tree", "more").number, is_on=True)
    form.add(node(form, "tree", "more").number)
    expected = {"tree": {"name": "", "left": {"name": ""}, "more": [{"name": ""}]}}
    assert value_of(form.root) == (expected, {})
    assert len(rows(form, api)[0]) == 11


def test_a_union_is_chosen_and_its_other_options_are_forgotten() -> None:
    form, _ = form_of(
        object_schema({"it": {"oneOf": [NUMBER, {"type": "string"}, {"type": "null"}]}}, ("it",))
    )
    it = node(form, "it")
    assert (it.kind, it.choices) == (Kind.UNION, ("float", "str", "null"))
    form.choose(it.number, 1)
    old = it.children[0].number
    form.set_value(old, "seven")
    assert value_of(form.root)[0] == {"it": "seven"}
    form.choose(it.number, 2)
    assert value_of(form.root)[0] == {"it": None}
    with pytest.raises(KeyError):
        form.set_value(old, "x")


def test_lists_keep_to_their_limits() -> None:
    form, api = form_of(
        object_schema(
            {"them": {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 2}}, ("them",)
        )
    )
    them = node(form, "them")
    assert value_of(form.root)[0] == {"them": [0]}
    form.add(them.number)
    assert form.add(them.number) is None
    form.remove(them.number, them.children[0].number)
    form.remove(them.number, them.children[0].number)
    assert value_of(form.root)[1] == {them.number: "at least 1 items"}
    assert [row["addable"] for row in rows(form, api)[0]] == [True]


def test_entries_of_a_map_have_keys_of_their_own() -> None:
    form, _ = form_of(
        object_schema({"map": {"type": "object", "additionalProperties": NUMBER}}, ("map",))
    )
    them = node(form, "map")
    first, second = form.add(them.number), form.add(them.number)
    assert first is not None
    assert second is not None
    assert value_of(form.root)[0] == {"map": {"key1": 0, "key2": 0}}
    form.set_key(second.number, "key1")
    assert value_of(form.root)[1] == {second.number: "the key 'key1' is there twice"}


def test_what_does_not_fit_is_not_filled_in() -> None:
    form, _ = form_of(object_schema({"a": NUMBER}, ("a",)))
    with pytest.raises(ValueError, match="none that the form is for"):
        form.fill({"a": "text"})
    assert value_of(form.root)[0] == {"a": 0}
