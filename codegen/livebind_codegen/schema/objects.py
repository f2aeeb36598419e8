"""Reads the schemas of objects: fixed properties, free ones, or both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema import shapes
from livebind_codegen.schema.keywords import (
    check_order,
    description_of,
    documentation_of,
    length_of,
    shown,
    title_of,
)
from livebind_codegen.schema.limits import MAX_PROPERTIES
from livebind_codegen.schema.unions import union_of
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from livebind_codegen.schema.parse import SchemaReader

__all__ = ["read_object"]

_UNWRITABLE: Final = re.compile(r'["\\\x00-\x1f]')
"""msgspec writes names of properties as they are, and so refuses what JSON would escape."""


def read_object(
    reader: SchemaReader, schema: dict[str, Any], where: str, depth: int
) -> shapes.Shape:
    """Return the shape of an object: a map where no property is fixed.

    Raises:
        SchemaError: if the schema is none, or beyond the limits.
    """
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    if not is_object(properties) or not is_list(required):
        raise SchemaError(f"{where}: 'properties' must be an object and 'required' a list")
    if len(properties) > MAX_PROPERTIES:
        raise SchemaError(
            f"{where}: {len(properties)} properties, more than the {MAX_PROPERTIES} we accept"
        )
    names = sorted({*properties, *(name for name in required if isinstance(name, str))})
    unwritable = [name for name in names if _UNWRITABLE.search(name)]
    if unwritable:
        reader.note(where, f"a name that cannot be written ({shown(unwritable[0])}): a map instead")
        return shapes.Mapping(shapes.AnyValue())
    free = _free(reader, schema, where, depth)
    if not names:
        if schema.get("additionalProperties") is False and free is None:
            return shapes.Object((), title_of(schema), description_of(schema))
        low = length_of(schema, "minProperties", where)
        high = length_of(schema, "maxProperties", where)
        check_order(low, high, "Properties", where)
        return shapes.Mapping(shapes.AnyValue() if free is None else free, low or None, high)
    return shapes.Object(
        tuple(
            _property(reader, name, properties.get(name, True), name in required, where, depth)
            for name in names
        ),
        title_of(schema),
        description_of(schema),
        free=free,
    )


def _free(
    reader: SchemaReader, schema: dict[str, Any], where: str, depth: int
) -> shapes.Shape | None:
    """Return the shape of what is no fixed property, None if nothing is said of it."""
    additional = schema.get("additionalProperties")
    patterns = schema.get("patternProperties", {})
    if not is_object(patterns):
        raise SchemaError(f"{where}: 'patternProperties' must be an object")
    options = [
        reader.read(one, f"{where}{{{plain_text(pattern, 40)}}}", depth + 1)
        for pattern, one in patterns.items()
    ]
    if options:
        reader.note(where, "the patterns of names are not checked")
        if additional is None:
            return shapes.AnyValue()
    if is_object(additional):
        options.append(reader.read(additional, f"{where}{{}}", depth + 1))
    elif additional is True and options:
        return shapes.AnyValue()
    return union_of(options, "") if options else None


def _property(  # noqa: PLR0913, PLR0917 - a property at its place
    reader: SchemaReader,
    name: str,
    schema: object,
    required: bool,  # noqa: FBT001 - a value of the schema, passed through
    where: str,
    depth: int,
) -> shapes.Property:
    shape = reader.read(schema, f"{where}.{plain_text(name, 60)}", depth + 1)
    keywords: dict[str, Any] = schema if is_object(schema) else {}
    return shapes.Property(
        name=name,
        shape=shape,
        # What only the client writes never stands in a reply.
        required=required and keywords.get("writeOnly") is not True,
        read_only=keywords.get("readOnly") is True,
        documentation=documentation_of(keywords, where),
    )
