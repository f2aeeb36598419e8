"""Every kind of option beside every other: what a union of them takes, and whether it crashes.

As a program it tries combinations and says what is wrong with them:

    python -m support.union_matrix (untagged|native) START STOP

A crash of msgspec ends the process, so that a test runs this as a child. The number of each
combination is written before it is tried: the last one is the one that crashed.
"""

from __future__ import annotations

import gc
import json
import sys
from contextlib import nullcontext
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union

import msgspec
from msgspec import Meta

from livebind import UNSET, Model, OpenEnum, OpenModel, UnsetType
from livebind.codec.integers import decode_leniently
from livebind.codec.json_type import decode_hook
from livebind.constants import Exactly
from livebind.model import closed_enums
from livebind.union import UntaggedUnion
from support.json_schema import canonical, closed, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from support.descriptions import Json

__all__ = ["COMBINATIONS"]


class Color(OpenEnum):
    RED = "red"
    GREEN = "green"


class Mixed(Exactly, values=(True, 2.5, [1], {"a": False})):
    """What `Literal` cannot say."""


class Box(Model, kw_only=True):
    name: str


class BoxWithLid(Model, kw_only=True):
    name: str
    lid: Box | UnsetType | None = UNSET


class Labelled(OpenModel[Annotated[int, Meta(ge=0)]]):
    id: str


class Cat(Model, kw_only=True, tag_field="type", tag="cat"):
    name: str


class Dog(Model, kw_only=True, tag_field="type", tag="dog"):
    name: str


if TYPE_CHECKING:
    Nested = Any
else:

    class Nested(UntaggedUnion, options=lambda: (bool, list[Nested], dict[str, Nested])):
        """Booleans in lists and maps of any depth."""


class Kind(NamedTuple):
    """A kind of option."""

    type: Any
    schema: dict[str, Any]
    """Its JSON Schema."""
    json: str = ""
    """The JSON type of its values; empty if it has several, or msgspec does not know the type."""
    marks: str = ""
    """What msgspec keeps beside the type: its bounds, length, pattern, items, or fixed items."""


_TEXT = {"type": "string"}
_BOX = {"type": "object", "required": ["name"], "properties": {"name": _TEXT}}
_LID = {"properties": {"name": _TEXT, "lid": {"anyOf": [_BOX, {"type": "null"}]}}}
_NESTED = [
    {"type": "boolean"},
    {"type": "array", "items": {"$ref": "#/$defs/nested"}},
    {"type": "object", "additionalProperties": {"$ref": "#/$defs/nested"}},
]


def _tagged(tag: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["name", "type"],
        "properties": {"name": _TEXT, "type": {"const": tag}},
    }


