"""Reads the schemas of arrays: lists of any length, and tuples of a fixed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list
from livebind_codegen.schema import shapes
from livebind_codegen.schema.keywords import check_order, length_of
from livebind_codegen.schema.limits import MAX_TUPLE_LENGTH
from livebind_codegen.schema.unions import union_of

if TYPE_CHECKING:
    from livebind_codegen.schema.parse import SchemaReader

__all__ = ["read_array"]


def read_array(
    reader: SchemaReader, schema: dict[str, Any], where: str, depth: int
) -> shapes.Shape:
    """Return the shape of an array.

    Raises:
        SchemaError: if no array is valid.
    """
    low = length_of(schema, "minItems", where)
    high = length_of(schema, "maxItems", where)
    check_order(low, high, "Items", where)
    prefix = schema.get("prefixItems", [])
    if not is_list(prefix):
        raise SchemaError(f"{where}: 'prefixItems' must be a list")
    items = reader.read(schema.get("items", True), f"{where}[]", depth + 1)
    if not prefix:
        return _list_of(items, low, high)
    first = tuple(
        reader.read(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(prefix)
    )
    ends = isinstance(items, shapes.Nothing)
    longest = len(first) if ends else None
    high = longest if high is None else high if longest is None else min(high, longest)
    if high is not None and high <= MAX_TUPLE_LENGTH and (low or 0) <= high:
        filled = first[:high] + (items,) * (high - len(first))
        if low == high and filled:
            return shapes.Tuple(filled)
    if len(set(first)) > 1 or first[0] != items:
        reader.note(where, "which item stands where is not checked")
    options = first if ends else (*first, items)
    return _list_of(union_of(options, ""), low, high)


def _list_of(items: shapes.Shape, low: int | None, high: int | None) -> shapes.Shape:
    if isinstance(items, shapes.Nothing):
        high = 0
    if low is not None and high is not None and low > high:
        return shapes.Nothing()
    if low == high and low is not None and 0 < low <= MAX_TUPLE_LENGTH:
        return shapes.Tuple((items,) * low)
    return shapes.Array(items, low or None, high)
