"""Axis-aligned bounding boxes."""

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Floats, Vector3
from livebind_backend.declarations import About
from livebind_backend.json_text import FLOAT_MAX

__all__ = ["EMPTY", "Bounds", "bounds_of_points", "is_finite", "union"]


@dataclass(frozen=True)
class Bounds:
    """Smallest axis-aligned box around something; min is above max around nothing."""

    max: Annotated[Vector3, About("Corner with the largest X, Y and Z", read_only=True)]
    min: Annotated[Vector3, About("Corner with the smallest X, Y and Z", read_only=True)]


EMPTY: Final = Bounds(
    max=(-FLOAT_MAX, -FLOAT_MAX, -FLOAT_MAX), min=(FLOAT_MAX, FLOAT_MAX, FLOAT_MAX)
)
"""Bounds of nothing."""


def bounds_of_points(points: Floats) -> Bounds:
    """Bound points of shape (n, 3)."""
    if len(points) == 0:
        return EMPTY
    return Bounds(max=_vector(points.max(axis=0)), min=_vector(points.min(axis=0)))


def union(boxes: list[Bounds]) -> Bounds:
    """Bound several boxes; empty and infinite ones do not count."""
    finite = [box for box in boxes if is_finite(box)]
    if not finite:
        return EMPTY
    corners = np.array([corner for box in finite for corner in (box.min, box.max)], np.float32)
    return bounds_of_points(corners)


def is_finite(box: Bounds) -> bool:
    """Tell whether the box is neither empty nor endless."""
    return all(
        -FLOAT_MAX < low <= high < FLOAT_MAX for low, high in zip(box.min, box.max, strict=True)
    )


def _vector(row: Floats) -> Vector3:
    x, y, z = (float(value) for value in row)
    return x, y, z
