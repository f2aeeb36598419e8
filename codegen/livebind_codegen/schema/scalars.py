"""Reads the schemas of single values: strings, numbers, constants and enumerations."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.keywords import (
    check_order,
    description_of,
    length_of,
    number_of,
    title_of,
)
from livebind_codegen.schema.limits import MAX_ENUM_MEMBERS
from livebind_codegen.schema.unions import union_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livebind_codegen.schema.parse import SchemaReader

__all__ = ["read_integer", "read_number", "read_string", "read_values", "read_words"]

_LARGEST_STEP: Final = 2**53
_UINT64_MAX: Final = 2**64 - 1
_DESCRIBED_WORD: Final = frozenset({"const", "description", "title", "type", "deprecated"})


def read_string(reader: SchemaReader, schema: dict[str, Any], where: str) -> shapes.Shape:
    """Return the shape of a string.

    Raises:
        SchemaError: if no string is valid.
    """
    low = length_of(schema, "minLength", where)
    high = length_of(schema, "maxLength", where)
    check_order(low, high, "Length", where)
    if schema.get("pattern") is not None:
        # A pattern of an untrusted schema could make `re` run for ever.
        reader.note(where, "the pattern of a string is not checked")
    return shapes.String(low or None, high)


def read_integer(reader: SchemaReader, schema: dict[str, Any], where: str) -> shapes.Shape:
    """Return the shape of an integer.

    Raises:
        SchemaError: if no integer is valid.
    """
    low = number_of(schema, "minimum", where)
    high = number_of(schema, "maximum", where)
    above = number_of(schema, "exclusiveMinimum", where)
    below = number_of(schema, "exclusiveMaximum", where)
    lows = [math.ceil(low)] if low is not None else []
    lows += [math.floor(above) + 1] if above is not None else []
    # Brayns 4 writes 2**64 - 1 as a float, which rounds to 2**64.
    highs = [math.floor(high) - (high == _UINT64_MAX + 1)] if high is not None else []
    highs += [math.ceil(below) - 1] if below is not None else []
    step = number_of(schema, "multipleOf", where)
    if step is not None and (step != int(step) or not 1 <= step <= _LARGEST_STEP):
        reader.note(where, "the steps of a number are not checked")
        step = None
    least, greatest = max(lows, default=None), min(highs, default=None)
    check_order(least, greatest, "imum", where)
    return shapes.Integer(least, greatest, None if step is None else int(step))


def read_number(reader: SchemaReader, schema: dict[str, Any], where: str) -> shapes.Shape:
    """Return the shape of a number.

    Raises:
        SchemaError: if no number is valid.
    """
    low = number_of(schema, "minimum", where)
    high = number_of(schema, "maximum", where)
    check_order(low, high, "imum", where)
    if "multipleOf" in schema:
        # 0.3 is no multiple of 0.1 to a computer.
        reader.note(where, "the steps of a number are not checked")
    return shapes.Number(
        low,
        high,
        number_of(schema, "exclusiveMinimum", where),
        number_of(schema, "exclusiveMaximum", where),
    )


def read_values(values: object, schema: dict[str, Any], where: str) -> shapes.Shape:
    """Return the shape of one of `values`, which `const` or `enum` lists.

    Raises:
        SchemaError: if it is no list of values.
    """
    if not is_list(values) or not values:
        raise SchemaError(f"{where}: 'enum' must be a list with values")
    present = [value for value in values if value is not None]
    shape = _listed(present, schema, where)
    return shape if len(present) == len(values) else union_of((shape, shapes.Null()), "")


def _listed(values: list[Any], schema: dict[str, Any], where: str) -> shapes.Shape:
    if not values:
        return shapes.Null()
    if "const" in schema and isinstance(values[0], str):
        return shapes.Constant(values[0])
    if all(isinstance(value, str) for value in values):
        return _enumeration(values, [""] * len(values), schema, where)
    _check_count(values, where)
    texts = dict.fromkeys(json.dumps(value, sort_keys=True) for value in values)
    return shapes.Values(tuple(texts))


def read_words(
    options: Sequence[Any], schema: dict[str, Any], where: str
) -> shapes.Enumeration | None:
    """Return the enumeration that a union of described string constants is, None for others.

    Raises:
        SchemaError: if there are too many.
    """
    if not options or not all(
        is_object(option)
        and isinstance(option.get("const"), str)
        and option.get("type", "string") == "string"
        and option.keys() <= _DESCRIBED_WORD
        for option in options
    ):
        return None
    values = [option["const"] for option in options]
    return _enumeration(values, [description_of(option) for option in options], schema, where)


def _enumeration(
    values: list[str], descriptions: Sequence[str], schema: dict[str, Any], where: str
) -> shapes.Enumeration:
    _check_count(values, where)
    members = {
        value: shapes.Member(value, description)
        for value, description in zip(values, descriptions, strict=True)
    }
    return shapes.Enumeration(tuple(members.values()), title_of(schema))


def _check_count(values: Sequence[object], where: str) -> None:
    if len(values) > MAX_ENUM_MEMBERS:
        raise SchemaError(
            f"{where}: {len(values)} values, more than the {MAX_ENUM_MEMBERS} we accept"
        )
