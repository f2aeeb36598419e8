"""Unions whose options carry no tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import pytest

from livebind import UNSET, Model, UnsetType
from livebind.union import UntaggedUnion, decode_union


class Image(Model, kw_only=True):
    image: int
    scale: Annotated[float, msgspec.Meta(gt=0)] | UnsetType = UNSET


class Noise(Model, kw_only=True):
    noise: str = msgspec.field(name="noiseName")


Color = tuple[float, float, float]

if TYPE_CHECKING:
    from support.descriptions import Json

    Fill = Annotated[float, msgspec.Meta(ge=0)] | Color | list[str] | Image | Noise
else:

    class Fill(
        UntaggedUnion,
        options=(Annotated[float, msgspec.Meta(ge=0)], Color, Image, Noise),
    ):
        """What a surface is filled with."""


class Surface(Model, kw_only=True):
    fill: Fill | UnsetType = UNSET
    back: Fill | None = None
    layers: list[Fill] = msgspec.field(default_factory=list["Fill"])
    named: dict[str, Fill] = msgspec.field(default_factory=dict[str, "Fill"])


DECODER = msgspec.json.Decoder(Surface, dec_hook=decode_union)


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
        decode_union(complex, 1)


def test_values_of_options_are_instances_of_the_union() -> None:
    union: Any = Fill
    assert isinstance(1.5, union)
    assert isinstance(Image(image=1), union)
    assert not isinstance("red", union)
