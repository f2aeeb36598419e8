"""Numbers within the limits of a machine type, which get a name of their own.

`Float32` reads better than its two limits wherever a backend computes in single precision.
"""

from __future__ import annotations

from typing import Any, Final

from livebind_codegen.schema import shapes

__all__ = [
    "SCALARS",
    "limited",
    "number_schema",
    "scalar_annotation",
    "scalar_name",
]

_INT64_MAX: Final = 2**63 - 1
_FLOAT32_MAX: Final = 3.4028234663852886e38

SCALARS: Final[dict[str, tuple[shapes.Integer | shapes.Number, str]]] = {
    "Float32": (
        shapes.Number(-_FLOAT32_MAX, _FLOAT32_MAX),
        "A number that fits into 32 bits of floating point.",
    ),
    "Int32": (shapes.Integer(-(2**31), 2**31 - 1), "An integer of 32 bits."),
    "Int64": (shapes.Integer(-(2**63), 2**63 - 1), "An integer of 64 bits."),
    "UInt8": (shapes.Integer(0, 2**8 - 1), "An integer of 8 bits, not negative."),
    "UInt16": (shapes.Integer(0, 2**16 - 1), "An integer of 16 bits, not negative."),
    "UInt32": (shapes.Integer(0, 2**32 - 1), "An integer of 32 bits, not negative."),
    "UInt64": (shapes.Integer(0, 2**64 - 1), "An integer of 64 bits, not negative."),
}
"""The shape and the documentation of each, by its name in the generated package."""

_LIMITS: Final = {"minimum": "ge", "maximum": "le"}
_NAMES: Final = {shape: name for name, (shape, _) in SCALARS.items()}


def scalar_name(shape: shapes.Shape) -> str:
    """Return the name of a number with a machine's limits, empty for any other shape."""
    return _NAMES.get(shape, "") if isinstance(shape, shapes.Integer | shapes.Number) else ""


def scalar_annotation(name: str) -> str:
    """Return the annotation that the name stands for, with the limits that msgspec can check."""
    shape, _ = SCALARS[name]
    schema = number_schema(shape)
    limits = [f"{word}={schema[key]!r}" for key, word in _LIMITS.items() if key in schema]
    kind = "float" if isinstance(shape, shapes.Number) else "int"
    return f"Annotated[{kind}, Meta({', '.join(limits)})]"


def number_schema(shape: shapes.Integer | shapes.Number) -> dict[str, Any]:
    """Return the schema of a number, with the limits that msgspec can check."""
    if isinstance(shape, shapes.Number):
        return limited(
            {"type": "number"},
            minimum=shape.minimum,
            maximum=shape.maximum,
            exclusiveMinimum=shape.exclusive_minimum,
            exclusiveMaximum=shape.exclusive_maximum,
        )
    # msgspec compares integers with limits of 64 bits, signed: wider ones cannot be checked.
    low = _checkable(shape.minimum)
    high = _checkable(shape.maximum)
    return limited({"type": "integer"}, minimum=low, maximum=high, multipleOf=shape.multiple_of)


def _checkable(limit: int | None) -> int | None:
    return None if limit is None or abs(limit) > _INT64_MAX else limit


def limited(schema: dict[str, Any], **limits: float | None) -> dict[str, Any]:
    """Return the schema with those limits that there are."""
    return schema | {name: limit for name, limit in limits.items() if limit is not None}
