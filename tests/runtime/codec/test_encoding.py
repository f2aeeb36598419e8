"""What cannot be sent is refused before it is, with the path to the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind import UNSET, InvalidRequestError, Method, Model, OpenEnum, OpenModel, UnsetType
from livebind.codec.encoding import encode_params
from livebind.union import UntaggedUnion


class Format(OpenEnum):
    """An image format."""

    PNG = "png"


class Params(Model, kw_only=True):
    """Parameters with a constraint, a vector, an enum and a free part."""

    quality: Annotated[int, msgspec.Meta(ge=0, le=100)]
    position: tuple[float, float, float] | UnsetType = UNSET
    format: Format | UnsetType = UNSET
    extra: Any = UNSET


class Labelled(OpenModel[Annotated[float, msgspec.Meta(le=10)]]):
    """An object with a property that has the name of a method of its base."""

    items: Annotated[int, msgspec.Meta(ge=1)]


if TYPE_CHECKING:
    Nested: TypeAlias = "list[Nested] | Labelled | float"
else:

    class Nested(UntaggedUnion, options=lambda: (list[Nested], Labelled, float)):
        """Lists in lists."""


class NestedParams(Model, kw_only=True):
    """Parameters that may be nested in each other."""

    nested: Nested


NESTED = Method[Any]("nest", params=NestedParams)
TYPED = Method[Any]("render", params=Params, result=Any)
RAW = Method[Any]("render", params=Any, result=Any)

CYCLE: list[object] = []
CYCLE.append(CYCLE)


def test_no_parameters_are_left_out() -> None:
    assert encode_params(RAW, None) is None


def test_a_model_is_written_without_what_was_not_given() -> None:
    assert encode_params(TYPED, Params(quality=5)) == b'{"quality":5}'


def test_integers_are_fine_as_numbers() -> None:
    params = Params(quality=5, position=(1, 2, 3))
    assert encode_params(TYPED, params) == b'{"quality":5,"position":[1,2,3]}'


def test_null_is_kept_where_it_is_meant() -> None:
    assert encode_params(RAW, {"id": None}) == b'{"id":null}'


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"a": [1.0, float("nan")]}, "$.a[1]"),
        ({"a": float("inf"), "b": None}, "$.a"),
        ({"a": "\ud800"}, "$.a"),
        ({"a": {"b": object()}}, "$.a.b"),
        ([1, {"b": -float("inf")}], "$[1].b"),
        (Params(quality=1, extra={"x": float("nan")}), "$.extra.x"),
        (Params(quality=1, position=(0.0, float("nan"), 0.0)), "$.position[1]"),
        ({"a": {(1, 2): 3}}, "$"),
        (CYCLE, "$"),
        (Labelled(items=1, additional_properties={"x": float("nan")}), "$.x"),
    ],
)
def test_what_json_cannot_express_is_refused_with_its_path(params: object, path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode_params(RAW, params)
    assert caught.value.path == path
    assert "render" in str(caught.value)


@pytest.mark.parametrize(
    ("params", "path"),
    [
        (Params(quality=101), "$.quality"),
        (Params(quality=-1), "$.quality"),
        (Params(quality=1, format=Format("webp")), "$.format"),
        ({"quality": 1, "position": [1, 2]}, "$.position"),
        ({"quality": 1.0}, "$.quality"),
        ({"quality": "1"}, "$.quality"),
        ({}, "$"),
    ],
)
def test_what_breaks_a_constraint_is_refused_with_its_path(params: object, path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode_params(TYPED, params)
    assert caught.value.path == path


class Transfer(Model, kw_only=True):
    """Parameters that are sent by position, in another order than their fields."""

    amount: Annotated[int, msgspec.Meta(ge=0)]
    block: str | UnsetType | None = UNSET
    receiver: str
    tags: list[str] | UnsetType = UNSET


ORDER = ("receiver", "amount", "tags", "block")
POSITIONAL = Method[Any]("transfer", params=Transfer, result=Any, positions=ORDER)


@pytest.mark.parametrize(
    ("params", "sent"),
    [
        (Transfer(receiver="a", amount=1), b'["a",1]'),
        (Transfer(receiver="a", amount=1, tags=["x"]), b'["a",1,["x"]]'),
        (Transfer(receiver="a", amount=1, block="b"), b'["a",1,null,"b"]'),
        (Transfer(receiver="a", amount=1, block=None), b'["a",1,null,null]'),
        ({"amount": 1, "receiver": "\u00e9{"}, '["é{",1]'.encode()),
    ],
)
def test_parameters_by_position_are_a_list_that_ends_with_the_last_one_given(
    params: object, sent: bytes
) -> None:
    assert encode_params(POSITIONAL, params) == sent


def test_parameters_by_position_are_checked_by_name() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode_params(POSITIONAL, Transfer(receiver="a", amount=-1))
    assert caught.value.path == "$.amount"


def test_untyped_parameters_by_position() -> None:
    untyped = Method[Any]("transfer", params=Any, result=Any, positions=ORDER)
    assert encode_params(untyped, None) is None
    assert encode_params(untyped, {}) == b"[]"
    assert encode_params(untyped, [2, 1]) == b"[2,1]"
    assert encode_params(untyped, {"tags": []}) == b"[null,null,[]]"
    with pytest.raises(InvalidRequestError, match="no position for 'fee'") as caught:
        encode_params(untyped, {"fee": 1})
    assert caught.value.path == "$.fee"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda children: st.lists(children) | st.dictionaries(st.text(max_size=5), children),
)


@given(JSON.filter(lambda value: value is not None))
def test_any_json_value_is_sent_as_it_is(value: object) -> None:
    data = encode_params(RAW, value)
    assert data is not None
    assert msgspec.json.decode(data) == value


@pytest.mark.parametrize(
    ("nested", "path"),
    [
        ([1.0, [Labelled(items=0)]], "$.nested[1][0].items"),
        (Labelled(items=1, additional_properties={"x": 11}), "$.nested[...]"),
        ([1.0, [cast("Any", "x")]], "$.nested[1][0]"),
    ],
)
def test_values_in_unions_are_checked_and_have_one_path(nested: Nested, path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode_params(NESTED, NestedParams(nested=nested))
    assert caught.value.path == path


def test_a_union_that_is_nested_too_deeply_is_refused() -> None:
    nested: Nested = 1.0
    for _ in range(400):
        nested = [nested]
    with pytest.raises(InvalidRequestError, match="nested too deeply"):
        encode_params(NESTED, NestedParams(nested=nested))
