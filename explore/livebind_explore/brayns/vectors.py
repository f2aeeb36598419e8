"""Arithmetic of vectors of three numbers, in double precision."""

from __future__ import annotations

from math import cos, hypot, sin
from typing import TypeAlias

__all__ = ["Vector", "add", "cross", "dot", "length", "rotated", "scaled", "subtract", "unit"]

Vector: TypeAlias = tuple[float, float, float]
"""X, Y and Z."""


def add(first: Vector, second: Vector) -> Vector:
    """Return the sum."""
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def subtract(first: Vector, second: Vector) -> Vector:
    """Return what leads from the second to the first."""
    return first[0] - second[0], first[1] - second[1], first[2] - second[2]


def scaled(vector: Vector, factor: float) -> Vector:
    """Return the vector, that many times as long."""
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def dot(first: Vector, second: Vector) -> float:
    """Return the scalar product."""
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


def cross(first: Vector, second: Vector) -> Vector:
    """Return the vector product, which is at right angles to both."""
    return (
        first[1] * second[2] - first[2] * second[1],
        first[2] * second[0] - first[0] * second[2],
        first[0] * second[1] - first[1] * second[0],
    )


def length(vector: Vector) -> float:
    """Return the Euclidean length."""
    return hypot(*vector)


def unit(vector: Vector) -> Vector:
    """Return the vector of length one in the same direction.

    Raises:
        ZeroDivisionError: It has no length.
    """
    return scaled(vector, 1 / length(vector))


def rotated(vector: Vector, axis: Vector, angle: float) -> Vector:
    """Turn a vector around an axis of length one by an angle in radians (Rodrigues' formula)."""
    cosine = cos(angle)
    along = scaled(axis, dot(axis, vector) * (1 - cosine))
    return add(
        add(scaled(vector, cosine), scaled(cross(axis, vector), sin(angle))),
        along,
    )
