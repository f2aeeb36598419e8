"""Attributes of classes and members of enums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind_codegen.api import members
from livebind_codegen.api.members import check_distinct, member_names
from livebind_codegen.errors import NameConflictError
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from livebind_codegen.api.model import Attribute


def object_of(*names: str, required: tuple[str, ...] = ()) -> shapes.Object:
    return shapes.Object(
        tuple(shapes.Property(name, shapes.String(), name in required) for name in names)
    )


def enum_of(*values: str) -> shapes.Enumeration:
    return shapes.Enumeration(tuple(map(shapes.Member, values)))


def attributes_of(
    shape: shapes.Object, owner: str, tag: tuple[str, str] | None, renames: dict[str, str]
) -> tuple[Attribute, ...]:
    return members.attributes_of(shape, owner, tag, renames, member_names(shape, None))


def members_of(
    shape: shapes.Enumeration, owner: str, renames: dict[str, str]
) -> tuple[tuple[str, shapes.Member], ...]:
    return members.members_of(shape, owner, renames, member_names(shape, None))


def test_required_attributes_come_first_and_the_tag_is_none() -> None:
    shape = object_of("beta", "alphaGamma", "kind", required=("kind", "beta"))
    attributes = attributes_of(shape, "Thing", ("kind", "thing"), {})
    assert [(one.name, one.wire_name) for one in attributes] == [
        ("beta", "beta"),
        ("alpha_gamma", "alphaGamma"),
    ]


def test_members_keep_the_order_of_the_schema() -> None:
    names = [name for name, _ in members_of(enum_of("two", "one", "three-four"), "Count", {})]
    assert names == ["TWO", "ONE", "THREE_FOUR"]


def test_users_rename_attributes_and_members_by_the_names_on_the_wire() -> None:
    renames = {"Thing.from": "origin", "Count.+": "plus"}
    assert attributes_of(object_of("from"), "Thing", None, renames)[0].name == "origin"
    assert members_of(enum_of("+"), "Count", renames)[0][0] == "PLUS"


@pytest.mark.parametrize(
    ("new", "problem"), [("to_json", "classes use that name"), ("no name", "no plain name")]
)
def test_not_every_name_will_do(new: str, problem: str) -> None:
    with pytest.raises(NameConflictError, match=problem):
        attributes_of(object_of("from"), "Thing", None, {"Thing.from": new})


def test_two_that_would_be_one_are_both_named() -> None:
    with pytest.raises(NameConflictError, match=r"'a-b' and 'aB' would both be called 'a_b'"):
        attributes_of(object_of("a-b", "aB"), "Thing", None, {})
    with pytest.raises(NameConflictError, match="values of Count"):
        members_of(enum_of("a b", "a-b"), "Count", {})


def test_values_that_differ_in_case_alone_are_told_apart_by_it() -> None:
    names = [name for name, _ in members_of(enum_of("Go", "go", "GO", "gO", "up"), "Move", {})]
    assert names == ["GO_CAPITALIZED", "GO", "GO_UPPER", "G_O", "UP"]
    assert [name for name, _ in members_of(enum_of("GO", "Go"), "Move", {})] == [
        "GO",
        "GO_CAPITALIZED",
    ]


def test_distinct_names_are_no_problem() -> None:
    check_distinct({"a": "one", "b": "two"}, "things", "")
