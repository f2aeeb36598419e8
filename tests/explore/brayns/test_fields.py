from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from livebind_explore.brayns.fields import fields, hexadecimal, setting_schemas, value_of

if TYPE_CHECKING:
    from livebind_explore.session import Session

NUMBER = {"type": "number", "minimum": 0, "maximum": 1}
COLOR = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
POINT = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}


def made(name: str, schema: dict[str, Any], value: object = None) -> dict[str, Any]:
    values = {} if value is None else {name: value}
    return fields({name: schema}, values)[0]


@pytest.mark.parametrize(
    ("name", "schema", "value", "kind", "shown"),
    [
        ("opacity", NUMBER, 0.5, "number", 0.5),
        ("samples", {"type": "integer", "minimum": 1}, None, "integer", 1),
        ("thin", {"type": "boolean"}, True, "switch", True),
        ("edge_color", COLOR, [1, 0.5, 0, 0.25], "color", "#ff8000"),
        ("color", COLOR, None, "color", "#ffffff"),
        ("position", POINT, [1, 2, 3], "vector", [1, 2, 3]),
        ("position", POINT, None, "vector", [0, 0, 0]),
    ],
)
def test_each_setting_gets_the_field_that_fits(
    name: str, schema: dict[str, Any], value: object, kind: str, shown: object
) -> None:
    field = made(name, schema, value)
    assert (field["kind"], field["value"]) == (kind, shown)


def test_what_cannot_be_shown_gets_no_field() -> None:
    assert fields({"a": {"type": "object"}, "b": {}, "c": {"type": "array"}}, {}) == []


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        (made("opacity", NUMBER), "0.25", 0.25),
        (made("samples", {"type": "integer"}), 4.0, 4),
        (made("thin", {"type": "boolean"}), True, True),
        (made("color", COLOR, [0, 0, 0, 0.5]), "#ff0000", [1, 0, 0, 0.5]),
        (made("position", POINT), ["1", 2, 3.5], [1, 2, 3.5]),
    ],
)
def test_what_the_browser_gives_becomes_what_is_set(
    field: dict[str, Any], given: object, value: object
) -> None:
    assert value_of(field, given) == value


@pytest.mark.parametrize(
    ("field", "given", "problem"),
    [
        (made("opacity", NUMBER), 2, "opacity is at most 1"),
        (made("opacity", NUMBER), -1, "opacity is at least 0"),
        (made("opacity", NUMBER), "", "opacity is a number"),
        (made("opacity", NUMBER), None, "opacity is a number"),
        (made("opacity", NUMBER), "nan", "finite"),
        (made("samples", {"type": "integer"}), 1.5, "samples is a whole number"),
        (made("color", COLOR), "red", "'red' is no colour"),
        (made("color", COLOR), "#ff00", "no colour"),
        (made("position", POINT), [1, 2], "position has 3 numbers"),
        (made("position", POINT), "123", "position has 3 numbers"),
    ],
)
def test_what_is_no_value_of_a_field_is_told(
    field: dict[str, Any], given: object, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        value_of(field, given)


def test_a_colour_survives_the_way_to_the_browser_and_back() -> None:
    for text in ("#000000", "#12ab9f", "#ffffff"):
        assert hexadecimal(value_of(made("color", COLOR), text)) == text


def test_the_schemas_of_a_live_backend_give_the_limits(session: Session) -> None:
    material = setting_schemas(session.description, "set-material-metal", "material")
    (field,) = fields(material, {"roughness": 0.5})
    assert (field["minimum"], field["maximum"], field["value"]) == (0.01, 1, 0.5)
    light = setting_schemas(session.description, "add-light-quad")
    assert {one["kind"] for one in fields(light, {})} == {"color", "number", "vector"}
    assert setting_schemas(session.description, "no-such-method") == {}
