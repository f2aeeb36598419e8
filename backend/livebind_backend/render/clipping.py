"""Which points are clipped away."""

from collections.abc import Callable
from typing import TypeAlias, assert_never

import numpy as np

from livebind_backend.arrays import Booleans, Floats
from livebind_backend.scene.models import Clipping
from livebind_backend.scene.shapes import BoundedPlane, Box, Capsule, Plane, Shape, Sphere
from livebind_backend.scene.transforms import apply_to_points

__all__ = ["Clip", "make_clip"]

Clip: TypeAlias = Callable[[Floats], Booleans]
"""Tells for points of shape (n, 3) which are hidden."""


def make_clip(clipping: Clipping, matrix: Floats) -> Clip:
    """Make the test of clipping shapes that were moved by a matrix.

    A sphere, box or capsule hides its inside. A plane hides the side that its normal points away
    from; a bounded plane does so within its bounds. No shapes hide nothing.
    """
    # A model may be scaled to nothing along an axis, which has no inverse.
    inverse = np.linalg.pinv(matrix.astype(np.float64)).astype(np.float32)

    def clip(points: Floats) -> Booleans:
        local = apply_to_points(inverse, points)
        inside = np.zeros(len(points), np.bool_)
        for shape in clipping.shapes:
            inside |= _contains(shape, local)
        return ~inside if clipping.inverted and clipping.shapes else inside

    return clip


def _contains(shape: Shape, points: Floats) -> Booleans:
    match shape:
        case Sphere():
            return _norm(points - _row(shape.center)) < shape.radius
        case Box():
            return _in_box(shape, points)
        case Capsule():
            return _in_capsule(shape, points)
        case Plane():
            return _below(shape.coefficients, points)
        case BoundedPlane():
            return _below(shape.coefficients, points) & _in_box(shape.bounds, points)
        case _:
            assert_never(shape)


def _in_box(box: Box, points: Floats) -> Booleans:
    fits = (points >= _row(box.min)) & (points <= _row(box.max))
    inside: Booleans = np.all(fits, axis=1)
    return inside


def _in_capsule(capsule: Capsule, points: Floats) -> Booleans:
    axis = _row(capsule.p1) - _row(capsule.p0)
    length = max(float(axis @ axis), float(np.finfo(np.float32).tiny))
    along = np.clip((points - _row(capsule.p0)) @ axis / length, 0, 1)
    nearest = _row(capsule.p0) + along[:, None] * axis
    return _norm(points - nearest) < capsule.r0 + along * (capsule.r1 - capsule.r0)


def _below(coefficients: tuple[float, float, float, float], points: Floats) -> Booleans:
    below: Booleans = points @ _row(coefficients[:3]) < np.float32(coefficients[3])
    return below


def _norm(vectors: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(vectors, axis=1)
    return lengths


def _row(values: tuple[float, ...]) -> Floats:
    return np.array(values, np.float32)
