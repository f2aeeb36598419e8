"""Numbers within the limits of a machine type, which get a name of their own.

`Float32` reads better than its two limits wherever a backend computes in single precision.
"""

from __future__ import annotations

from typing import Final

from livebind_codegen.schema import shapes

__all__ = ["SCALARS", "scalar_name"]

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

_NAMES: Final = {shape: name for name, (shape, _) in SCALARS.items()}


def scalar_name(shape: shapes.Shape) -> str:
    """Return the name of a number with a machine's limits, empty for any other shape."""
    return _NAMES.get(shape, "") if isinstance(shape, shapes.Integer | shapes.Number) else ""
