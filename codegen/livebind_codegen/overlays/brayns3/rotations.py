"""Rotations in space, as unit quaternions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

from livebind import UsageError

from .vectors import AnyVector3, Vector3

__all__ = ["Quaternion", "Rotation"]

Quaternion: TypeAlias = tuple[float, float, float, float]
"""X, Y, Z and W, as `Transform.rotation` takes it."""

_ORIGIN = Vector3()


@dataclass(frozen=True)
class Rotation:
    """A rotation; make one with `about`, `from_euler` or `between`.

    Positive angles turn counterclockwise when the axis points towards the viewer.
    """

    quaternion: Quaternion = (0.0, 0.0, 0.0, 1.0)
    """Of length 1, as X, Y, Z and W. The default turns nothing."""

    @classmethod
    def from_quaternion(cls, quaternion: Quaternion) -> Rotation:
        """Return the rotation of a quaternion XYZW of any length but 0.

        Raises:
            UsageError: it is zero.
        """
        norm = math.hypot(*quaternion)
        if norm == 0.0:
            raise UsageError("a quaternion of length 0 is no rotation")
        x, y, z, w = quaternion
        return cls((x / norm, y / norm, z / norm, w / norm))

    @classmethod
    def about(cls, axis: AnyVector3, degrees: float) -> Rotation:
        """Return the rotation by an angle in degrees about an axis of any length but 0.

        Raises:
            UsageError: the axis is zero.
        """
        half = math.radians(degrees) / 2
        x, y, z = Vector3.of(axis).normalized * math.sin(half)
        return cls((x, y, z, math.cos(half)))

    @classmethod
    def from_euler(cls, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Rotation:
        """Return a rotation about X, then Y, then Z, all fixed axes, by angles in degrees."""
        about_x = cls.about((1.0, 0.0, 0.0), x)
        about_y = cls.about((0.0, 1.0, 0.0), y)
        return about_x.then(about_y).then(cls.about((0.0, 0.0, 1.0), z))

    @classmethod
    def between(cls, source: AnyVector3, destination: AnyVector3) -> Rotation:
        """Return the shortest rotation that turns one direction into another.

        Raises:
            UsageError: one of them is zero.
        """
        start, end = Vector3.of(source).normalized, Vector3.of(destination).normalized
        axis = start.cross(end)
        if axis.norm == 0.0:
            # Nothing, or half a turn about any axis at right angles.
            return cls() if start.dot(end) > 0 else cls.about(_orthogonal(start), 180.0)
        return cls.about(axis, math.degrees(math.atan2(axis.norm, start.dot(end))))

    @property
    def inverse(self) -> Rotation:
        """The rotation back."""
        x, y, z, w = self.quaternion
        return Rotation((-x, -y, -z, w))

    @property
    def degrees(self) -> float:
        """Angle about its axis, 0 to 180 degrees."""
        x, y, z, w = self.quaternion
        return math.degrees(2 * math.atan2(math.hypot(x, y, z), abs(w)))

    def then(self, other: Rotation) -> Rotation:
        """Return this rotation followed by another one."""
        first, second = Vector3(*self.quaternion[:3]), Vector3(*other.quaternion[:3])
        w1, w2 = self.quaternion[3], other.quaternion[3]
        x, y, z = first * w2 + second * w1 + second.cross(first)
        return Rotation.from_quaternion((x, y, z, w1 * w2 - first.dot(second)))

    def apply(self, vector: AnyVector3, center: AnyVector3 = _ORIGIN) -> Vector3:
        """Return a vector turned around `center`."""
        x, y, z, w = self.quaternion
        axis, arm = Vector3(x, y, z), Vector3.of(vector) - center
        across = axis.cross(arm) * 2
        return arm + across * w + axis.cross(across) + center


def _orthogonal(vector: Vector3) -> Vector3:
    """Return a vector at right angles, made with the axis that is furthest from parallel."""
    x, y, z = (abs(component) for component in vector)
    if x <= min(y, z):
        return vector.cross((1.0, 0.0, 0.0))
    return vector.cross((0.0, 1.0, 0.0) if y <= z else (0.0, 0.0, 1.0))
