"""What the docstring of a type says."""

from __future__ import annotations

import pytest

from livebind_codegen.api.build import build_api
from livebind_codegen.description.model import LoaderDescription, MethodDescription
from support.descriptions import NUMBER, describe, method, object_schema

THING = object_schema({"x": NUMBER}, (), "Thing")


def holder(text: str = "", key: str = "part") -> dict[str, object]:
    return object_schema({key: {**THING, "description": text} if text else THING}, (), "Holder")


@pytest.mark.parametrize(
    ("methods", "text"),
    [
        ([method("set-a", THING)], "The parameters of `set-a`"),
        (
            [method("get-a", None, THING), method("set-a", THING)],
            "The result of `get-a` and the parameters of `set-a`",
        ),
        (
            [method(f"set-{letter}", THING) for letter in "abcde"],
            "The parameters of `set-a`, `set-b` and `set-c` and of others",
        ),
        ([method("get-a", None, holder())], "Part of the result of `get-a`"),
        ([method("get-a", None, holder("A thing"))], "A thing"),
        (
            [
                method("get-a", None, holder("One")),
                method("get-b", None, holder("Other", "another")),
            ],
            "Part of the result of `get-a` and `get-b`",
        ),
    ],
)
def test_it_says_what_most_schemas_say_or_what_the_type_is_used_for(
    methods: list[MethodDescription], text: str
) -> None:
    types = {type_.name: type_ for type_ in build_api(describe(*methods)).types}
    assert types["Thing"].description == text


def test_loaders_are_named() -> None:
    loader = LoaderDescription("mesh file", "Core", (), takes_data=False, params=THING)
    api = build_api(describe(loaders=(loader,)))
    assert api.types[0].description == "The parameters of loader `mesh file`"
