"""Bounds with arithmetic.

The generated `Bounds` says what the backend sends: two corners. `BoundingBox` is one of them that
can also calculate: it is accepted wherever `Bounds` is, and `BoundingBox.of` makes one of a reply.
It has a name of its own because replies hold plain `Bounds`: one name for both would promise
methods that those do not have.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from livebind import UsageError

from .. import Bounds
from .vectors import AnyVector3, Vector3

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rotations import Rotation

__all__ = ["BoundingBox"]

_ORIGIN = Vector3()


class BoundingBox(Bounds, kw_only=True):
    """A box along the axes, in world units."""

    @classmethod
    def of(cls, bounds: Bounds) -> BoundingBox:
        """Return bounds that came from the backend, as a box that calculates."""
        return cls(min=bounds.min, max=bounds.max)

    @classmethod
    def around(cls, points: Iterable[AnyVector3]) -> BoundingBox:
        """Return the smallest box that holds all points.

        Raises:
            UsageError: there are none.
        """
        x, y, z = _columns(points)
        return cls(min=Vector3(min(x), min(y), min(z)), max=Vector3(max(x), max(y), max(z)))

    @classmethod
    def merged(cls, boxes: Iterable[Bounds]) -> BoundingBox:
        """Return the smallest box that holds all boxes; empty ones do not count.

        Raises:
            UsageError: there are none.
        """
        full = [box for box in map(cls.of, boxes) if not box.is_empty]
        return cls.around(corner for box in full for corner in (box.min, box.max))

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing, as the bounds of a scene without models."""
        return any(low > high for low, high in zip(self.min, self.max, strict=True))

    @property
    def center(self) -> Vector3:
        """Point in the middle."""
        # Halved first: the sum of the largest numbers would be infinite.
        return Vector3.of(self.min) / 2 + Vector3.of(self.max) / 2

    @property
    def size(self) -> Vector3:
        """Width, height and depth: its extent along X, Y and Z."""
        return Vector3.of(self.max) - self.min

    @property
    def corners(self) -> list[Vector3]:
        """The eight corners."""
        return [Vector3(x, y, z) for x, y, z in product(*zip(self.min, self.max, strict=True))]

    def __contains__(self, point: AnyVector3) -> bool:
        return all(
            low <= at <= high for low, at, high in zip(self.min, point, self.max, strict=True)
        )

    def translated(self, shift: AnyVector3) -> BoundingBox:
        """Return the box moved by a vector."""
        return BoundingBox(
            min=Vector3.of(self.min) + shift,
            max=Vector3.of(self.max) + shift,
        )

    def scaled(self, factor: float | AnyVector3) -> BoundingBox:
        """Return the box scaled about the origin by a number, or by one for each axis."""
        return BoundingBox.around(corner * factor for corner in self.corners)

    def rotated(self, rotation: Rotation, center: AnyVector3 = _ORIGIN) -> BoundingBox:
        """Return the box along the axes that holds this one turned around `center`."""
        return BoundingBox.around(rotation.apply(corner, center) for corner in self.corners)


def _columns(points: Iterable[AnyVector3]) -> tuple[list[float], list[float], list[float]]:
    listed = list(points)
    if not listed:
        raise UsageError("there is no box around nothing: give at least one point or full box")
    return (
        [point[0] for point in listed],
        [point[1] for point in listed],
        [point[2] for point in listed],
    )
