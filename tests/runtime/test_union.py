"""Unions whose options carry no tag."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
import pytest
from msgspec import Meta

from livebind import UNSET, Model, OpenEnum, OpenModel, UnsetType
from livebind.codec.integers import decode_leniently
from livebind.codec.json_type import decode_hook
from livebind.constants import Exactly
from livebind.model import closed_enums
from livebind.union import UntaggedUnion


class Image(Model, kw_only=True):
    image: int
    scale: Annotated[float, msgspec.Meta(gt=0)] | UnsetType = UNSET


class Noise(Model, kw_only=True):
    noise: str = msgspec.field(name="noiseName")


Rgb = tuple[float, float, float]

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.descriptions import Json

    Fill = Annotated[float, msgspec.Meta(ge=0)] | Rgb | Image | Noise
else:

    class Fill(
        UntaggedUnion,
        options=(Annotated[float, msgspec.Meta(ge=0)], Rgb, Image, Noise),
    ):
        """What a surface is filled with."""


class Surface(Model, kw_only=True):
    fill: Fill | UnsetType = UNSET
    back: Fill | None = None
    layers: list[Fill] = msgspec.field(default_factory=list["Fill"])
    named: dict[str, Fill] = msgspec.field(default_factory=dict[str, "Fill"])


DECODER = msgspec.json.Decoder(Surface, dec_hook=decode_hook)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        ("2", 2.0),
        ("[1, 2, 3]", (1.0, 2.0, 3.0)),
        ('{"image": 1}', Image(image=1)),
        ('{"image": 1, "scale": 2.0, "unknown": null}', Image(image=1, scale=2.0)),
        ('{"noiseName": "fog"}', Noise(noise="fog")),
    ],
)
def test_a_value_is_the_option_that_it_looks_like(text: str, value: Json) -> None:
    assert DECODER.decode(f'{{"fill": {text}}}').fill == value
    assert DECODER.decode(f'{{"back": {text}}}').back == value
    assert DECODER.decode(f'{{"layers": [{text}]}}').layers == [value]
    assert DECODER.decode(f'{{"named": {{"a": {text}}}}}').named == {"a": value}


def test_what_is_absent_or_null_is_no_option() -> None:
    assert DECODER.decode("{}").fill is UNSET
    assert DECODER.decode('{"back": null}').back is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-1.0", ">= 0.0"),
        ("true", "float"),
        ('"red"', "float"),
        ("[1, 2]", "array"),
        ('[1, 2, "3"]', r"\$\[2\]"),
        ("{}", "'image'"),
        ('{"image": "x"}', r"\$\.image"),
        ('{"image": 1, "scale": 0}', r"\$\.scale"),
        ('{"noise": "fog"}', "'noiseName'"),
    ],
)
def test_what_is_no_option_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=message) as caught:
        DECODER.decode(f'{{"fill": {text}}}')
    assert "$.fill" in str(caught.value)


def test_values_are_written_as_what_they_are() -> None:
    surface = Surface(fill=Image(image=1), layers=[1.0, (1.0, 0.0, 0.0), Noise(noise="fog")])
    assert msgspec.json.encode(surface) == (
        b'{"fill":{"image":1},"back":null,"layers":[1.0,[1.0,0.0,0.0],{"noiseName":"fog"}],'
        b'"named":{}}'
    )


def test_the_hook_leaves_other_types_to_others() -> None:
    with pytest.raises(NotImplementedError):
        decode_hook(complex, 1)


class Plain(Model, kw_only=True):
    name: str


class Named(Model, kw_only=True):
    name: str
    size: int | UnsetType = UNSET


class Tagged(Model, kw_only=True, tag_field="type", tag="tagged"):
    name: str


class Cat(Model, kw_only=True):
    kind: Literal["cat"]
    lives: int


class Dog(Model, kw_only=True):
    kind: Literal["dog"] | UnsetType = UNSET
    lives: int


class Inner(Model, kw_only=True):
    inner: Plain


class InnerNamed(Model, kw_only=True):
    inner: Named


class PlainBoxes(OpenModel[Plain]):
    pass


class NamedBoxes(OpenModel[Named]):
    pass


class Pair(Model, kw_only=True, array_like=True):
    name: str
    size: int


class Labels(OpenModel[str]):
    id: int


class Yes(Exactly, values=(True,)):
    pass


class Color(OpenEnum):
    RED = "red"


class Shape(OpenEnum):
    ROUND = "round"


if TYPE_CHECKING:
    Expression: TypeAlias = "float | Sum | list[Expression]"
    JsonValue: TypeAlias = "bool | float | str | list[JsonValue] | dict[str, JsonValue] | None"
    Chain: TypeAlias = "list[Chain]"
    Either: TypeAlias = "list[Either] | tuple[Either, ...] | bool"
else:

    class Expression(UntaggedUnion, options=lambda: (float, Sum, list[Expression])):
        pass

    class JsonValue(
        UntaggedUnion,
        options=lambda: (bool, float, str, list[JsonValue], dict[str, JsonValue], None),
    ):
        pass

    class Chain(UntaggedUnion, options=lambda: (list[Chain],)):
        pass

    class Either(UntaggedUnion, options=lambda: (list[Either], tuple[Either, ...], bool)):
        pass


class Sum(Model, kw_only=True):
    left: Expression
    right: Expression


def declared(options: Callable[[], tuple[Any, ...]]) -> Any:  # noqa: ANN401 - a type
    """Return a union whose options are looked at later."""

    class Made(UntaggedUnion, options=options):
        pass

    return Made


def union(*options: Any) -> Any:  # noqa: ANN401 - a type
    """Return a union of `options`."""
    return declared(lambda: options)


def read(kind: Any, text: str) -> Any:  # noqa: ANN401 - what the kind says
    return msgspec.json.decode(text, type=kind, dec_hook=decode_hook)


class TestRecursion:
    def test_a_union_may_hold_itself(self) -> None:
        text = '{"left":1.0,"right":[2.0,{"left":3.0,"right":[]}]}'
        assert read(Expression, text) == Sum(left=1.0, right=[2.0, Sum(left=3.0, right=[])])
        assert msgspec.json.encode(read(Expression, text)) == text.encode()

    def test_a_union_of_all_json_takes_all_json(self) -> None:
        value: Json = {"a": [1, None, {"b": [True, "x", 0.5]}], "c": {}}
        assert read(JsonValue, json.dumps(value)) == value

    def test_an_alias_may_hold_itself(self) -> None:
        assert read(Chain, "[[], [[]]]") == [[], [[]]]
        with pytest.raises(msgspec.ValidationError):
            read(Chain, "[[], [1]]")

    def test_what_is_wrong_inside_is_refused_with_its_place(self) -> None:
        with pytest.raises(msgspec.ValidationError, match=r"`\$\[0\]` - at `\$\.right`"):
            read(Expression, '{"left": 1, "right": ["x"]}')

    def test_a_union_that_is_an_option_of_itself_adds_nothing(self) -> None:
        inner = union(int, str)
        outer: Any = declared(lambda: (outer, inner, None))
        assert read(outer, "null") is None

    def test_time_does_not_double_with_each_level(self) -> None:
        text = "[" * 60 + "true" + "]" * 60
        assert msgspec.json.encode(read(Either, text)) == text.encode()
        with pytest.raises(msgspec.ValidationError):
            read(Either, "[" * 60 + "1" + "]" * 60)


class TestAmbiguity:
    """Of the options that take a value, the first that loses nothing of it."""

    def test_the_first_of_equals(self) -> None:
        assert type(read(union(Plain, Named), '{"name": "x"}')) is Plain
        assert type(read(union(Named, Plain), '{"name": "x"}')) is Named

    def test_what_keeps_all_properties_goes_first(self) -> None:
        assert read(union(Plain, Named), '{"name": "x", "size": 1}') == Named(name="x", size=1)

    def test_also_inside(self) -> None:
        text = '{"inner": {"name": "x", "size": 1}}'
        assert read(union(Inner, InnerNamed), text) == InnerNamed(inner=Named(name="x", size=1))
        assert read(union(list[Plain], list[Named]), '[{"name": "x", "size": 1}]') == [
            Named(name="x", size=1)
        ]

    def test_also_in_free_properties(self) -> None:
        text = '[{"a": {"name": "x", "size": 1}}]'
        found = read(union(list[PlainBoxes], list[NamedBoxes]), text)
        assert found == [NamedBoxes(additional_properties={"a": Named(name="x", size=1)})]

    def test_properties_that_nobody_knows_are_dropped_by_the_first(self) -> None:
        assert read(union(Plain, Named), '{"name": "x", "new": 1}') == Plain(name="x")

    def test_maps_keep_what_classes_drop(self) -> None:
        kind = union(Plain, Labels, dict[str, Any])
        assert read(kind, '{"name": "x"}') == Plain(name="x")
        assert read(kind, '{"id": 1, "name": "x"}') == Labels(
            id=1, additional_properties={"name": "x"}
        )
        assert read(kind, '{"name": "x", "new": 1}') == {"name": "x", "new": 1}

    def test_an_enum_is_open_only_if_nobody_knows_the_value(self) -> None:
        kind = union(Color, Shape)
        assert read(kind, '"round"') is Shape.ROUND
        assert read(kind, '"new"') == "new"
        assert isinstance(read(kind, '"new"'), Color)
        assert not isinstance(read(union(Color, str), '"new"'), Color)
        with closed_enums(), pytest.raises(msgspec.ValidationError):
            read(kind, '"new"')


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "text", "value"),
        [
            ((Literal["auto"], float), '"auto"', "auto"),
            ((Literal["auto"], float), "1", 1.0),
            ((Literal[1, 2], str), "2", 2),
            ((Annotated[str, Meta(pattern="^a")], Literal["b"]), '"b"', "b"),
            ((Annotated[int, Meta(ge=10)], Annotated[float, Meta(le=0)]), "-1", -1.0),
            ((int, float), "1", 1),
            ((int, float), "1.5", 1.5),
            ((int, bool), "true", True),
            ((tuple[int, int], tuple[int, int, int]), "[1, 2, 3]", (1, 2, 3)),
            ((tuple[()], list[int]), "[]", ()),
            ((tuple[int, int], list[str]), '["a", "b"]', ["a", "b"]),
            ((dict[str, int], dict[str, str]), '{"a": "b"}', {"a": "b"}),
            ((Plain, dict[str, int]), '{"a": 1}', {"a": 1}),
            ((Tagged, Plain), '{"name": "x"}', Plain(name="x")),
            ((Tagged, Plain), '{"type": "tagged", "name": "x"}', Tagged(name="x")),
            ((int, None), "null", None),
            ((int | str, list[int | str]), '["a"]', ["a"]),
            ((int | str, list[int | str]), '"a"', "a"),
            ((int, Any), '{"a": []}', {"a": []}),
            ((Yes, float), "true", True),
            ((Yes, float), "1", 1.0),
            ((Labels, str), '{"id": 1}', Labels(id=1)),
            ((Pair, list[int]), '["a", 1]', Pair(name="a", size=1)),
            ((set[int], int), "[1]", {1}),
        ],
    )
    def test_a_value_of_one_option_is_taken(
        self, options: tuple[Any, ...], text: str, value: object
    ) -> None:
        found = read(union(*options), text)
        assert found == value
        assert type(found) is type(value)
        assert json.loads(msgspec.json.encode(found)) == json.loads(text)

    @pytest.mark.parametrize(
        ("options", "text"),
        [
            ((Literal["auto"], float), '"manual"'),
            ((int, str), "1.5"),
            ((int, str), "true"),
            ((float, str), "true"),
            ((bool, str), "1"),
            ((tuple[int, int], tuple[()]), "[1]"),
            ((Tagged, int), '{"name": "x"}'),
            ((Tagged, int), '{"type": "other", "name": "x"}'),
            ((Tagged, int), '{"type": ["tagged"], "name": "x"}'),
            ((Plain, Labels), '{"id": "x"}'),
            ((Annotated[str, Meta(max_length=1)], Literal["abc"]), '"ab"'),
        ],
    )
    def test_a_value_of_none_is_refused(self, options: tuple[Any, ...], text: str) -> None:
        with pytest.raises(msgspec.ValidationError):
            read(union(*options), text)

    def test_what_is_no_json_is_refused_too(self) -> None:
        with pytest.raises(ValueError, match="Expected one of `int`, `str`, got `bytes`"):
            union(int, str).from_json(b"1")

    @pytest.mark.parametrize("kind", ["cat", "dog"])
    def test_a_constant_says_of_which_option_a_problem_is(self, kind: str) -> None:
        with pytest.raises(msgspec.ValidationError) as caught:
            read(union(Cat, Dog), f'{{"kind": "{kind}", "lives": "x"}}')
        assert str(caught.value) == "Expected `int`, got `str` - at `$.lives`"

    def test_tuples_may_have_an_open_end(self) -> None:
        kind = union(tuple[str, int, *tuple[float, ...]], None)
        assert read(kind, '["a", 1]') == ("a", 1)
        assert read(kind, '["a", 1, 2, 3.5]') == ("a", 1, 2.0, 3.5)
        for text in ('["a"]', '["a", 1, "b"]', '["a", 1.5]'):
            with pytest.raises(msgspec.ValidationError):
                read(kind, text)
        assert read(union(tuple[*tuple[None, ...]]), "[null, null]") == (None, None)

    def test_tuples_with_an_open_end_may_have_limits(self) -> None:
        limited = Annotated[tuple[str, *tuple[int, ...]], Meta(min_length=2, max_length=3)]
        kind = union(tuple[()], limited)
        assert read(kind, "[]") == ()
        assert read(kind, '["a", 1, 2]') == ("a", 1, 2)
        for text in ('["a"]', '["a", 1, 2, 3]'):
            with pytest.raises(msgspec.ValidationError):
                read(kind, text)


class WithItems(OpenModel[Any]):
    items: int | UnsetType = UNSET


def test_an_object_may_stand_beside_constants() -> None:
    class Listed(Exactly, values=({"a": [1]}, [2])):
        pass

    kind = union(Listed, WithItems, list[WithItems])
    assert read(kind, '{"a": [1]}') == {"a": [1]}
    assert read(kind, '[{"items": 1}]') == [WithItems(items=1)]
    assert read(kind, "{}") == WithItems()
    assert not isinstance(WithItems(), Listed)
    assert not isinstance([WithItems()], Listed)


def test_values_of_options_are_instances_of_the_union() -> None:
    union: Any = Fill
    assert isinstance(1.5, union)
    assert isinstance(Image(image=1), union)
    assert not isinstance("red", union)


class Counted(Model, kw_only=True):
    count: int
    name: str


class Loose(Model, kw_only=True):
    name: str | UnsetType = UNSET


@pytest.mark.parametrize("text", ['{"count": 2.0, "name": "a"}', '{"count": 2, "name": "a"}'])
def test_an_integer_with_a_point_does_not_lead_to_an_option_that_loses_more(text: str) -> None:
    counted = Counted(count=2, name="a")
    for kind in (union(Counted, Loose), union(Loose, Counted)):
        decoder = msgspec.json.Decoder(list[kind], dec_hook=decode_hook)  # type: ignore[valid-type]  # made here
        assert decode_leniently(decoder, f"[{text}]".encode()) == [counted]


def test_in_a_request_an_integer_has_no_point() -> None:
    assert read(union(Counted, Loose), '{"count": 2.0, "name": "a"}') == Loose(name="a")


class Tom(Model, kw_only=True):
    kind: str
    lives: int | UnsetType = UNSET


class Spike(Model, kw_only=True):
    kind: str
    lives: int | UnsetType = UNSET


class TestDiscriminator:
    def kind(self) -> Json:
        class Pet(
            UntaggedUnion,
            options=lambda: (Tom, Spike, None),
            discriminator="kind",
            mapping=lambda: {"cat": Tom, "dog": Spike},
        ):
            pass

        return Pet

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('{"kind": "cat"}', Tom(kind="cat")),
            ('{"kind": "dog", "lives": 1}', Spike(kind="dog", lives=1)),
            ('{"kind": "bird"}', Tom(kind="bird")),
            ("null", None),
        ],
    )
    def test_it_says_which_option_is_meant(self, text: str, value: Json) -> None:
        assert read(self.kind(), text) == value

    def test_it_is_heard_in_a_union_around_it_too(self) -> None:
        assert read(union(self.kind(), list[int]), '{"kind": "dog"}') == Spike(kind="dog")

    def test_what_is_meant_but_does_not_fit_is_no_reason_to_refuse(self) -> None:
        class Pet(
            UntaggedUnion,
            options=(Counted, Tom),
            discriminator="kind",
            mapping=lambda: {"cat": Counted},
        ):
            pass

        assert read(Pet, '{"kind": "cat"}') == Tom(kind="cat")
        with pytest.raises(msgspec.ValidationError):
            read(Pet, '{"kind": 5}')
