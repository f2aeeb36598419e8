"""The Api as a JSON Schema that datamodel-code-generator can do no harm with.

It names each type and each attribute as they are called in Python, refers to types by `$ref`, and
holds no text of the backend at all: no wire name, no description, no value of an enum. A constant
is a type of its own there, which `emit.model_annotations` replaces by what it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.emit.scalars import SCALARS, scalar_name
from livebind_codegen.naming.occurrences import is_named
from livebind_codegen.schema import shapes

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api, NamedType

__all__ = ["ModelSchema", "model_schema"]

_INT64_MAX = 2**63 - 1


_EMPTY_CLASS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {},
    "additionalProperties": False,
}
"""Stands for what only its name matters of: a class is referred to in the plainest way."""


@dataclass(frozen=True)
class ModelSchema:
    """A schema, and what stands for something else in it."""

    schema: dict[str, Any]
    """JSON Schema whose `$defs` are the types, scalars and constants."""
    constants: dict[str, str]
    """The constant that a type in `$defs` stands for, by the type's name."""


def model_schema(api: Api) -> ModelSchema:
    """Return the types of `api` as a schema."""
    writer = _Writer(api)
    definitions = {type_.name: writer.type_schema(type_) for type_ in api.types}
    for name, (shape, _) in SCALARS.items():
        definitions[name] = _number_schema(shape)
    constants = {name: value for value, name in writer.constants.items()}
    definitions |= dict.fromkeys(constants, _EMPTY_CLASS)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}
    return ModelSchema(schema, constants)


class _Writer:
    """Writes shapes as schemas, and gives each constant a name that no type has."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._taken = {type_.name for type_ in api.types}
        self.constants: dict[str, str] = {}

    def type_schema(self, type_: NamedType) -> dict[str, Any]:
        """Return the schema of a named type."""
        match type_.shape:
            case shapes.Object():
                return {
                    "type": "object",
                    "properties": {one.name: self.schema(one.shape) for one in type_.attributes},
                    "required": [one.name for one in type_.attributes if one.required],
                    "additionalProperties": False,
                }
            case shapes.Enumeration():
                return _EMPTY_CLASS
            case shapes.Union(options=options):
                return {"anyOf": [self.schema(option) for option in options]}

    def schema(  # noqa: C901, PLR0911, PLR0912 - one case for each kind
        self, shape: shapes.Shape
    ) -> dict[str, Any]:
        """Return the schema of a value."""
        if is_named(shape):
            return {"$ref": f"#/$defs/{self._api.name_of(shape)}"}
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
            case shapes.Constant(value=value):
                return {"$ref": f"#/$defs/{self._constant_name(value)}"}
            case shapes.Array(items=items, min_items=low, max_items=high):
                array = {"type": "array", "items": self.schema(items)}
                return _limited(array, minItems=low, maxItems=high)
            case shapes.Tuple(items=items):
                return {
                    "type": "array",
                    "prefixItems": [self.schema(item) for item in items],
                    "items": False,
                    "minItems": len(items),
                    "maxItems": len(items),
                }
            case shapes.Mapping(values=values):
                return {"type": "object", "additionalProperties": self.schema(values) or True}
            case shapes.Nullable(shape=inner):
                return {"anyOf": [self.schema(inner), {"type": "null"}]}
            case shapes.Union(options=options):
                return {"anyOf": [self.schema(option) for option in options]}
            case _:
                return {}

    def _constant_name(self, value: str) -> str:
        if value not in self.constants:
            number = len(self.constants)
            while f"Constant{number}" in self._taken:
                number += 1
            self.constants[value] = f"Constant{number}"
            self._taken.add(f"Constant{number}")
        return self.constants[value]


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
