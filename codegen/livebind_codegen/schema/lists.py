"""Puts lists together: of any length, tuples of a fixed one, and tuples with an open end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind_codegen.schema import shapes
from livebind_codegen.schema.limits import MAX_TUPLE_LENGTH
from livebind_codegen.schema.unions import union_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["list_of"]


def list_of(
    begin: tuple[shapes.Shape, ...],
    rest: shapes.Shape,
    low: int,
    high: int | None,
    title: str = "",
) -> shapes.Shape:
    """Return the shape of lists that begin so, go on with `rest`, and have `low` to `high` items.

    Lists may end before they have all they begin with. `title` is for what becomes a union.
    """
    if set(begin) <= {rest}:
        return _plain(rest, low, high)
    return union_of(_tuples(begin, rest, low, high), title)


def _plain(items: shapes.Shape, low: int, high: int | None) -> shapes.Shape:
    if isinstance(items, shapes.Nothing) or high == 0:
        return shapes.Nothing() if low else shapes.Tuple(())
    if high is not None and low > high:
        return shapes.Nothing()
    if low == high and 0 < low <= MAX_TUPLE_LENGTH:
        return shapes.Tuple((items,) * low)
    return shapes.Array(items, low or None, high)


def _tuples(
    begin: tuple[shapes.Shape, ...], rest: shapes.Shape, low: int, high: int | None
) -> Iterator[shapes.Shape]:
    """Yield a tuple for each length that a list may have, the last of them maybe open."""
    end = next((i for i, one in enumerate(begin) if isinstance(one, shapes.Nothing)), None)
    if end is not None:
        begin, rest = begin[:end], shapes.Nothing()
    count = len(begin)
    is_open = not isinstance(rest, shapes.Nothing) and (high is None or high > count)
    if is_open and low == high and low <= MAX_TUPLE_LENGTH:
        yield shapes.Tuple(begin + (rest,) * (low - count))
        return
    longest = count if high is None else min(high, count)
    for length in range(low, longest if is_open else longest + 1):
        yield shapes.Tuple(begin[:length])
    if is_open:
        yield shapes.OpenTuple(begin, rest, low if low > count else None, high)
