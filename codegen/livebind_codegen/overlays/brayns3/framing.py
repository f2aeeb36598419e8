"""How to place a camera so that a box just fits into the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livebind import UsageError

from .boxes import BoundingBox
from .views import CameraView

if TYPE_CHECKING:
    from .. import Bounds, View
    from .vectors import Vector3

# Nothing for users of the package: the modules beside this one use it.
__all__ = []

_MARGIN = 0.05
"""Part of the picture that stays free at its tighter edges together."""


@dataclass(frozen=True)
class _Subject:
    """A box as the camera sees it: its corners relative to its center."""

    center: Vector3
    right: Vector3
    up: Vector3
    forward: Vector3
    corners: tuple[tuple[float, float, float], ...]
    """To the right, up and away from the camera, in world units."""

    @property
    def half_depth(self) -> float:
        return max(depth for _, _, depth in self.corners)

    def seen_from(self, across: float, upward: float, distance: float) -> CameraView:
        """Return the view from a place shifted against the center, in world units."""
        target = self.center + self.right * across + self.up * upward
        return CameraView.towards(target, direction=self.forward, distance=distance, up=self.up)


def fit_perspective(bounds: Bounds, view: View, *, fovy: float, aspect_ratio: float) -> CameraView:
    """Return the nearest view, in the direction of `view`, that shows all of a box.

    Args:
        bounds: the box, in world units.
        view: gives the direction and what is up.
        fovy: angle between lower and upper edge of the picture, in degrees.
        aspect_ratio: width of the picture divided by its height.

    Raises:
        UsageError: the box is empty, or a number makes no sense.
    """
    subject = _subject(bounds, view)
    slope_up = math.tan(math.radians(_checked_angle(fovy)) / 2) * (1 - _MARGIN)
    slope_across = slope_up * _checked_ratio(aspect_ratio)
    across, distance_across = _fit_axis(
        [(at, away) for at, _, away in subject.corners], slope_across
    )
    upward, distance_up = _fit_axis([(at, away) for _, at, away in subject.corners], slope_up)
    distance = max(distance_across, distance_up)
    if distance <= subject.half_depth:
        # A line along the direction, or a point: any distance in front of it will do.
        distance = subject.half_depth * (1 + _MARGIN) or 1.0
    return subject.seen_from(across, upward, distance)


def fit_orthographic(
    bounds: Bounds, view: View, *, aspect_ratio: float
) -> tuple[CameraView, float]:
    """Return a view in front of a box, and the height in world units that shows all of it.

    Args and errors are those of `fit_perspective`.
    """
    subject = _subject(bounds, view)
    ratio = _checked_ratio(aspect_ratio)
    needed = 2 * max(max(abs(up), abs(across) / ratio) for across, up, _ in subject.corners)
    height = needed / (1 - _MARGIN) or 1.0
    # Parallel rays: the distance only has to keep the camera in front of everything.
    return subject.seen_from(0.0, 0.0, subject.half_depth + height), height


def _fit_axis(points: list[tuple[float, float]], slope: float) -> tuple[float, float]:
    """Return where to stand on one axis of the picture, and how far away, to see all points.

    A point at `at`, `away` from the center is in the picture of a camera at `place` if
    ``|at - place| <= slope * (distance + away)``. The two tightest of these conditions meet at the
    smallest distance.
    """
    highest = max(at - slope * away for at, away in points)
    lowest = min(at + slope * away for at, away in points)
    return (highest + lowest) / 2, (highest - lowest) / (2 * slope)


def _subject(bounds: Bounds, view: View) -> _Subject:
    box = BoundingBox.of(bounds)
    if box.is_empty:
        raise UsageError("there is nothing to show: the bounds are empty")
    seen = CameraView.of(view)
    center, right, up, forward = box.center, seen.right_direction, seen.up_direction, seen.direction
    arms = [corner - center for corner in box.corners]
    corners = tuple((arm.dot(right), arm.dot(up), arm.dot(forward)) for arm in arms)
    return _Subject(center, right, up, forward, corners)


def _checked_angle(fovy: float) -> float:
    if not 0 < fovy < 180:  # noqa: PLR2004 - degrees of half a turn
        raise UsageError(f"fovy must be between 0 and 180 degrees, not {fovy!r}")
    return fovy


def _checked_ratio(aspect_ratio: float) -> float:
    if not 0 < aspect_ratio < math.inf:
        raise UsageError(f"aspect_ratio must be a positive number, not {aspect_ratio!r}")
    return aspect_ratio
