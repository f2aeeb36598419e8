"""JSON values for contract tests, made from schemas as the backend wrote them.

Schemas that combine others (`allOf`, `if`, a `$ref` with limits beside it) or do not say their type
are too many-sided for that: values for them are made from the shape that they were read as.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.limits import MAX_DEPTH
from livebind_codegen.schema.parse import SchemaReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

    from livebind_codegen.description.model import Schema

__all__ = ["shape_values", "values"]

_LARGEST_EXACT: Final = 2**53
_EXTRA_ITEMS: Final = 3
_DEEPEST: Final = 4
"""Levels of recursion after which what is optional is left out."""
_MANY_SIDED: Final = frozenset(
    {"$ref", "allOf", "else", "if", "not", "patternProperties", "prefixItems", "then"}
    | {"maxProperties", "minProperties", "multipleOf"}
)
_TELLING_TYPE: Final = frozenset({"additionalProperties", "items", "properties", "required"})
"""Keywords that say what a schema without a type is about."""

_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-_LARGEST_EXACT, _LARGEST_EXACT) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def values(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    schema: object,
    *,
    is_request: bool,
    definitions: Mapping[str, Any] | None = None,
    depth: int = 0,
) -> SearchStrategy[Any]:
    """Return JSON values that are valid by `schema`; in requests without `readOnly` properties."""
    if schema is False:
        return st.nothing()
    if depth > MAX_DEPTH or not is_object(schema):
        return _ANY
    if _MANY_SIDED & schema.keys() or ("type" not in schema and _TELLING_TYPE & schema.keys()):
        return _read_values(schema, definitions or {}, is_request=is_request)

    def inner(one: object) -> SearchStrategy[Any]:
        return values(one, is_request=is_request, definitions=definitions, depth=depth + 1)

    for key in ("oneOf", "anyOf"):
        if key in schema:
            return st.one_of([inner(option) for option in schema[key]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if is_list(kind):
        return st.one_of([inner({**schema, "type": one}) for one in kind])
    match kind:
        case "object":
            return _objects(schema, inner, is_request=is_request)
        case "array":
            low = int(schema.get("minItems", 0))
            high = min(int(schema.get("maxItems", low + _EXTRA_ITEMS)), low + _EXTRA_ITEMS)
            return st.lists(inner(schema.get("items")), min_size=low, max_size=high)
        case "string":
            return _texts(int(schema.get("minLength", 0)), schema.get("maxLength"))
        case "integer":
            return _within(schema, _integers)
        case "number":
            return _within(schema, _numbers)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return _ANY


def _objects(
    schema: Schema, inner: Callable[[object], SearchStrategy[Any]], *, is_request: bool
) -> SearchStrategy[Any]:
    properties = {
        name: one
        for name, one in schema.get("properties", {}).items()
        if not (is_request and is_object(one) and one.get("readOnly") is True)
    }
    additional = schema.get("additionalProperties")
    if not properties and additional is not False:
        item = inner(additional) if is_object(additional) else _ANY
        return st.dictionaries(st.text(max_size=8), item, max_size=3)
    required = [name for name in schema.get("required", ()) if name in properties]
    return st.fixed_dictionaries(
        {name: inner(properties[name]) for name in required},
        optional={name: inner(one) for name, one in properties.items() if name not in required},
    )


def _read_values(
    schema: Schema, definitions: Mapping[str, Any], *, is_request: bool
) -> SearchStrategy[Any]:
    reader = SchemaReader(definitions)
    shape = reader.read(schema, "contract test")
    reader.read_waiting()
    if is_request:
        shape = shapes.without_read_only(shape)
    return shape_values(shape, reader.read_definitions)


def shape_values(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    shape: shapes.Shape, definitions: Mapping[str, shapes.Shape], depth: int = 0
) -> SearchStrategy[Any]:
    """Return JSON values of `shape`; what is optional ends where it would go on for ever."""

    def inner(one: shapes.Shape) -> SearchStrategy[Any]:
        return shape_values(one, definitions, depth + 1)

    match shape:
        case shapes.Reference(target=target, is_pruned=is_pruned):
            found = definitions[target]
            found = shapes.without_read_only(found) if is_pruned else found
            return st.deferred(lambda: shape_values(found, definitions, depth + 1))
        case shapes.Nothing():
            return st.nothing()
        case shapes.Null():
            return st.none()
        case shapes.Boolean():
            return st.booleans()
        case shapes.Integer(minimum=low, maximum=high, multiple_of=step):
            return (
                _integers(low, high)
                .map(lambda value: value - value % (step or 1))
                .filter(lambda value: (low is None or value >= low))
            )
        case shapes.Number():
            return _numbers(shape.minimum, shape.maximum).filter(
                lambda value: (
                    (shape.exclusive_minimum is None or value > shape.exclusive_minimum)
                    and (shape.exclusive_maximum is None or value < shape.exclusive_maximum)
                )
            )
        case shapes.String(min_length=low, max_length=high):
            return _texts(low or 0, high)
        case shapes.Constant(value=value):
            return st.just(value)
        case shapes.Values(texts=texts):
            return st.sampled_from([json.loads(text) for text in texts])
        case shapes.Enumeration(members=members):
            return st.sampled_from([member.value for member in members])
        case shapes.Nullable(shape=wrapped):
            return st.none() if depth > _DEEPEST else st.none() | inner(wrapped)
        case shapes.Union(options=options):
            return st.one_of([inner(option) for option in options])
        case shapes.Array(items=items, min_items=low, max_items=high):
            most = (low or 0) if depth > _DEEPEST else (low or 0) + _EXTRA_ITEMS
            most = most if high is None else min(high, most)
            return st.lists(inner(items), min_size=low or 0, max_size=most) if most else st.just([])
        case shapes.Tuple(items=items):
            return st.tuples(*map(inner, items)).map(list)
        case shapes.OpenTuple(items=items, rest=rest, min_items=low, max_items=high):
            begin = len(items)
            least = max(0, (low or 0) - begin)
            most = least + _EXTRA_ITEMS if high is None else max(least, high - begin)
            most = least if depth > _DEEPEST else most
            if not most:
                return st.tuples(*map(inner, items)).map(list)
            end = st.lists(inner(rest), min_size=least, max_size=most)
            return st.tuples(*map(inner, items), end).map(lambda parts: [*parts[:-1], *parts[-1]])
        case shapes.Mapping(values=item, min_properties=low, max_properties=high):
            most = 0 if depth > _DEEPEST else _EXTRA_ITEMS
            most = max(low or 0, most) if high is None else min(high, max(low or 0, most))
            if not most:  # nor may what would be inside be looked at, as it may go on for ever
                return st.just({})
            keys = st.text(max_size=8)
            return st.dictionaries(keys, inner(item), min_size=low or 0, max_size=most)
        case shapes.Object(properties=properties):
            optional = [] if depth > _DEEPEST else [one for one in properties if not one.required]
            return st.fixed_dictionaries(
                {one.name: inner(one.shape) for one in properties if one.required},
                optional={one.name: inner(one.shape) for one in optional},
            )
        case _:
            return _ANY


def _texts(low: int, high: int | None) -> SearchStrategy[str]:
    characters = st.characters(codec="utf-8")
    return st.text(characters, min_size=low, max_size=low + 10 if high is None else high)


def _within(
    schema: Schema, make: Callable[[float | None, float | None], SearchStrategy[Any]]
) -> SearchStrategy[Any]:
    """Return the numbers within the limits of a schema, as draft 4 or a later one writes them."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above = _open_limit(schema.get("exclusiveMinimum"), low)
    below = _open_limit(schema.get("exclusiveMaximum"), high)
    lows = [one for one in (low, above) if one is not None]
    highs = [one for one in (high, below) if one is not None]
    numbers = make(max(lows, default=None), min(highs, default=None))
    return numbers.filter(lambda value: value not in {above, below})


def _open_limit(written: float | None, closed: float | None) -> float | None:
    """Return the limit that no value reaches; draft 4 says only that the closed one is it."""
    if isinstance(written, bool):
        return closed if written else None
    return written


def _integers(low: float | None, high: float | None) -> SearchStrategy[Any]:
    least = -_LARGEST_EXACT if low is None else max(-_LARGEST_EXACT, math.ceil(low))
    greatest = _LARGEST_EXACT if high is None else min(_LARGEST_EXACT, math.floor(high))
    return st.integers(least, greatest) if least <= greatest else st.nothing()


def _numbers(low: float | None, high: float | None) -> SearchStrategy[Any]:
    return _integers(low, high) | st.floats(low, high, allow_nan=False, allow_infinity=False)
