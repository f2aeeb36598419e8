"""Random types of JSON values take what their schema allows, and write it as it was."""

from __future__ import annotations

import json
import operator
from types import new_class
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec import Meta

from livebind import UNSET, OpenModel, UnsetType
from livebind.codec.integers import decode_leniently
from livebind.codec.json_type import decode_hook
from livebind.constants import Exactly, Nothing
from livebind.model import closed_enums
from livebind.union import UntaggedUnion
from support.json_schema import canonical, closed, judge
from support.union_matrix import KINDS, VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.descriptions import Json

NAMES = ["a", "b", "name", "items"]
DEEPEST = 3
# Checkers would take types that are made at run time for annotations.
ANNOTATED: Any = Annotated
LIST: Any = list
DICT: Any = dict
TUPLE: Any = tuple


class Kind(NamedTuple):
    """A type and the schema that it stands for."""

    type: Any
    schema: dict[str, Any]
    likely: st.SearchStrategy[Json]
    """Values that the schema is likely to allow."""


def union_of(options: Callable[[], tuple[Any, ...]]) -> Any:  # noqa: ANN401 - a type
    class Made(UntaggedUnion, options=options):
        pass

    return Made


def merged(free: dict[str, Json], fixed: dict[str, Json]) -> dict[str, Json]:
    return {**free, **fixed}


scalars = st.sampled_from(["a", "ab", "name", "red", "", "auto", 0, 1, 2, 5, -1]) | st.sampled_from(
    [1.0, 0.5, 2.5, -1.5, 1e20, None, True, False]
)
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=3)
    ),
    max_leaves=6,
)


def kinds(root: Kind, depth: int, *, is_option: bool = False) -> st.SearchStrategy[Kind]:
    """Return types that may hold the union `root`.

    An option is not the union itself: that would say nothing, and its schema would have no end.
    """
    plain = named | constants | st.just(Kind(Nothing, {"not": {}}, values))
    if not is_option:
        plain |= st.just(root)
    if depth == DEEPEST:
        return plain
    inside = st.deferred(lambda: kinds(root, depth + 1))
    options = st.deferred(lambda: kinds(root, depth + 1, is_option=True))
    return plain | lists(inside) | maps(inside) | tuples(inside) | objects(inside) | unions(options)


named = st.sampled_from(
    [
        Kind(kind.type, kind.schema, st.sampled_from([*filter(judge(kind.schema), VALUES)]))
        for name, kind in KINDS.items()
        # The one has definitions that are not at the root of the schema, the other is for unions.
        if name not in {"nested union", "open tuple"}
    ]
)


def constant(listed: list[Json]) -> Kind:
    class Made(Exactly, values=tuple(listed)):
        pass

    return Kind(Made, {"enum": listed}, st.sampled_from(listed))


constants = st.lists(values, min_size=1, max_size=3).map(constant)


@st.composite
def lists(draw: st.DrawFn, inside: st.SearchStrategy[Kind]) -> Kind:
    item = draw(inside)
    least, most = draw(st.integers(0, 2)), draw(st.integers(2, 4))
    type_ = ANNOTATED[LIST[item.type], Meta(min_length=least, max_length=most)]
    schema = {"type": "array", "items": item.schema, "minItems": least, "maxItems": most}
    return Kind(type_, schema, st.lists(item.likely, min_size=least, max_size=most))


@st.composite
def maps(draw: st.DrawFn, inside: st.SearchStrategy[Kind]) -> Kind:
    value = draw(inside)
    schema = {"type": "object", "additionalProperties": value.schema}
    likely = st.dictionaries(st.sampled_from(NAMES), value.likely, max_size=3)
    return Kind(DICT[str, value.type], schema, likely)


