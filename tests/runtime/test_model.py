"""Models are msgspec structs that behave as dataclasses."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
import pprint
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec
import pytest

from livebind import UNSET, InvalidRequestError, Model, OpenEnum, UnsetType
from livebind.model import closed_enums
from livebind.union import UntaggedUnion

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias


class Format(OpenEnum):
    """An image format."""

    PNG = "png"
    JPEG = "jpg"


class Size(Model, kw_only=True):
    """A size."""

    width: int
    from_: int | UnsetType = msgspec.field(name="from", default=UNSET)


class Image(Model, kw_only=True):
    """An image with defaults of each kind."""

    size: Size
    format: Format | UnsetType = UNSET
    tags: list[str] = msgspec.field(default_factory=list[str])


IMAGE = Image(size=Size(width=3, from_=1), format=Format.PNG, tags=["a"])


def _through_pickle(image: Image) -> Image:
    return cast("Image", pickle.loads(pickle.dumps(image)))  # noqa: S301 - made here


class TestDataclassProtocol:
    def test_is_a_dataclass_as_class_and_as_instance(self) -> None:
        assert dataclasses.is_dataclass(Image)
        assert dataclasses.is_dataclass(IMAGE)

    def test_fields_have_names_types_defaults_and_wire_names(self) -> None:
        size, image_format, tags = dataclasses.fields(Image)
        assert (size.name, size.type, size.default) == ("size", Size, dataclasses.MISSING)
        assert image_format.default is UNSET
        assert tags.default_factory == list[str]
        assert all(field.kw_only for field in dataclasses.fields(Image))
        assert dataclasses.fields(Size)[1].metadata["wire_name"] == "from"

    def test_asdict_and_astuple_reach_nested_models(self) -> None:
        assert dataclasses.asdict(IMAGE) == {
            "size": {"width": 3, "from_": 1},
            "format": "png",
            "tags": ["a"],
        }
        assert dataclasses.astuple(IMAGE.size) == (3, 1)

    def test_replace_changes_one_field(self) -> None:
        assert dataclasses.replace(IMAGE.size, width=4) == Size(width=4, from_=1)

    def test_match_binds_by_field_name(self) -> None:
        match IMAGE:
            case Image(size=Size(width=width), format=Format.PNG):
                assert width == 3
            case _:
                pytest.fail("the pattern did not match")

    def test_pprint_lays_fields_out_on_lines(self) -> None:
        text = pprint.pformat(IMAGE, width=30)
        assert text.startswith("Image(size=Size(")
        assert len(text.splitlines()) > 2

    def test_repr_leaves_out_what_was_not_given(self) -> None:
        assert repr(Size(width=3)) == "Size(width=3)"

    def test_a_subclass_has_fields_of_its_own(self) -> None:
        class Volume(Size, kw_only=True):
            depth: int

        assert len(dataclasses.fields(Size)) == 2
        assert {field.name for field in dataclasses.fields(Volume)} == {"width", "from_", "depth"}

    def test_only_keywords_are_accepted(self) -> None:
        with pytest.raises(TypeError):
            Size(*[3])  # type: ignore[call-arg]  # unpacked, as pyright too would refuse it

    @pytest.mark.parametrize(
        "duplicate",
        [copy.copy, copy.deepcopy, _through_pickle],
    )
    def test_copies_are_equal(self, duplicate: Callable[[Image], Image]) -> None:
        assert duplicate(IMAGE) == IMAGE


class TestJson:
    def test_unset_fields_are_not_written(self) -> None:
        assert msgspec.json.encode(Size(width=1)) == b'{"width":1}'

    def test_wire_names_differ_from_attribute_names(self) -> None:
        assert msgspec.json.encode(Size(width=1, from_=2)) == b'{"width":1,"from":2}'
        assert msgspec.json.decode(b'{"width":1,"from":2}', type=Size).from_ == 2

    def test_fields_of_a_newer_server_are_ignored(self) -> None:
        assert msgspec.json.decode(b'{"width":1,"height":2}', type=Size) == Size(width=1)


class Named(Model, kw_only=True, tag_field="type", tag="named"):
    """An option that a constant tells apart."""

    name: str


class Position(Model, kw_only=True):
    """One that its keys tell apart."""

    at: tuple[float, float]


if TYPE_CHECKING:
    Place: TypeAlias = Position | tuple[float, float, float]
else:

    class Place(UntaggedUnion, options=(Position, tuple[float, float, float])):
        """An object or a vector."""


class Everything(Model, kw_only=True):
    """Fields of each kind."""

    image: Image
    places: list[Place]
    option: Named | Size | UnsetType = UNSET
    nothing: int | UnsetType | None = UNSET
    by_name: dict[str, Size] | UnsetType = msgspec.field(name="byName", default=UNSET)
    data: bytes | UnsetType = UNSET


class TestPlain:
    WHOLE = Everything(
        image=Image(size=Size(width=1, from_=2), format=Format("webp")),
        places=[Position(at=(1.0, 2.5)), (1.0, 2.0, 3.0)],
        option=Named(name="x"),
        nothing=None,
        by_name={"a": Size(width=3)},
        data=b"\x00",
    )
    PLAIN: ClassVar[dict[str, Any]] = {
        "image": {"size": {"width": 1, "from": 2}, "format": "webp", "tags": []},
        "places": [{"at": [1.0, 2.5]}, [1.0, 2.0, 3.0]],
        "option": {"type": "named", "name": "x"},
        "nothing": None,
        "byName": {"a": {"width": 3}},
        "data": "AA==",
    }

    def test_a_dict_has_wire_names_and_plain_values_all_the_way_down(self) -> None:
        assert self.WHOLE.to_dict() == self.PLAIN
        assert type(self.WHOLE.to_dict()["image"]["format"]) is str

    def test_json_is_that_of_the_dict(self) -> None:
        assert json.loads(self.WHOLE.to_json()) == self.PLAIN

    def test_what_is_unset_is_left_out(self) -> None:
        sparse = Everything(image=Image(size=Size(width=1)), places=[])
        assert sparse.to_dict() == {"image": {"size": {"width": 1}, "tags": []}, "places": []}
        assert Size(width=1).to_json() == '{"width":1}'

    @pytest.mark.parametrize("write", [Position.to_dict, Position.to_json])
    def test_what_json_cannot_express_is_refused(self, write: Callable[[Model], object]) -> None:
        with pytest.raises(InvalidRequestError, match=r"'Position' .* nan at \$\.at\[1\]"):
            write(Position(at=(1.0, math.nan)))

    def test_a_property_of_such_a_name_has_another_one(self) -> None:
        class Odd(Model, kw_only=True):
            to_json_: str = msgspec.field(name="to_json")

        assert Odd(to_json_="x").to_json() == '{"to_json":"x"}'

    def test_models_cost_no_more_than_their_fields(self) -> None:
        assert not hasattr(Size(width=1), "__dict__")


class TestOpenEnum:
    def test_an_unknown_value_is_kept(self) -> None:
        image = msgspec.json.decode(b'{"size":{"width":1},"format":"webp"}', type=Image)
        assert image.format == "webp"
        assert isinstance(image.format, Format)
        assert "webp" not in list(Format)

    def test_an_unknown_member_writes_copies_and_pickles_as_its_value(self) -> None:
        webp = Format("webp")
        assert msgspec.json.encode(webp) == b'"webp"'
        assert copy.deepcopy(webp) == webp
        assert pickle.loads(pickle.dumps(webp)) == webp  # noqa: S301 - made here
        assert {webp: 1}[Format("webp")] == 1

    def test_only_strings_are_values(self) -> None:
        with pytest.raises(ValueError, match="5"):
            Format(cast("str", 5))

    def test_closed_within_a_request(self) -> None:
        with (
            closed_enums(),
            pytest.raises(msgspec.ValidationError, match=r"Invalid enum value 'webp'.*format"),
        ):
            msgspec.json.decode(b'{"size":{"width":1},"format":"webp"}', type=Image)
        assert Format("webp") == "webp"
