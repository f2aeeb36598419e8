"""What requests may leave out and results always hold: two classes of one title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.api.build import build_api
from support.descriptions import NUMBER, describe, method, object_schema

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import MethodDescription

PARTIAL = object_schema({"gloss": NUMBER, "tint": NUMBER}, (), "Paint")
COMPLETE = object_schema({"gloss": NUMBER, "tint": NUMBER}, ("gloss", "tint"), "Paint")
SETTER = method("set-paint", object_schema({"paint": PARTIAL, "id": NUMBER}, ("paint",)))
GETTER = method("get-paint", None, COMPLETE)


def required_attributes(api: Api) -> dict[str, list[str]]:
    return {
        type_.name: [one.name for one in type_.attributes if one.required] for type_ in api.types
    }


def api_of(*methods: MethodDescription) -> Api:
    return build_api(describe(*methods))


def test_requests_have_the_title_and_results_the_state() -> None:
    found = required_attributes(api_of(SETTER, GETTER))
    assert found["Paint"] == []
    assert found["PaintState"] == ["gloss", "tint"]


def test_what_differs_deep_inside_is_told_apart_all_the_way() -> None:
    outer = object_schema({"paint": PARTIAL}, ("paint",), "Wall")
    held = object_schema({"paint": COMPLETE}, ("paint",), "Wall")
    api = api_of(method("set-wall", object_schema({"wall": outer})), method("get-wall", None, held))
    assert {"Wall", "WallState", "Paint", "PaintState"} <= set(required_attributes(api))


def test_what_is_the_same_both_ways_stays_one_class() -> None:
    api = api_of(method("set-paint", object_schema({"paint": COMPLETE})), GETTER)
    assert "PaintState" not in required_attributes(api)


def test_a_result_that_holds_less_is_no_twin() -> None:
    demanding = object_schema({"gloss": NUMBER, "tint": NUMBER}, ("gloss",), "Paint")
    other = object_schema({"gloss": NUMBER, "tint": NUMBER}, ("tint",), "Paint")
    api = api_of(
        method("set-paint", object_schema({"paint": demanding})), method("get-paint", None, other)
    )
    assert "PaintState" not in required_attributes(api)


def test_a_parameter_takes_what_a_result_held() -> None:
    api = api_of(SETTER, GETTER)
    setter = next(one for one in api.methods if one.name == "set-paint")
    paint = next(one for one in setter.parameters if one.name == "paint")
    assert paint.twin is not None
    assert api.name_of(paint.twin) == "PaintState"
