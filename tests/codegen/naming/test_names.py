"""Names that a person would choose, schema by schema, whatever the order."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_codegen.api.build import build_api
from livebind_codegen.errors import NameConflictError
from livebind_codegen.naming.lock import NameLock
from support.descriptions import NUMBER, VECTOR, describe, method, object_schema
from support.recordings import RECORDED_NAMES, recorded

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description, MethodDescription

BOX = object_schema({"size": VECTOR}, ("size",), "Box")
BALL = object_schema({"radius": NUMBER}, ("radius",), "Ball")


def colored(shape: dict[str, Any]) -> dict[str, Any]:
    return object_schema({"color": VECTOR, "geometry": shape}, (), "GeometryWithColor")


def tagged(kind: str) -> dict[str, Any]:
    return object_schema({"type": {"const": kind}, "value": NUMBER}, ("type",))


def keyed(key: str) -> dict[str, Any]:
    return object_schema({key: {"type": "integer"}}, (key,))


def enum_of(*values: str) -> dict[str, Any]:
    return {"oneOf": [{"const": value, "type": "string"} for value in values]}


def names(*methods: MethodDescription) -> set[str]:
    return {type_.name for type_ in build_api(describe(*methods)).types}


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        # The title, as it is or as words.
        ([method("get-a", None, object_schema({}, (), "BBPLoader"))], {"BBPLoader"}),
        ([method("get-a", None, object_schema({}, (), "color ramp"))], {"ColorRamp"}),
        # Equal shape and title is one type, both ways.
        ([method("get-box", None, BOX), method("set-box", BOX)], {"Box"}),
        # One title with several shapes: the part that differs tells them apart.
        (
            [
                method("add-boxes", {"type": "array", "items": colored(BOX)}),
                method("add-balls", {"type": "array", "items": colored(BALL)}),
            ],
            {"Ball", "BallWithColor", "Box", "BoxWithColor"},
        ),
        # ... or the method, if they are its parameters or its result.
        (
            [
                method("set-a", object_schema({"x": NUMBER}, (), "Message")),
                method("set-b", object_schema({"y": NUMBER}, (), "Message")),
            ],
            {"SetAParams", "SetBParams"},
        ),
        (
            [
                method("get-a", None, object_schema({"x": NUMBER}, (), "Message")),
                method("get-b", None, object_schema({"y": NUMBER}, (), "Message")),
            ],
            {"A", "B"},
        ),
        # What requests may hold of something that has more in replies.
        (
            [
                method("get-a", None, object_schema({"x": {"readOnly": True}, "y": {}}, (), "A")),
                method("set-a", object_schema({"x": {"readOnly": True}, "y": {}}, (), "A")),
            ],
            {"A", "AUpdate"},
        ),
        # Without titles: the noun of what is got, the owner and the property of what is inside.
        (
            [
                method("getSphereLight", None, object_schema({"radius": NUMBER}, ("radius",))),
                method(
                    "updateSphereLight",
                    object_schema({"settings": object_schema({"radius": NUMBER})}),
                ),
            ],
            {"SphereLight", "SphereLightSettings", "UpdateSphereLightParams"},
        ),
        # What several owners have in common.
        (
            [
                method("createFarCamera", object_schema({"stereo": enum_of("Left", "Right")})),
                method(
                    "createNearCamera", object_schema({"stereo": enum_of("Left", "Right"), "x": {}})
                ),
            ],
            {"CameraStereo", "CreateFarCameraParams", "CreateNearCameraParams"},
        ),
        (
            [
                method("createBall", None, object_schema({"id": {"type": "integer"}})),
                method("createBox", None, object_schema({"id": {"type": "integer"}})),
            ],
            {"CreateResult"},
        ),
        # Options of unions: the constant, or the required key.
        (
            [
                method(
                    "createLight",
                    object_schema({"intensity": {"oneOf": [tagged("Power"), tagged("Radiance")]}}),
                )
            ],
            {"CreateLightParams", "LightIntensity", "PowerIntensity", "RadianceIntensity"},
        ),
        (
            [
                method(
                    "createMaterial",
                    object_schema({"color": {"oneOf": [NUMBER, keyed("image"), keyed("noise")]}}),
                )
            ],
            {"CreateMaterialParams", "Image", "MaterialColor", "Noise"},
        ),
        # One item of a list.
        (
            [
                method(
                    "get-all-objects", None, {"type": "array", "items": object_schema({"id": {}})}
                )
            ],
            {"Object"},
        ),
        # A title that says nothing alone is what it is; a name of its own goes before a title.
        (
            [method("get-size", None, object_schema({"part": object_schema({})}, (), "Result"))],
            {"Result", "ResultPart"},
        ),
        (
            [
                method("create-ball", object_schema({"a": NUMBER})),
                method(
                    "get-thing",
                    None,
                    object_schema({"b": object_schema({"x": NUMBER}, (), "CreateBallParams")}),
                ),
            ],
            {"CreateBallParams", "GetThingCreateBallParams", "Thing"},
        ),
        # A name that the package has already.
        ([method("getInstance", None, object_schema({"id": {}}))], {"GetInstanceResult"}),
        ([method("a", None, object_schema({}, (), "Model"))], {"AResult"}),
        ([method("a", None, object_schema({}, (), "Float32"))], {"AResult"}),
        ([method("a", None, object_schema({}, (), "ValueError"))], {"AResult"}),
    ],
)
def test_types_are_called_what_they_are(methods: list[Any], expected: set[str]) -> None:
    assert names(*methods) == expected
    assert names(*reversed(methods)) == expected


@pytest.mark.parametrize("name", RECORDED_NAMES)
def test_no_order_of_methods_changes_a_name(name: str) -> None:
    description = recorded(name).description()
    expected = build_api(description).lock
    methods = list(description.methods)
    for seed in range(3):
        random.Random(seed).shuffle(methods)  # noqa: S311 - no secret
        assert build_api(replace(description, methods=tuple(methods))).lock == expected


@pytest.mark.parametrize("name", ["brayns3", "brayns4"])
def test_adding_methods_renames_nothing(name: str) -> None:
    description = recorded(name).description()
    lock = NameLock()
    given: dict[str, str] = {}
    for share in (8, 4, 2, 1):  # each part holds the one before
        part = replace(description, methods=description.methods[::share])
        lock = build_api(part, lock).lock
        now = {one.fingerprint: one.name for one in lock.names}
        assert all(now[key] == given[key] for key in now.keys() & given.keys())
        given |= now


def test_places_that_no_words_tell_apart_get_letters_which_are_always_the_same() -> None:
    def holder(mark: str, **parts: dict[str, Any]) -> dict[str, Any]:
        return object_schema({**parts, mark: NUMBER})

    inner = holder("x1", b_c=holder("x2"), b=holder("x3", c=holder("x4")))
    result = holder("x5", a_b_c=holder("x6"), a_b=holder("x7", c=holder("x8")), a=inner)
    expected = {"It", "ItA", "ItAB", "ItABC", "ItB", "ItBC"}
    lettered = {"GetItResultABCHxwmry", "GetItResultABCMfnuwi"}
    assert names(method("get-it", None, result)) == expected | lettered


def test_a_shape_that_changes_keeps_its_name() -> None:
    before = describe(method("getLamp", None, object_schema({"on": {"type": "boolean"}})))
    lock = build_api(before, None, None).lock
    after = describe(
        method("getLamp", None, object_schema({"on": {"type": "boolean"}, "hue": NUMBER})),
        method("getAllLamps", None, {"type": "array", "items": object_schema({"hue": NUMBER})}),
    )
    names = {one.where[0]: one.name for one in build_api(after, lock).lock.names}
    assert names["getLamp.result"] == "Lamp"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([keyed("id"), object_schema({"id": NUMBER}, ("id",))], set[str]()),
        (
            [
                object_schema({"id": NUMBER, "age": NUMBER}, ("id",)),
                object_schema({"id": NUMBER, "size": NUMBER}, ("id",)),
            ],
            {"ListThingsXAge", "ListThingsXSize"},
        ),
        (
            [{"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "c"]}],
            {"ListThingsXB", "ListThingsXC"},
        ),
        ([{"enum": [True, "a"]}, {"enum": [False, 1.5]}], set[str]()),
        (
            [
                {"type": "array", "prefixItems": [object_schema({"a": NUMBER})]},
                {"type": "array", "prefixItems": [object_schema({"b": NUMBER})]},
            ],
            set[str](),
        ),
    ],
)
def test_options_that_are_alike_get_no_numbers(
    options: list[dict[str, Any]], expected: set[str]
) -> None:
    found = names(method("list-things", None, object_schema({"x": {"anyOf": options}})))
    assert not any(character.isdigit() for name in found for character in name)
    assert expected <= found


def test_an_option_whose_name_is_taken_says_that_it_is_one() -> None:
    options = {"anyOf": [{"enum": [True, "a"]}, {"enum": [False, 1.5]}]}
    taken = ("ListThingsXZero", "ListThingsResultXZero")
    found = names(
        method("list-things", None, object_schema({"x": options})),
        *(method(f"get-{one}", None, object_schema({one: NUMBER}, (), one)) for one in taken),
    )
    assert found >= {*taken, "ListThingsXOne", "ListThingsResultXZeroOption"}


def test_options_with_more_to_them_are_called_as_their_definitions() -> None:
    signed = {"Cash": object_schema({"id": NUMBER}), "Card": object_schema({"id": VECTOR})}
    definitions: dict[str, Any] = {
        f"#/components/schemas/{key}": {**schema, "additionalProperties": True}
        for key, schema in signed.items()
    }
    union = {"oneOf": [{"$ref": name} for name in definitions]}
    result = {"allOf": [union, {"type": "object", "properties": {"at": NUMBER}}]}
    api = build_api(describe(method("pay", None, result), definitions=definitions))
    assert {type_.name for type_ in api.types} == {"Card", "Cash", "PayResult"}


def test_a_definition_is_called_by_its_key_though_a_place_would_give_that_name() -> None:
    definitions: dict[str, Any] = {"#/components/schemas/Route": BOX}
    result = {"type": "array", "items": [NUMBER, {"$ref": "#/components/schemas/Route"}]}
    api = build_api(describe(method("get-route", None, result), definitions=definitions))
    assert {type_.name for type_ in api.types} == {"Route", "GetRouteResult"}


def test_a_type_that_fell_apart_leaves_its_name_to_none() -> None:
    shape = object_schema({"x": NUMBER}, (), "Thing")
    lock = build_api(describe(method("get-a", None, shape), method("get-b", None, shape))).lock
    after = describe(
        method("get-a", None, object_schema({"x": {}}, (), "Thing")),
        method("get-b", None, object_schema({"y": {}}, (), "Thing")),
    )
    assert {one.name for one in build_api(after, lock).lock.names} == {"A", "B"}


RENAMED = describe(
    method("get-view", None, object_schema({"up": NUMBER, "kind": enum_of("a", "b")}, (), "View")),
    method("get-box", None, BOX),
)


def test_users_rename_types_functions_attributes_and_values() -> None:
    renames = {
        "View": "Look",
        "get-view": "look",
        "Look.up": "upwards",
        "ViewKind.a": "first",
        "get-box.result": "Crate",
    }
    api = build_api(RENAMED, None, renames)
    assert {type_.name for type_ in api.types} == {"Look", "ViewKind", "Crate"}
    assert {method.function for method in api.methods} == {"look", "get_box"}
    types = {type_.name: type_ for type_ in api.types}
    assert [one.name for one in types["Look"].attributes] == ["kind", "upwards"]
    assert [name for name, _ in types["ViewKind"].members] == ["FIRST", "B"]
    # The lock keeps the names that were found, so that a rename can be taken back.
    assert {one.name for one in api.lock.names} == {"View", "ViewKind", "Box"}


@pytest.mark.parametrize(
    ("renames", "both"),
    [
        ({"View": "Box"}, ("Box", "View")),
        ({"get-view": "get_box"}, ("get-box", "get-view")),
        ({"View": "A", "get-view.result": "B"}, ("A", "B")),
        ({"View.up": "kind"}, ("'kind'", "'up'")),
        ({"ViewKind.a": "b"}, ("'a'", "'b'")),
    ],
)
def test_a_conflict_names_both_sides(renames: dict[str, str], both: tuple[str, str]) -> None:
    with pytest.raises(NameConflictError) as caught:
        build_api(RENAMED, None, renames)
    assert all(side in str(caught.value) for side in both)


@pytest.mark.parametrize(
    "renames",
    [
        {"View": "class"},
        {"View": "view"},
        {"View": "x = 1"},
        {"View": "Model"},
        {"get-view": "import"},
        {"get-view": "connect"},
        {"View.up": "a b"},
        {"View.up": "to_dict"},
        {"View.up": "list"},
        {"ViewKind.a": ""},
    ],
)
def test_a_rename_must_be_a_name(renames: dict[str, str]) -> None:
    with pytest.raises(NameConflictError):
        build_api(RENAMED, None, renames)


@pytest.mark.parametrize(
    ("first", "second"),
    [("get-a", "get_a"), ("getA", "get-a"), ("get a", "get.a"), ("GET-A", "get-a")],
)
def test_methods_that_would_be_one_function_are_a_conflict(first: str, second: str) -> None:
    with pytest.raises(NameConflictError) as caught:
        build_api(describe(method(first), method(second)))
    assert first in str(caught.value)
    assert second in str(caught.value)


def test_a_method_keeps_its_name_beside_the_task_of_another() -> None:
    api = build_api(describe(method("get"), method("get-task")))
    assert {(one.function, one.task_function) for one in api.methods} == {
        ("get", "get_task_"),
        ("get_task", "get_task_task"),
    }


WORDS = st.sampled_from(["alpha", "beta", "gamma", "delta"])
SHAPES = st.recursive(
    st.sampled_from([NUMBER, {"type": "string"}, enum_of("a", "b"), enum_of("c", "d")]),
    lambda inner: st.builds(
        object_schema,
        st.dictionaries(WORDS, inner, min_size=1, max_size=3),
        title=st.sampled_from(["", "", "Alpha", "Beta"]),
    ),
    max_leaves=8,
)


@st.composite
def backends(draw: st.DrawFn) -> Description:
    found = draw(
        st.dictionaries(
            st.builds("-".join, st.tuples(st.sampled_from(["get", "set", "create"]), WORDS)),
            st.tuples(st.none() | SHAPES, st.none() | SHAPES),
            min_size=1,
            max_size=5,
        )
    )
    return describe(*(method(name, *both) for name, both in found.items()))


@given(backends(), st.randoms())
def test_any_backend_gets_names_that_depend_on_no_order(
    description: Description, rng: random.Random
) -> None:
    api = build_api(description)
    assert len({type_.name for type_ in api.types}) == len(api.types)
    methods = list(description.methods)
    rng.shuffle(methods)
    assert build_api(replace(description, methods=tuple(methods))).lock == api.lock
    assert build_api(description, api.lock).lock == api.lock


@given(backends(), backends())
def test_what_has_a_name_keeps_it_whatever_comes(first: Description, second: Description) -> None:
    lock = build_api(first).lock
    both = {one.name: one for one in (*second.methods, *first.methods)}
    after = build_api(describe(*both.values()), lock).lock
    now = {one.fingerprint: one.name for one in after.names}
    assert all(now[one.fingerprint] == one.name for one in lock.names)
