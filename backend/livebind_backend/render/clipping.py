"""Which points are clipped away."""

from collections.abc import Callable
from typing import Final, TypeAlias, assert_never

import numpy as np

from livebind_backend.arrays import Booleans, Floats
from livebind_backend.scene.models import Clipping
from livebind_backend.scene.shapes import BoundedPlane, Box, Capsule, Plane, Sphere
from livebind_backend.scene.transforms import apply_to_points

__all__ = ["Clip", "make_clip"]

Clip: TypeAlias = Callable[[Floats, Floats, Floats], Booleans]
"""Tells for points which are hidden: the points, and the origins and unit directions of the rays
that met them, each of shape (n, 3)."""

_TOLERANCE: Final = np.float32(1e-4)
"""How far outside of its bounds, as a part of their size, a plane still is: it may lie on a side.
"""


def make_clip(clipping: Clipping, matrix: Floats) -> Clip:
    """Make the test of clipping shapes that were moved by a matrix.

    A sphere, box or capsule hides its inside. A plane hides the side that its normal points away
    from; a bounded plane does so for those who look through it. No shapes hide nothing.
    """
    # A model may be scaled to nothing along an axis, which has no inverse.
    inverse = np.linalg.pinv(matrix.astype(np.float64)).astype(np.float32)

    def clip(points: Floats, origins: Floats, directions: Floats) -> Booleans:
        local = apply_to_points(inverse, points)
        starts, ways = apply_to_points(inverse, origins), directions @ inverse[:3, :3].T
        inside = np.zeros(len(points), np.bool_)
        for shape in clipping.shapes:
            if isinstance(shape, BoundedPlane):
                inside |= _below(shape.coefficients, local) & _through(shape, starts, ways)
            else:
                inside |= _contains(shape, local)
        return ~inside if clipping.inverted and clipping.shapes else inside

    return clip


def _through(plane: BoundedPlane, origins: Floats, directions: Floats) -> Booleans:
    """Tell which rays go through the part of a plane in its bounds."""
    normal = _row(plane.coefficients[:3])
    facing = directions @ normal
    crossing = np.abs(facing) > np.finfo(np.float32).tiny
    distances = (plane.coefficients[3] - origins @ normal) / np.where(crossing, facing, 1)
    points = origins + directions * distances[:, None]
    low, high = _row(plane.bounds.min), _row(plane.bounds.max)
    near = _TOLERANCE * max(float(np.abs(high - low).max()), 0.0)
    fits = (points >= low - near) & (points <= high + near)
    through: Booleans = crossing & (distances > 0) & np.all(fits, axis=1)
    return through


def _contains(shape: Sphere | Box | Capsule | Plane, points: Floats) -> Booleans:
    match shape:
        case Sphere():
            return _norm(points - _row(shape.center)) < shape.radius
        case Box():
            return _in_box(shape, points)
        case Capsule():
            return _in_capsule(shape, points)
        case Plane():
            return _below(shape.coefficients, points)
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