@st.composite
def tuples(draw: st.DrawFn, inside: st.SearchStrategy[Kind]) -> Kind:
    items = draw(st.lists(inside, max_size=3))
    rest = draw(st.none() | inside)
    types = [item.type for item in items]
    schema: dict[str, Any] = {
        "type": "array",
        "minItems": len(items),
        "items": rest.schema if rest else False,
        # Without items it must be left out.
        **({"prefixItems": [item.schema for item in items]} if items else {}),
    }
    likely = st.tuples(*(item.likely for item in items)).map(list)
    if rest is None:
        return Kind(TUPLE[(*types,)], schema, likely)
    open_tuple = TUPLE[(*types, *TUPLE[rest.type, ...])]
    more = st.lists(rest.likely, max_size=2)
    return Kind(union_of(lambda: (open_tuple,)), schema, st.builds(operator.add, likely, more))


@st.composite
def objects(draw: st.DrawFn, inside: st.SearchStrategy[Kind]) -> Kind:
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    properties = {name: draw(inside) for name in names}
    required = {name for name in names if draw(st.booleans())}
    schema: dict[str, Any] = {
        "type": "object",
        "required": sorted(required),
        "properties": {name: kind.schema for name, kind in properties.items()},
    }
    fields: list[Any] = [
        (name, kind.type) if name in required else (name, kind.type | UnsetType, UNSET)
        for name, kind in properties.items()
    ]
    likely: st.SearchStrategy[Json] = st.fixed_dictionaries(
        {name: kind.likely for name, kind in properties.items() if name in required},
        optional={name: kind.likely for name, kind in properties.items() if name not in required},
    )
    if draw(st.booleans()):
        return Kind(msgspec.defstruct("Made", fields, kw_only=True), schema, likely)
    free = draw(inside)
    more = st.dictionaries(st.sampled_from(["free", *NAMES]), free.likely, max_size=2)
    likely = st.builds(merged, more, likely)
    namespace = {
        "__annotations__": {name: type_ for name, type_, *_ in fields},
        **{name: UNSET for name, _, *default in fields if default},
    }
    base: Any = OpenModel
    made = new_class("Made", (base[free.type],), {}, lambda body: body.update(namespace))
    return Kind(made, {**schema, "additionalProperties": free.schema}, likely)


@st.composite
def unions(draw: st.DrawFn, inside: st.SearchStrategy[Kind]) -> Kind:
    options = draw(st.lists(inside, min_size=1, max_size=4))
    type_ = union_of(lambda: tuple(one.type for one in options))
    likely = st.one_of(*(one.likely for one in options))
    return Kind(type_, {"anyOf": [one.schema for one in options]}, likely)


@st.composite
def roots(draw: st.DrawFn) -> Kind:
    """Draw a union that may hold itself."""
    options: list[Kind] = []
    root = Kind(
        union_of(lambda: tuple(option.type for option in options)),
        {"$ref": "#/$defs/root"},
        st.deferred(lambda: scalars | options[0].likely),
    )
    options.append(draw(kinds(root, 0, is_option=True)))
    return root._replace(schema={**root.schema, "$defs": {"root": options[0].schema}})


@given(st.data(), roots())
@settings(max_examples=400, deadline=None)
def test_a_type_takes_what_its_schema_allows_and_keeps_it(data: st.DataObject, kind: Kind) -> None:
    decoder = msgspec.json.Decoder[Any](kind.type, dec_hook=decode_hook)
    is_valid = judge(kind.schema)
    is_kept = judge(closed(kind.schema), strict=True)
    for value in data.draw(st.lists(kind.likely | values, min_size=1, max_size=5)):
        text = json.dumps(value)
        event("valid" if is_valid(value) else "not valid")
        with closed_enums():
            in_request = read(decoder, text)
        assert (in_request is not None) == is_valid(value), text
        if is_kept(value):
            # An enum takes more in a reply, but nothing else may become of what it lists.
            for found in (in_request, read(decoder, text)):
                assert canonical(found) == canonical([value])


def read(decoder: msgspec.json.Decoder[Any], text: str) -> list[Json] | None:
    """Return in a list what is written after reading `text`, or None if it is refused."""
    try:
        return [json.loads(msgspec.json.encode(decode_leniently(decoder, text.encode())))]
    except msgspec.ValidationError:
        return None
