"""The Api as a JSON Schema that datamodel-code-generator can do no harm with.

It names each type and each attribute as they are called in Python, refers to types by `$ref`, and
holds no text of the backend at all: no wire name, no description, no value of an enum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livebind_codegen.emit.scalars import SCALARS, scalar_name
from livebind_codegen.naming.occurrences import is_named
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api, NamedType

__all__ = ["model_schema"]

_INT64_MAX = 2**63 - 1


def model_schema(api: Api) -> dict[str, Any]:
    """Return a JSON Schema whose `$defs` are the named types of `api`."""
    definitions = {type_.name: _type_schema(type_, api) for type_ in api.types}
    for name, (shape, _) in SCALARS.items():
        definitions[name] = _number_schema(shape)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}


def _type_schema(type_: NamedType, api: Api) -> dict[str, Any]:
    match type_.shape:
        case shapes.Object():
            return {
                "type": "object",
                "properties": {one.name: _schema(one.shape, api) for one in type_.attributes},
                "required": [one.name for one in type_.attributes if one.required],
                "additionalProperties": False,
            }
        case shapes.Enumeration():
            return {"type": "string", "enum": [name for name, _ in type_.members]}
        case shapes.Union(options=options):
            return {"anyOf": [_schema(option, api) for option in options]}


def _schema(  # noqa: C901, PLR0911 - one case for each kind
    shape: shapes.Shape, api: Api
) -> dict[str, Any]:
    if is_named(shape):
        return {"$ref": f"#/$defs/{api.name_of(shape)}"}
    name = scalar_name(shape)
    if name:
        return {"$ref": f"#/$defs/{name}"}
    match shape:
        case shapes.Null():
            return {"type": "null"}
        case shapes.Boolean():
            return {"type": "boolean"}
        case shapes.Integer() | shapes.Number():
            return _number_schema(shape)
        case shapes.String(min_length=low, max_length=high):
            return _limited({"type": "string"}, minLength=low, maxLength=high)
        case shapes.Array(items=items, min_items=low, max_items=high):
            array = {"type": "array", "items": _schema(items, api)}
            return _limited(array, minItems=low, maxItems=high)
        case shapes.Tuple(items=items):
            return {
                "type": "array",
                "prefixItems": [_schema(item, api) for item in items],
                "items": False,
                "minItems": len(items),
                "maxItems": len(items),
            }
        case shapes.Mapping(values=values):
            return {"type": "object", "additionalProperties": _schema(values, api) or True}
        case shapes.Nullable(shape=inner):
            return {"anyOf": [_schema(inner, api), {"type": "null"}]}
        case shapes.Union(options=options):
            return {"anyOf": [_schema(option, api) for option in options]}
        case _:
            return {}


def _number_schema(shape: shapes.Integer | shapes.Number) -> dict[str, Any]:
    if isinstance(shape, shapes.Number):
        return _limited(
            {"type": "number"},
            minimum=shape.minimum,
            maximum=shape.maximum,
            exclusiveMinimum=shape.exclusive_minimum,
            exclusiveMaximum=shape.exclusive_maximum,
        )
    # msgspec compares integers with limits of 64 bits, signed: wider ones cannot be checked.
    low = _checkable(shape.minimum)
    high = _checkable(shape.maximum)
    return _limited({"type": "integer"}, minimum=low, maximum=high, multipleOf=shape.multiple_of)


def _checkable(limit: int | None) -> int | None:
    return None if limit is None or abs(limit) > _INT64_MAX else limit


def _limited(schema: dict[str, Any], **limits: float | None) -> dict[str, Any]:
    return schema | {name: limit for name, limit in limits.items() if limit is not None}
