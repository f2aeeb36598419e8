"""Models are msgspec structs that behave as dataclasses."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import pprint
from typing import TYPE_CHECKING, cast

import msgspec
import pytest

from livebind import UNSET, Model, OpenEnum, UnsetType
from livebind.model import closed_enums

if TYPE_CHECKING:
    from collections.abc import Callable


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
