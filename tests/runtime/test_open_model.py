"""Objects with free properties beside the fixed ones."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
import pprint
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
import pytest
from msgspec import field

from livebind import UNSET, InvalidRequestError, Model, OpenModel, UnsetType
from livebind.codec.json_type import decode_hook

if TYPE_CHECKING:
    from collections.abc import Callable


class Size(Model, kw_only=True):
    width: int


class Labelled(OpenModel[str]):
    """A thing with labels."""

    id: int
    class_: str | UnsetType = field(name="class", default=UNSET)


class Tree(OpenModel["Tree | None"]):
    """A thing whose parts are its free properties."""

    size: Size | UnsetType = UNSET
    parts: list[Tree] = field(default_factory=list["Tree"])


class DictNames(OpenModel[Annotated[float, msgspec.Meta(ge=0)]]):
    """Properties that have the names of a dict's methods, and of what is inside a model."""

    items: int
    keys: int
    get: int
    update: int
    copy: int
    values: int | UnsetType = UNSET
    self: int | UnsetType = UNSET
    model: int | UnsetType = UNSET
    additional_properties_: int | UnsetType = field(name="additional_properties", default=UNSET)


class Shelf(Model, kw_only=True):
    first: Labelled
    others: list[Labelled | None] = field(default_factory=list["Labelled | None"])
    named: dict[str, Labelled] | UnsetType = UNSET


def decode(text: str, kind: Any) -> Any:  # noqa: ANN401 - what the kind says
    return msgspec.json.decode(text, type=kind, dec_hook=decode_hook)


def make_dict_names() -> DictNames:
    return DictNames(
        items=1, keys=2, get=3, update=4, copy=5, self=6, additional_properties={"x": 0.5}
    )


def _through_pickle(one: object) -> object:
    return pickle.loads(pickle.dumps(one))  # noqa: S301 - made here


LABELLED = Labelled(id=1, class_="c", additional_properties={"color": "red"})
TREE = Tree(
    size=Size(width=2),
    parts=[Tree()],
    additional_properties={"left": Tree(additional_properties={"up": Tree()}), "right": None},
)


class TestJson:
    def test_properties_of_both_kinds_are_read_and_written_side_by_side(self) -> None:
        text = '{"id":1,"class":"c","color":"red","size":"big"}'
        read = decode(text, Labelled)
        assert (read.id, read.class_) == (1, "c")
        assert read.additional_properties == {"color": "red", "size": "big"}
        assert decode(msgspec.json.encode(read).decode(), Any) == decode(text, Any)

    def test_what_was_not_given_is_not_written(self) -> None:
        assert msgspec.json.encode(Labelled(id=1)) == b'{"id":1}'
        assert decode('{"id":1}', Labelled).class_ is UNSET

    def test_works_inside_of_other_types(self) -> None:
        text = '{"first":{"id":1,"a":"b"},"others":[{"id":2},null],"named":{"x":{"id":3}}}'
        shelf = decode(text, Shelf)
        assert shelf.first == Labelled(id=1, additional_properties={"a": "b"})
        assert shelf.others == [Labelled(id=2), None]
        assert shelf.named == {"x": Labelled(id=3)}
        assert msgspec.json.encode(shelf) == text.encode()

    def test_becomes_a_dict_and_text(self) -> None:
        assert LABELLED.to_dict() == {"id": 1, "class": "c", "color": "red"}
        assert type(TREE.to_dict()["left"]["parts"]) is list
        assert LABELLED.to_json() == '{"id":1,"class":"c","color":"red"}'
        with pytest.raises(InvalidRequestError) as caught:
            DictNames(
                items=1, keys=2, get=3, update=4, copy=5, additional_properties={"x": math.nan}
            ).to_json()
        assert caught.value.path == "$.x"

    def test_may_contain_itself(self) -> None:
        text = b'{"left":{"up":{"parts":[]},"parts":[]},"right":null,"size":{"width":2},"parts":[]}'
        tree = decode(text.decode(), Tree)
        assert tree.additional_properties["left"].additional_properties["up"] == Tree()
        assert decode(msgspec.json.encode(tree).decode(), Tree) == tree

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("[]", r"Expected `object`, got `array`$"),
            ("null", r"Expected `object`, got `null`$"),
            ("{}", r"missing required field `id`$"),
            ('{"id": "1"}', r"Expected `int`, got `str` - at `\$\.id`$"),
            ('{"id": 1, "class": null}', r"Expected `str`, got `null` - at `\$\.class`$"),
            ('{"id": 1, "color": 5}', r"Expected `str`, got `int` - at `\$\[\.\.\.\]`$"),
        ],
    )
    def test_what_does_not_fit_is_refused_with_its_place(self, text: str, problem: str) -> None:
        with pytest.raises(msgspec.ValidationError, match=problem):
            decode(text, Labelled)

    def test_the_names_of_dict_methods_are_names_like_others(self) -> None:
        one = make_dict_names()
        assert (one.items, one.keys, one.get, one.update, one.copy) == (1, 2, 3, 4, 5)
        assert one.values is UNSET
        one.additional_properties_ = 7
        text = msgspec.json.encode(one)
        assert decode(text.decode(), DictNames) == one
        assert b'"additional_properties":7' in text