KINDS = {
    "null": Kind(None, {"type": "null"}, "null"),
    "boolean": Kind(bool, {"type": "boolean"}, "boolean"),
    "integer": Kind(int, {"type": "integer"}, "number"),
    "limited integer": Kind(
        Annotated[int, Meta(ge=1, le=3)],
        {"type": "integer", "minimum": 1, "maximum": 3},
        "number",
        "bounds",
    ),
    "number": Kind(float, {"type": "number"}, "number"),
    "limited number": Kind(
        Annotated[float, Meta(gt=0, multiple_of=0.5)],
        {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
        "number",
        "bounds",
    ),
    "string": Kind(str, _TEXT, "string"),
    "short string": Kind(
        Annotated[str, Meta(max_length=3)], {"type": "string", "maxLength": 3}, "string", "length"
    ),
    "patterned string": Kind(
        Annotated[str, Meta(pattern="^a")], {"type": "string", "pattern": "^a"}, "string", "pattern"
    ),
    "enum": Kind(Color, {"enum": ["red", "green"]}, "string"),
    "constant": Kind(Literal["auto"], {"const": "auto"}, "string"),
    "mixed constants": Kind(Mixed, {"enum": [True, 2.5, [1], {"a": False}]}),
    "list": Kind(list[int], {"type": "array", "items": {"type": "integer"}}, "array", "items"),
    "limited list": Kind(
        Annotated[list[str], Meta(min_length=2)],
        {"type": "array", "items": _TEXT, "minItems": 2},
        "array",
        "items length",
    ),
    "pair": Kind(
        tuple[float, float],
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        "array",
        "fixed",
    ),
    "empty tuple": Kind(tuple[()], {"type": "array", "maxItems": 0}, "array", "fixed"),
    "open tuple": Kind(
        tuple[str, *tuple[float, ...]],
        {"type": "array", "prefixItems": [_TEXT], "items": {"type": "number"}, "minItems": 1},
    ),
    "map": Kind(
        dict[str, int],
        {"type": "object", "additionalProperties": {"type": "integer"}},
        "object",
        "items",
    ),
    "limited map": Kind(
        Annotated[dict[str, str], Meta(min_length=1)],
        {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
        "object",
        "items length",
    ),
    "object": Kind(Box, _BOX, "object"),
    "larger object": Kind(BoxWithLid, {**_BOX, **_LID}, "object"),
    "open object": Kind(
        Labelled,
        {
            "type": "object",
            "required": ["id"],
            "properties": {"id": _TEXT},
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
    ),
    "cat": Kind(Cat, _tagged("cat"), "object"),
    "dog": Kind(Dog, _tagged("dog"), "object"),
    "nested union": Kind(
        Nested, {"$ref": "#/$defs/nested", "$defs": {"nested": {"anyOf": _NESTED}}}
    ),
}
VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, 3.0, -1, 7, 0.5, 2.5, -2.5, 1e3),
    *("", "a", "ab", "abcd", "xyz", "wxyz", "red", "auto", "Auto"),
    *([], [1], [1.0, 2], [1.5, 2], [1, 2, 3], ["a"], ["a", "b"], ["a", 1.5], ["a", 1, "b"]),
    *([True], [False, []], [[], {}], [None]),
    *({}, {"a": False}, {"a": [True]}, {"a": 1}, {"a": 1.0}, {"a": "b"}, {"a": None}),
    *({"name": "x"}, {"name": 1}, {"name": "x", "lid": None}, {"name": "x", "new": 1}),
    *({"name": "x", "lid": {"name": "y"}}, {"name": "x", "lid": {"name": "y", "new": 1}}),
    *({"name": "x", "lid": {}}, {"id": "x"}, {"id": "x", "a": 1}, {"id": "x", "a": -1}),
    *({"id": "x", "name": "y"}, {"type": "cat", "name": "x"}, {"type": "dog", "name": "x"}),
    *({"type": "cow", "name": "x"}, {"type": ["cat"], "name": "x"}, {"type": "dog"}),
]


class Oracle(NamedTuple):
    """Which of the values an option takes, by their places."""

    in_requests: frozenset[int]
    """In a request, `1.0` is no integer."""
    in_replies: frozenset[int]
    """In a reply, an enum may have new strings."""
    without_loss: frozenset[int]
    """A class drops the properties that it does not know."""


@cache
def _oracle(name: str) -> Oracle:
    schema = KINDS[name].schema
    return Oracle(
        _places(judge(schema, strict=True)),
        _places(judge(_TEXT if name == "enum" else schema)),
        _places(judge(closed(schema))),
    )


def _places(allows: Callable[[Json], bool]) -> frozenset[int]:
    return frozenset(place for place, value in enumerate(VALUES) if allows(value))


def _may_be_native(names: tuple[str, ...]) -> bool:
    """Whether a union may be given to msgspec as `A | B`.

    msgspec must be able to tell the options apart, by the JSON type or objects by a tag. And two
    mistakes of it (in 0.19 to 0.22) are fatal: limits of any kind beside an array of fixed
    length, and a pattern beside the items of an array or a map.
    """
    json_types = [KINDS[name].json for name in names if name != "dog"]
    marks = {mark for name in names for mark in KINDS[name].marks.split()}
    return (
        "" not in json_types
        and len(set(json_types)) == len(json_types)
        and ("cat" in names) == ("dog" in names)
        and not ("fixed" in marks and marks & {"bounds", "length", "pattern"})
        and not ("pattern" in marks and "items" in marks)
    )


_PAIRS = list(combinations(KINDS, 2))
_TRIPLES = list(combinations(KINDS, 3))
COMBINATIONS: dict[str, list[tuple[str, ...]]] = {
    "untagged": [*_PAIRS, *_TRIPLES[::3]],
    "native": [names for names in (*_PAIRS, *_TRIPLES) if _may_be_native(names)],
}
"""What is tried with a union of our own, and with `A | B` of msgspec."""


def _problems(how: str, names: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a union: a value that it takes or refuses wrongly, or loses."""
    options = tuple(KINDS[name].type for name in names)
    union: Any = Union[options]  # noqa: UP007 - made at run time
    if how == "untagged":

        class Made(UntaggedUnion, options=lambda: options):
            pass

        union = Made
    fields = [("value", union), ("items", list[union]), ("map", dict[str, union])]
    optional = [("unset", union | UnsetType, UNSET), ("none", union | UnsetType | None, None)]
    holder = msgspec.defstruct("Holder", [*fields, *optional])
    property_ = '{"value":%(0)s,"items":[%(0)s],"map":{"a":%(0)s},"unset":%(0)s,"none":%(0)s}'
    oracles = [_oracle(name) for name in names]
    whole = {place for oracle in oracles for place in oracle.without_loss}
    for position, kind, pattern in (("result", union, "%(0)s"), ("property", holder, property_)):
        decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(kind, dec_hook=decode_hook)
        gc.collect()
        for is_request in (False, True):
            taken = {
                place
                for oracle in oracles
                for place in (oracle.in_requests if is_request else oracle.in_replies)
            }
            for place, value in enumerate(VALUES):
                text = pattern % {"0": json.dumps(value)}
                back = _read(decoder, text.encode(), is_request=is_request)
                where = f"{text} as {position} in a {'request' if is_request else 'reply'}"
                # `none` takes null, whatever the union says.
                if (back is not None) != (place in taken):
                    yield f"{where} is {'refused' if back is None else 'taken'}"
                elif (
                    back is not None
                    and place in whole
                    and canonical(back) != canonical([json.loads(text)])
                ):
                    yield f"{where} comes back as {json.dumps(back)}"
        del decoder
        gc.collect()


def _read(decoder: msgspec.json.Decoder[Any], data: bytes, *, is_request: bool) -> list[Any] | None:
    """Return what is written after reading `data`, in a list, or None if it is refused."""
    enums: AbstractContextManager[None] = closed_enums() if is_request else nullcontext()
    try:
        with enums:
            result = decoder.decode(data) if is_request else decode_leniently(decoder, data)
    except msgspec.ValidationError:
        return None
    return [json.loads(msgspec.json.encode(result))]


def main(how: str, start: str, stop: str) -> None:
    """Try the combinations from `start` to `stop`, and write what is wrong."""
    # Only what is made from now on is looked at by each collection.
    gc.freeze()
    for number in range(int(start), min(int(stop), len(COMBINATIONS[how]))):
        print(number, flush=True)  # noqa: T201 - for the test whose child this is
        for problem in _problems(how, COMBINATIONS[how][number]):
            print(" | ".join(COMBINATIONS[how][number]), problem, sep=": ")  # noqa: T201 - likewise


if __name__ == "__main__":
    main(*sys.argv[1:])
