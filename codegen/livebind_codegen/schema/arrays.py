"""Reads the schemas of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list
from livebind_codegen.schema import shapes
from livebind_codegen.schema.keywords import check_order, length_of, title_of
from livebind_codegen.schema.limits import MAX_TUPLE_LENGTH
from livebind_codegen.schema.lists import list_of
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
    first = tuple(
        reader.read(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(prefix)
    )
    if len(first) > MAX_TUPLE_LENGTH and set(first) != {items}:
        reader.note(where, "which item stands where is not checked")
        if isinstance(items, shapes.Nothing):
            high = len(first) if high is None else min(high, len(first))
        first, items = (), union_of((*first, items), "")
    return list_of(first, items, low or 0, high, title_of(schema))