class TestAttributes:
    def test_fixed_properties_can_be_set_and_unset(self) -> None:
        one = Labelled(id=1)
        one.class_ = "d"
        one.id = 2
        assert msgspec.json.encode(one) == b'{"id":2,"class":"d"}'
        one.class_ = UNSET
        assert msgspec.json.encode(one) == b'{"id":2}'

    def test_free_properties_can_be_changed_like_a_dict(self) -> None:
        one = Labelled(id=1, additional_properties={"a": "1", "b": "2"})
        free = one.additional_properties
        free["c"] = "3"
        del free["a"]
        assert dict(free) == {"b": "2", "c": "3"}
        assert (len(free), "b" in free, "id" in free) == (2, True, False)
        assert one == Labelled(id=1, additional_properties={"b": "2", "c": "3"})
        one.additional_properties = {"z": "9"}
        assert one.additional_properties == {"z": "9"}
        one.additional_properties = one.additional_properties
        assert one.additional_properties == {"z": "9"}

    def test_a_fixed_property_is_no_free_one(self) -> None:
        one = Labelled(id=1, class_="c")
        with pytest.raises(ValueError, match=r"'class'.*attribute 'class_'"):
            one.additional_properties["class"] = "d"
        with pytest.raises(ValueError, match="'id'"):
            Labelled(id=1, additional_properties={"id": "2"})
        with pytest.raises(KeyError):
            one.additional_properties["id"]
        with pytest.raises(KeyError):
            del one.additional_properties["id"]

    def test_mistaken_names_are_refused(self) -> None:
        with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
            cast("Any", Labelled)(id=1, colour="red")
        with pytest.raises(TypeError, match="missing the keyword argument 'id'"):
            cast("Any", Labelled)()
        with pytest.raises(AttributeError):
            cast("Any", Labelled(id=1)).colour = "red"

    def test_defaults_are_not_shared(self) -> None:
        Tree().parts.append(Tree())
        assert Tree().parts == []


class TestDataclassProtocol:
    def test_is_a_dataclass_as_class_and_as_instance(self) -> None:
        assert dataclasses.is_dataclass(Labelled)
        assert dataclasses.is_dataclass(LABELLED)
        assert not dataclasses.is_dataclass(OpenModel)

    def test_fields_have_names_types_defaults_and_wire_names(self) -> None:
        identity, class_, free = dataclasses.fields(Labelled)
        assert (identity.name, identity.type, identity.default) == ("id", int, dataclasses.MISSING)
        assert (class_.default, class_.metadata["wire_name"]) == (UNSET, "class")
        assert (free.name, free.type) == ("additional_properties", MutableMapping[str, str])

    def test_asdict_and_replace(self) -> None:
        assert dataclasses.asdict(LABELLED) == {
            "id": 1,
            "class_": "c",
            "additional_properties": {"color": "red"},
        }
        assert dataclasses.replace(LABELLED, id=2) == Labelled(
            id=2, class_="c", additional_properties={"color": "red"}
        )

    def test_match_binds_by_name(self) -> None:
        match LABELLED:
            case Labelled(id=1, class_=class_):
                assert class_ == "c"
            case _:
                pytest.fail("the pattern did not match")

    def test_repr_is_the_call_that_makes_it(self) -> None:
        assert repr(LABELLED) == (
            "Labelled(id=1, class_='c', additional_properties={'color': 'red'})"
        )
        assert repr(Labelled(id=1)) == "Labelled(id=1)"
        assert eval(repr(TREE)) == TREE  # noqa: S307 - made here

    def test_a_model_that_contains_itself_has_a_repr(self) -> None:
        tree = Tree()
        tree.parts.append(tree)
        assert repr(tree) == "Tree(parts=[...])"

    def test_pprint_lays_fields_out_on_lines(self) -> None:
        text = pprint.pformat(TREE, width=30)
        assert text.startswith("Tree(size=Size(")
        assert len(text.splitlines()) > 2

    def test_equal_only_to_its_own_kind(self) -> None:
        assert Labelled(id=1, class_="c", additional_properties={"color": "red"}) == LABELLED
        assert Labelled(id=1) != Labelled(id=2)
        assert Labelled(id=1) != {"id": 1}
        assert Labelled(id=1) != {"id": 1}

    def test_is_there_without_any_property(self) -> None:
        assert Tree(parts=[])
        assert decode("{}", Tree)

    @pytest.mark.parametrize("make", [lambda: LABELLED, lambda: TREE, make_dict_names])
    @pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, _through_pickle])
    def test_copies_are_equal_and_of_the_same_class(
        self, make: Callable[[], object], duplicate: Callable[[object], object]
    ) -> None:
        one = make()
        same = duplicate(one)
        assert same == one
        assert type(same) is type(one)

    def test_a_subclass_has_fields_of_its_own(self) -> None:
        class Sized(Labelled):
            size: int

        assert [one.name for one in dataclasses.fields(Labelled)] == [
            "id",
            "class_",
            "additional_properties",
        ]
        assert Sized(id=1, size=2).size == 2
