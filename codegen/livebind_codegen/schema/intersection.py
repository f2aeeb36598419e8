"""The values that two shapes have in common: what `allOf` means, and keywords beside a `$ref`.

What cannot be said exactly is said wider, never narrower: no value that is valid may be refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.description.pointers import key_of
from livebind_codegen.schema import shapes
from livebind_codegen.schema.lists import list_of
from livebind_codegen.schema.unions import union_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.schema.shapes import Shape

__all__ = ["Edges", "NoCommonValueError", "TooEntangledError", "intersection"]

_MOST_PAIRS: Final = 5_000
"""Pairs with an edge that one intersection may look at, so that no schema takes minutes."""


class NoCommonValueError(Exception):
    """Two shapes that no value has both of; the message names what is in conflict."""


class TooEntangledError(Exception):
    """Two shapes whose definitions lead to each other in too many ways."""


@dataclass
class Edges:
    """What edges lead to, while two shapes are put together."""

    follow: Callable[[shapes.Reference], Shape]
    _open: set[tuple[Shape, Shape]] = field(default_factory=set[tuple["Shape", "Shape"]])
    _count: int = 0

    def intersection(self, one: Shape, other: Shape) -> Shape:
        """Return the intersection of two shapes, one or both of them an edge.

        Two that lead to themselves again would go on for ever: there the one is taken as it is.
        """
        if (one, other) in self._open:
            return one if isinstance(one, shapes.Reference) else other
        self._count += 1
        if self._count > _MOST_PAIRS:
            raise TooEntangledError("its definitions lead to each other in too many ways")
        self._open.add((one, other))
        try:
            left = self.follow(one) if isinstance(one, shapes.Reference) else one
            right = self.follow(other) if isinstance(other, shapes.Reference) else other
            return intersection(left, right, self)
        finally:
            self._open.discard((one, other))


def intersection(  # noqa: PLR0911 - one case for each kind
    one: Shape, other: Shape, edges: Edges
) -> Shape:
    """Return the shape of the values that are of both shapes.

    Raises:
        NoCommonValueError: if there are none.
        TooEntangledError: if it would take too long to tell.
    """
    if one == other or isinstance(other, shapes.AnyValue):
        return one
    if isinstance(one, shapes.AnyValue):
        return other
    match one, other:
        case (shapes.Reference(), _) | (_, shapes.Reference()):
            return edges.intersection(one, other)
        case (shapes.Nothing(), _) | (_, shapes.Nothing()):
            return shapes.Nothing()
        case (shapes.Nullable(), _):
            return _nullable(one, other, edges)
        case (_, shapes.Nullable()):
            return _nullable(other, one, edges)
        case (shapes.Union(), _):
            return _union(one, other, edges)
        case (_, shapes.Union()):
            return _union(other, one, edges)
        case _:
            return _plain(one, other, edges)


def _nullable(one: shapes.Nullable, other: Shape, edges: Edges) -> Shape:
    inner = other.shape if isinstance(other, shapes.Nullable) else other
    allows_null = isinstance(other, shapes.Nullable | shapes.Null)
    if isinstance(other, shapes.Null):
        return other
    try:
        common = intersection(one.shape, inner, edges)
    except NoCommonValueError:
        if allows_null:
            return shapes.Null()
        raise
    return union_of((common, shapes.Null()), "") if allows_null else common


def _union(union: shapes.Union, other: Shape, edges: Edges) -> Shape:
    options: list[Shape] = []
    problem = ""
    for option in union.options:
        try:
            options.append(_entitled(intersection(option, other, edges), option))
        except NoCommonValueError as error:
            problem = str(error)
    if not options:
        raise NoCommonValueError(problem)
    return union_of(options, union.title)


def _entitled(shape: Shape, option: Shape) -> Shape:
    """Return an option with more to it under the name of the definition that it was.

    What was added has one title for all options, if any: it tells none of them apart.
    """
    if isinstance(option, shapes.Reference) and isinstance(shape, shapes.Object):
        return replace(shape, title=key_of(option.target))
    return shape


def _plain(one: Shape, other: Shape, edges: Edges) -> Shape:
    match one, other:
        case (shapes.Integer() | shapes.Number(), shapes.Integer() | shapes.Number()):
            return _numbers(one, other)
        case (shapes.String(), shapes.String()):
            low, high = _limits(one.min_length, one.max_length, other.min_length, other.max_length)
            _check(low, high, "a string of length", one, other)
            return shapes.String(low, high)
        case (
            shapes.Array() | shapes.Tuple() | shapes.OpenTuple(),
            shapes.Array() | shapes.Tuple() | shapes.OpenTuple(),
        ):
            return _lists(one, other, edges)
        case (shapes.Object() | shapes.Mapping(), shapes.Object() | shapes.Mapping()):
            return _objects(one, other, edges)
        case (shapes.Enumeration() | shapes.Constant() | shapes.Values(), _):
            return _listed(one, other)
        case (_, shapes.Enumeration() | shapes.Constant() | shapes.Values()):
            return _listed(other, one)
        case _:
            raise NoCommonValueError(f"{_name(one)} and {_name(other)}")


def _numbers(
    one: shapes.Integer | shapes.Number, other: shapes.Integer | shapes.Number
) -> shapes.Integer | shapes.Number:
    low, high = _limits(one.minimum, one.maximum, other.minimum, other.maximum)
    _check(low, high, "a number", one, other)
    if isinstance(one, shapes.Number) and isinstance(other, shapes.Number):
        above, below = _limits(
            one.exclusive_minimum,
            one.exclusive_maximum,
            other.exclusive_minimum,
            other.exclusive_maximum,
        )
        return shapes.Number(low, high, above, below)
    steps = [
        shape.multiple_of
        for shape in (one, other)
        if isinstance(shape, shapes.Integer) and shape.multiple_of is not None
    ]
    for shape in (one, other):
        if isinstance(shape, shapes.Number):
            low, _ = _limits(low, None, _above(shape.exclusive_minimum), None)
            _, high = _limits(None, high, None, _below(shape.exclusive_maximum))
    return shapes.Integer(
        None if low is None else -int(-low // 1),
        None if high is None else int(high // 1),
        steps[0] if steps else None,
    )


def _above(limit: float | None) -> int | None:
    return None if limit is None else int(limit // 1) + 1


def _below(limit: float | None) -> int | None:
    return None if limit is None else -int(-limit // 1) - 1


def _lists(
    one: shapes.Array | shapes.Tuple | shapes.OpenTuple,
    other: shapes.Array | shapes.Tuple | shapes.OpenTuple,
    edges: Edges,
) -> Shape:
    """Return the common lists: item by item as far as either tells its items apart."""
    low, high = _limits(*_lengths(one), *_lengths(other))
    _check(low, high, "a list of length", one, other)
    count = max(len(_begin(one)), len(_begin(other)))
    begin: list[Shape] = []
    for index in range(count if high is None else min(count, high)):
        try:
            begin.append(intersection(_item(one, index), _item(other, index), edges))
        except NoCommonValueError:
            if index < (low or 0):
                raise
            # Shorter ones may still be of both.
            high = index
            break
    rest: Shape = shapes.Nothing()
    if high is None or high > len(begin):
        try:
            rest = intersection(_item(one, count), _item(other, count), edges)
        except NoCommonValueError:
            if (low or 0) > len(begin):
                raise
    return list_of(tuple(begin), rest, low or 0, high)


def _begin(shape: shapes.Array | shapes.Tuple | shapes.OpenTuple) -> tuple[Shape, ...]:
    return () if isinstance(shape, shapes.Array) else shape.items


def _item(shape: shapes.Array | shapes.Tuple | shapes.OpenTuple, index: int) -> Shape:
    match shape:
        case shapes.Array(items=items):
            return items
        case shapes.Tuple(items=items):
            return items[index] if index < len(items) else shapes.Nothing()
        case shapes.OpenTuple(items=items, rest=rest):
            return items[index] if index < len(items) else rest


def _lengths(
    shape: shapes.Array | shapes.Tuple | shapes.OpenTuple,
) -> tuple[int | None, int | None]:
    match shape:
        case shapes.Tuple(items=items):
            return len(items), len(items)
        case shapes.OpenTuple(items=items, min_items=low, max_items=high):
            return max(low or 0, len(items)), high
        case shapes.Array(min_items=low, max_items=high):
            return low, high


def _objects(
    one: shapes.Object | shapes.Mapping, other: shapes.Object | shapes.Mapping, edges: Edges
) -> Shape:
    if isinstance(one, shapes.Mapping) and isinstance(other, shapes.Mapping):
        low, high = _limits(
            one.min_properties, one.max_properties, other.min_properties, other.max_properties
        )
        _check(low, high, "a map of size", one, other)
        return shapes.Mapping(intersection(one.values, other.values, edges), low, high)
    if isinstance(one, shapes.Object) and isinstance(other, shapes.Object):
        return _merged(one, other, edges)
    fixed, free = (one, other) if isinstance(one, shapes.Object) else (other, one)
    assert isinstance(fixed, shapes.Object)  # noqa: S101 - for the checkers
    assert isinstance(free, shapes.Mapping)  # noqa: S101 - for the checkers
    if isinstance(free.values, shapes.AnyValue):
        return fixed
    properties = tuple(
        _narrowed(one_property, free.values, edges) for one_property in fixed.properties
    )
    rest = free.values if fixed.free is None else intersection(fixed.free, free.values, edges)
    return replace(fixed, properties=properties, free=rest)


def _merged(one: shapes.Object, other: shapes.Object, edges: Edges) -> shapes.Object:
    properties = {property_.name: property_ for property_ in one.properties}
    for property_ in other.properties:
        known = properties.get(property_.name)
        if known is None:
            properties[property_.name] = property_
            continue
        narrowed = _narrowed(known, property_.shape, edges)
        told = narrowed.documentation
        properties[property_.name] = replace(
            narrowed,
            required=known.required or property_.required,
            read_only=known.read_only or property_.read_only,
            documentation=told if told != shapes.Documentation() else property_.documentation,
        )
    free = one.free or other.free
    if one.free is not None and other.free is not None:
        free = intersection(one.free, other.free, edges)
    titles = {title for title in (one.title, other.title) if title}
    return shapes.Object(
        tuple(properties[name] for name in sorted(properties)),
        titles.pop() if len(titles) == 1 else "",
        one.description or other.description,
        free=free,
    )


def _narrowed(property_: shapes.Property, shape: Shape, edges: Edges) -> shapes.Property:
    try:
        return replace(property_, shape=intersection(property_.shape, shape, edges))
    except NoCommonValueError as error:
        if not property_.required:
            # The object is valid as long as it does not have the property.
            return replace(property_, shape=shapes.Nothing())
        raise NoCommonValueError(f"property {property_.name!r}: {error}") from None


def _listed(listed: shapes.Enumeration | shapes.Constant | shapes.Values, other: Shape) -> Shape:
    """Return the listed values that are of the other shape, as far as that can be seen."""
    kept = [text for text in _texts(listed) if _may_be(json.loads(text), other)]
    if not kept:
        raise NoCommonValueError(f"{_name(listed)} and {_name(other)}")
    if len(kept) == len(_texts(listed)):
        return listed
    if isinstance(listed, shapes.Enumeration):
        values = {json.loads(text) for text in kept}
        members = tuple(member for member in listed.members if member.value in values)
        return replace(listed, members=members)
    found = [json.loads(text) for text in kept]
    if all(isinstance(value, str) for value in found):
        return shapes.Enumeration(tuple(map(shapes.Member, found)))
    return shapes.Values(tuple(kept))


def _texts(shape: Shape) -> tuple[str, ...]:
    match shape:
        case shapes.Enumeration(members=members):
            return tuple(json.dumps(member.value) for member in members)
        case shapes.Constant(value=value):
            return (json.dumps(value),)
        case shapes.Values(texts=texts):
            return texts
        case _:
            return ()


def _may_be(value: Any, shape: Shape) -> bool:  # noqa: ANN401, PLR0911 - any JSON; a case each
    match shape:
        case shapes.Boolean():
            return isinstance(value, bool)
        case shapes.Integer(minimum=low, maximum=high):
            is_integer = _is_number(value) and value == int(value)
            return is_integer and _is_within(value, low, high)
        case shapes.Number(minimum=low, maximum=high):
            return _is_number(value) and _is_within(value, low, high)
        case shapes.String(min_length=low, max_length=high):
            return isinstance(value, str) and _is_within(len(value), low, high)
        case shapes.Array() | shapes.Tuple() | shapes.OpenTuple():
            return isinstance(value, list)
        case shapes.Object() | shapes.Mapping():
            return isinstance(value, dict)
        case shapes.Enumeration() | shapes.Constant() | shapes.Values():
            return json.dumps(value, sort_keys=True) in _texts(shape)
        case _:
            return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _limits(
    low: Any, high: Any, other_low: Any, other_high: Any  # noqa: ANN401 - numbers of one kind
) -> tuple[Any, Any]:
    lows = [limit for limit in (low, other_low) if limit is not None]
    highs = [limit for limit in (high, other_high) if limit is not None]
    return max(lows, default=None), min(highs, default=None)


def _check(low: float | None, high: float | None, what: str, one: Shape, other: Shape) -> None:
    if low is not None and high is not None and low > high:
        raise NoCommonValueError(
            f"{what} of at least {low} and at most {high} ({_name(one)}, {_name(other)})"
        )


def _name(shape: Shape) -> str:
    match shape:
        case shapes.Tuple(items=items):
            return f"an array of {len(items)}"
        case shapes.OpenTuple(items=items):
            return f"an array of {len(items)} or more"
        case shapes.Constant(value=value):
            return repr(value)[:60]
        case shapes.Values() | shapes.Enumeration():
            return f"one of {', '.join(_texts(shape)[:5])}"[:100]
        case _:
            name = type(shape).__name__.lower()
            return f"an {name}" if name[0] in "aeiou" else f"a {name}"
