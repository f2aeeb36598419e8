"""Compares two shapes: where the new one allows more, less or something else."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from livebind_codegen.diff.changes import Direction
from livebind_codegen.schema import shapes
from livebind_codegen.schema.shapes import children
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind_codegen.schema.graph import Graph
    from livebind_codegen.schema.shapes import Shape

    _Pair = tuple[Shape | None, Shape | None]

__all__ = ["Difference", "Effect", "View", "differences"]

_Limits = tuple[float | None, float | None]
"""The least and the greatest value, None for no limit."""


class Effect(Enum):
    """What happened to the set of valid values, seen from the caller's side."""

    WIDER = "allows more"
    NARROWER = "allows less"
    OTHER = "means something else"
    OPEN = "an unknown value of an enum is read as it is"
    IGNORED = "properties that are not known are ignored"
    LOST = "programs that read it find nothing"
    MISSING = "programs that do not send it are refused"


@dataclass(frozen=True)
class Difference:
    """One difference within a whole schema."""

    path: tuple[str, ...]
    """Properties that lead to it, `[]` for items."""
    what: str
    effect: Effect
    is_of_property: bool = False
    """Whether it is about the last property of the path itself, not about its value."""


@dataclass(frozen=True)
class View:
    """From which side two descriptions are compared, and what their edges lead to."""

    direction: Direction
    old: Graph
    new: Graph
    seen: set[_Pair] = field(default_factory=set["_Pair"])
    """The pairs with an edge that were compared."""

    def resolved(self, old: Shape | None, new: Shape | None) -> tuple[Shape | None, Shape | None]:
        """Return what two edges lead to."""
        before = None if old is None else self.old.resolved(old)
        return before, None if new is None else self.new.resolved(new)


