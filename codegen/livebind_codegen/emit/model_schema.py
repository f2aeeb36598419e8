"""Shapes as JSON Schemas that datamodel-code-generator can do no harm with.

A schema holds no text of the backend at all: whatever has a name in Python (types, scalars,
constants) is a placeholder in it. So few different schemas remain, however large a description is:
a list of `Page` and a list of `Frame` are one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from livebind_codegen.emit.scalars import limited, number_schema, scalar_name
from livebind_codegen.emit.values import literal_annotation
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api

__all__ = ["Pattern", "pattern_of", "placeholder"]


@dataclass
class Pattern:
    """A schema with placeholders, and the Python that each of them stands for."""

    schema: dict[str, Any] = field(default_factory=dict[str, Any])
    names: list[str] = field(default_factory=list[str])
    """Python source for each placeholder, in their order."""

    @property
    def key(self) -> str:
        """What equal patterns have in common."""
        return json.dumps(self.schema, sort_keys=True)


def placeholder(index: int) -> str:
    """Return the name of a placeholder."""
    return f"Placeholder{index}"


def pattern_of(shape: shapes.Shape, api: Api) -> Pattern:
    """Return the pattern of a shape."""
    pattern = Pattern()
    pattern.schema = _schema(shape, api, pattern)
    return pattern


def _stands_for(source: str, pattern: Pattern) -> dict[str, Any]:
    if source not in pattern.names:
        pattern.names.append(source)
    return {"$ref": f"#/$defs/{placeholder(pattern.names.index(source))}"}


def _schema(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    shape: shapes.Shape, api: Api, pattern: Pattern
) -> dict[str, Any]:
    if api.has_name(shape):
        return _stands_for(api.name_of(shape), pattern)
    name = scalar_name(shape)
    if name:
        return _stands_for(name, pattern)
    match shape:
        case shapes.Null():
            return {"type": "null"}
        case shapes.Boolean():
            return {"type": "boolean"}
        case shapes.Integer() | shapes.Number():
            return number_schema(shape)
        case shapes.String(min_length=low, max_length=high):
            return limited({"type": "string"}, minLength=low, maxLength=high)
        case shapes.Constant() | shapes.Values():
            return _stands_for(literal_annotation(shape), pattern)
        case shapes.Nothing():
            return _stands_for("Nothing", pattern)
        case shapes.Array(items=items, min_items=low, max_items=high):
            array = {"type": "array", "items": _schema(items, api, pattern)}
            return limited(array, minItems=low, maxItems=high)
        case shapes.Tuple(items=()):
            return _stands_for("tuple[()]", pattern)
        case shapes.Tuple(items=items):
            return {
                "type": "array",
                "prefixItems": [_schema(item, api, pattern) for item in items],
                "items": False,
                "minItems": len(items),
                "maxItems": len(items),
            }
        case shapes.Mapping(values=values, min_properties=low, max_properties=high):
            inner = _schema(values, api, pattern) or True
            mapping = {"type": "object", "additionalProperties": inner}
            return limited(mapping, minProperties=low, maxProperties=high)
        case shapes.Nullable(shape=inner):
            return {"anyOf": [_schema(inner, api, pattern), {"type": "null"}]}
        case shapes.Union(options=options):
            return {"anyOf": [_schema(option, api, pattern) for option in options]}
        case _:
            return {}