def differences(
    old: Shape | None, new: Shape | None, view: View, path: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """Yield how the new shape differs from the old one; None is no value at all."""
    if isinstance(old, shapes.Reference) or isinstance(new, shapes.Reference):
        # Each pair of definitions is compared once, where it is met first: they may be circles.
        if (old, new) not in view.seen:
            view.seen.add((old, new))
            yield from differences(*view.resolved(old, new), view, path)
    elif old == new and old is not None:
        yield from _same(old, new, view, path)
    elif old is None or new is None:
        if old is not new:
            yield _whole(old, new, view, path)
    else:
        yield from _different(old, new, view, path)


def _whole(old: Shape | None, new: Shape | None, view: View, path: tuple[str, ...]) -> Difference:
    if view.direction is Direction.PARAMS:
        shape = new if old is None else old
        optional = isinstance(shape, shapes.Object) and not any(
            one.required for one in shape.properties
        )
        if old is None:
            effect = Effect.OTHER if optional else Effect.MISSING
            return Difference(path, "takes parameters now", effect)
        return Difference(path, "takes no parameters any more", Effect.NARROWER)
    if old is None:
        return Difference(path, "returns a result now", Effect.IGNORED)
    return Difference(path, "returns nothing any more", Effect.LOST)


def _same(old: Shape, new: Shape | None, view: View, path: tuple[str, ...]) -> Iterator[Difference]:
    """Equal shapes can still differ in defaults and in what their edges lead to."""
    if isinstance(old, shapes.Object) and isinstance(new, shapes.Object):
        for one, other in zip(old.properties, new.properties, strict=True):
            inner = (*path, one.name)
            if view.direction is Direction.PARAMS:
                yield from _default(one, other, inner)
            yield from differences(one.shape, other.shape, view, inner)
        if old.free is not None:
            yield from differences(old.free, new.free, view, (*path, "{}"))
        return
    inside = path
    if isinstance(old, shapes.Array | shapes.Tuple | shapes.OpenTuple):
        inside = (*path, "[]")
    elif isinstance(old, shapes.Mapping):
        inside = (*path, "{}")
    for before, after in dict.fromkeys(zip(children(old), children(new or old), strict=True)):
        yield from differences(before, after, view, inside)


def _different(  # noqa: C901, PLR0912 - one case for each kind
    old: Shape, new: Shape, view: View, path: tuple[str, ...]
) -> Iterator[Difference]:
    match old, new:
        case shapes.Nullable(shape=before), shapes.Nullable(shape=after):
            yield from differences(before, after, view, path)
        case shapes.Nullable(shape=before), _:
            yield Difference(path, "is never null any more", Effect.NARROWER)
            yield from differences(before, new, view, path)
        case _, shapes.Nullable(shape=after):
            yield Difference(path, "may be null now", Effect.WIDER)
            yield from differences(old, after, view, path)
        case shapes.Object(), shapes.Object():
            yield from _objects(old, new, view, path)
        case shapes.Array(), shapes.Array():
            yield from _range(path, "number of items", _lengths(old), _lengths(new))
            yield from differences(old.items, new.items, view, (*path, "[]"))
        case shapes.Tuple(items=before_items), shapes.Tuple(items=after_items) if len(
            before_items
        ) == len(after_items):
            for before_item, after_item in dict.fromkeys(
                zip(before_items, after_items, strict=True)
            ):
                yield from differences(before_item, after_item, view, (*path, "[]"))
        case shapes.Mapping(values=before), shapes.Mapping(values=after):
            yield from differences(before, after, view, (*path, "{}"))
        case shapes.Values(), shapes.Values():
            effect = Effect.WIDER if set(old.texts) < set(new.texts) else Effect.OTHER
            effect = Effect.NARROWER if set(new.texts) < set(old.texts) else effect
            yield Difference(path, f"was {_name(old)}, is {_name(new)}", effect)
        case shapes.Enumeration(), shapes.Enumeration():
            yield from _enumerations(old, new, path)
        case shapes.Integer(), shapes.Integer():
            yield from _range(path, "limits", _bounds(old), _bounds(new))
        case shapes.Number(), shapes.Number():
            yield from _range(path, "limits", _bounds(old), _bounds(new))
        case shapes.String(), shapes.String():
            yield from _range(path, "length", _lengths(old), _lengths(new))
        case _:
            yield from _kinds(old, new, path)


def _kinds(old: Shape, new: Shape, path: tuple[str, ...]) -> Iterator[Difference]:
    before, after = _options(old), _options(new)
    what = f"was {_name(old)}, is {_name(new)}"
    if isinstance(new, shapes.AnyValue) or before < after or _is_wider_kind(old, new):
        yield Difference(path, what, Effect.WIDER)
    elif isinstance(old, shapes.AnyValue) or after < before or _is_wider_kind(new, old):
        yield Difference(path, what, Effect.NARROWER)
    else:
        yield Difference(path, what, Effect.OTHER)


def _options(shape: Shape) -> set[Shape]:
    if isinstance(shape, shapes.Annotation):
        return {replace(shape, text=text) for text in shape.text.split(" | ")}
    return set(shape.options) if isinstance(shape, shapes.Union) else {shape}


def _is_wider_kind(old: Shape, new: Shape) -> bool:
    """Whether every value of one kind is one of the other kind, limits aside."""
    match old, new:
        case shapes.Integer(), shapes.Number():
            return new.minimum is None and new.maximum is None
        case shapes.Enumeration() | shapes.Constant(), shapes.String():
            return new == shapes.String()
        case shapes.Tuple(items=items), shapes.Array(items=item):
            return set(items) == {item}
        case shapes.Constant(value=value), shapes.Enumeration(members=members):
            return value in {one.value for one in members}
        case _:
            return False


def _objects(
    old: shapes.Object, new: shapes.Object, view: View, path: tuple[str, ...]
) -> Iterator[Difference]:
    before = {one.name: one for one in old.properties}
    after = {one.name: one for one in new.properties}
    for name in sorted(before.keys() - after.keys()):
        effect = Effect.NARROWER if view.direction is Direction.PARAMS else Effect.LOST
        yield Difference((*path, name), "was removed", effect, is_of_property=True)
    for name in sorted(after.keys() - before.keys()):
        if view.direction is Direction.RESULT:
            yield Difference((*path, name), "was added", Effect.IGNORED, is_of_property=True)
        elif after[name].required:
            yield Difference(
                (*path, name), "was added and is required", Effect.MISSING, is_of_property=True
            )
        else:
            yield Difference(
                (*path, name), "was added and is optional", Effect.WIDER, is_of_property=True
            )
    for name in sorted(before.keys() & after.keys()):
        inner = (*path, name)
        yield from _required(before[name], after[name], view, inner)
        if view.direction is Direction.PARAMS:
            yield from _default(before[name], after[name], inner)
        yield from differences(before[name].shape, after[name].shape, view, inner)
    if old.free != new.free:
        rest = shapes.AnyValue()
        yield from differences(old.free or rest, new.free or rest, view, (*path, "{}"))


def _required(
    old: shapes.Property, new: shapes.Property, view: View, path: tuple[str, ...]
) -> Iterator[Difference]:
    if old.required and not new.required:
        effect = Effect.WIDER if view.direction is Direction.PARAMS else Effect.LOST
        yield Difference(path, "is optional now", effect, is_of_property=True)
    elif new.required and not old.required:
        effect = Effect.MISSING if view.direction is Direction.PARAMS else Effect.NARROWER
        yield Difference(path, "is required now", effect, is_of_property=True)


def _default(
    old: shapes.Property, new: shapes.Property, path: tuple[str, ...]
) -> Iterator[Difference]:
    before, after = old.documentation.default, new.documentation.default
    # Who had to send it before gets nothing else now.
    if before != after and not new.required and not old.required:
        what = f"default was {before or 'none'}, is {after or 'none'}"
        yield Difference(path, what, Effect.OTHER, is_of_property=True)


def _enumerations(
    old: shapes.Enumeration, new: shapes.Enumeration, path: tuple[str, ...]
) -> Iterator[Difference]:
    before = [one.value for one in old.members]
    after = [one.value for one in new.members]
    for value in before:
        if value not in after:
            yield Difference(path, f"value {_shown(value)} was removed", Effect.NARROWER)
    for value in after:
        if value not in before:
            yield Difference(path, f"value {_shown(value)} was added", Effect.OPEN)


def _range(path: tuple[str, ...], what: str, old: _Limits, new: _Limits) -> Iterator[Difference]:
    if old == new:
        return
    before, after = _numbers(old), _numbers(new)
    text = f"{what} changed from {_interval(*before)} to {_interval(*after)}"
    if after[0] <= before[0] and after[1] >= before[1]:
        yield Difference(path, text, Effect.WIDER)
    elif after[0] >= before[0] and after[1] <= before[1]:
        yield Difference(path, text, Effect.NARROWER)
    else:
        yield Difference(path, text, Effect.OTHER)


def _bounds(shape: shapes.Integer | shapes.Number) -> _Limits:
    return shape.minimum, shape.maximum


def _lengths(shape: shapes.Array | shapes.String) -> _Limits:
    if isinstance(shape, shapes.Array):
        return shape.min_items, shape.max_items
    return shape.min_length, shape.max_length


def _numbers(limits: _Limits) -> tuple[float, float]:
    low, high = limits
    return (-math.inf if low is None else low, math.inf if high is None else high)


def _interval(low: float, high: float) -> str:
    if low == high:
        return f"exactly {low}"
    if low > -math.inf and high < math.inf:
        return f"{low}..{high}"
    if low > -math.inf:
        return f"at least {low}"
    return f"at most {high}" if high < math.inf else "any"


def _name(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    shape: Shape,
) -> str:
    """Return what a shape is in a word or two."""
    match shape:
        case shapes.Tuple(items=items):
            return f"an array of {len(items)}"
        case shapes.OpenTuple(items=items):
            return f"an array of {len(items)} or more"
        case shapes.Union(options=options):
            return " or ".join(_name(option) for option in options)
        case shapes.Annotation(text=text, kind=kind, position=position):
            return f"{kind}{' ' if kind.isalpha() else ''}{text} at place {position + 1}"
        case shapes.AnyValue():
            return "any value"
        case shapes.Constant(value=value):
            return _shown(value)
        case shapes.Object(title=title) if title:
            return f"an object ({plain_text(title, 60)})"
        case shapes.Enumeration():
            return "one of several strings"
        case shapes.Mapping():
            return "a map"
        case shapes.Values(texts=texts):
            return plain_text(f"one of {', '.join(texts[:5])}", 100)
        case shapes.Reference(target=target):
            return plain_text(target.rpartition("/")[2], 60)
        case shapes.Nothing():
            return "no value at all"
        case _:
            name = type(shape).__name__.lower()
            return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _shown(value: str) -> str:
    return plain_text(repr(value), 60)
