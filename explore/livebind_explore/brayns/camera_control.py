"""The camera in the hand: orbit, pan, dolly, centre and fit. Pure functions, no I/O.

Points of the picture are given from its middle in units of its height, x to the right and y
upwards: the upper edge is at y = 0.5, the right one at x = 0.5 times width / height. So pixels are
square in them, and a drag means the same in every window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import acos, atan, pi, radians, tan
from typing import Final, TypeAlias

from livebind_explore.brayns.vectors import (
    Vector,
    add,
    cross,
    dot,
    length,
    rotated,
    scaled,
    subtract,
    unit,
)

__all__ = [
    "Bounds",
    "Camera",
    "Orthographic",
    "Perspective",
    "Projection",
    "View",
    "centre",
    "dolly",
    "fit",
    "frame",
    "orbit",
    "pan",
    "project",
    "ray",
]

_HALF_TURN: Final = pi
"""Angle in radians by which a drag over the height of the picture orbits."""
_STEEPEST: Final = radians(1)
"""Least angle between where a camera looks and its up direction."""
_DOLLY: Final = 0.88
"""What one step of the wheel leaves of the distance."""
_NEAREST: Final = 1e-5
"""Least distance to the target, as a part of the target's distance from the origin: services
compute with 32 bits, and refuse a camera that is where it looks to."""
_SMALLEST: Final = 1e-9
_FARTHEST: Final = 1e12
_MARGIN: Final = 1.05
"""How much larger than the bounds the picture is after a fit."""


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera stands and looks to."""

    position: Vector
    target: Vector
    """The point in the middle of the picture; orbits go around it."""
    up: Vector


@dataclass(frozen=True, slots=True)
class Perspective:
    """A camera for which distant things are small."""

    fovy: float = 45.0
    """Angle between lower and upper edge, in degrees."""
    aperture_radius: float = 0.0
    """Radius of the lens in world units; 0 shows everything sharp."""
    focus_distance: float = 1.0
    """Distance at which a lens shows things sharp, in world units."""


@dataclass(frozen=True, slots=True)
class Orthographic:
    """A camera for which distance does not matter."""

    height: float = 1.0
    """What fits between lower and upper edge, in world units."""


Projection: TypeAlias = Perspective | Orthographic


@dataclass(frozen=True, slots=True)
class Camera:
    """From where a picture is taken."""

    view: View
    projection: Projection


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box along the axes; empty, with the least above the greatest, if there is nothing."""

    min: Vector
    max: Vector

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return any(low > high for low, high in zip(self.min, self.max, strict=True))

    @property
    def center(self) -> Vector:
        """The middle."""
        return scaled(add(self.min, self.max), 0.5)


def frame(view: View) -> tuple[Vector, Vector, Vector]:
    """Return the directions right, upwards and forward of a view, each of length one.

    A view that looks along its up direction, or nowhere, gets some directions that fit.
    """
    forward = _direction(subtract(view.target, view.position), (0.0, 0.0, -1.0))
    right = cross(forward, _direction(view.up, (0.0, 1.0, 0.0)))
    if length(right) < _SMALLEST:
        axis = (1.0, 0.0, 0.0) if abs(forward[0]) < abs(forward[1]) else (0.0, 1.0, 0.0)
        right = cross(forward, axis)
    right = unit(right)
    return right, cross(right, forward), forward


def orbit(camera: Camera, across: float, upwards: float) -> Camera:
    """Turn around the target, as a drag by these parts of the picture's height does.

    The up direction stays as it is: what stands, stands. The camera stops short of it.
    """
    view = camera.view
    right, _, forward = frame(view)
    up = _direction(view.up, (0.0, 1.0, 0.0))
    steepness = acos(max(-1.0, min(1.0, dot(forward, up))))
    pitch = upwards * _HALF_TURN
    pitch = min(max(pitch, min(0.0, steepness - pi + _STEEPEST)), max(0.0, steepness - _STEEPEST))
    offset = scaled(forward, -_distance(view))
    offset = rotated(offset, right, pitch)
    offset = rotated(offset, up, -across * _HALF_TURN)
    return replace(camera, view=replace(view, position=add(view.target, offset)))


def pan(camera: Camera, across: float, upwards: float) -> Camera:
    """Move along the picture, so that what is at the target's depth follows the pointer."""
    right, up, _ = frame(camera.view)
    height = _height(camera)
    shift = add(scaled(right, -across * height), scaled(up, -upwards * height))
    return _moved(camera, shift)


def dolly(camera: Camera, steps: float, x: float, y: float) -> Camera:
    """Go towards a point of the picture, or away from it by negative steps.

    What is there at the target's depth stays under the pointer.
    """
    view = camera.view
    distance = _distance(view)
    size = camera.projection.height if isinstance(camera.projection, Orthographic) else distance
    wanted = size * float(_DOLLY) ** max(-100.0, min(100.0, steps))
    factor = min(max(wanted, _nearest(view.target)), _FARTHEST) / size
    right, up, _ = frame(view)
    height = _height(camera)
    towards = add(scaled(right, x * height), scaled(up, y * height))
    target = add(view.target, scaled(towards, 1 - factor))
    if isinstance(camera.projection, Orthographic):
        projection = replace(camera.projection, height=size * factor)
        shift = subtract(target, view.target)
        return replace(_moved(camera, shift), projection=projection)
    offset = scaled(subtract(view.position, view.target), factor)
    return replace(camera, view=replace(view, position=add(target, offset), target=target))


def centre(camera: Camera, point: Vector) -> Camera:
    """Bring a point to the middle of the picture, and orbit around it from now on."""
    return _moved(camera, subtract(point, camera.view.target))


def fit(camera: Camera, bounds: Bounds, aspect: float) -> Camera:
    """Show all of a box, from the direction from which the camera looks.

    Args:
        camera: gives the direction and the projection.
        bounds: what to show; the camera stays as it is if they are empty.
        aspect: width of the picture, divided by its height.
    """
    if bounds.is_empty:
        return camera
    middle = bounds.center
    right, up, forward = frame(camera.view)
    xs, ys, zs = zip(bounds.min, bounds.max, strict=True)
    corners = [subtract(corner, middle) for corner in product(xs, ys, zs)]
    # Half the height that a corner needs in the picture.
    halves = [max(abs(dot(one, up)), abs(dot(one, right)) / aspect) for one in corners]
    radius = max(length(corner) for corner in corners)
    projection = camera.projection
    distance = _MARGIN * radius
    if isinstance(projection, Orthographic):
        height = 2 * _MARGIN * max(halves)
        projection = replace(projection, height=height if height > 0 else 1.0)
    else:
        slope = _slope(projection)
        needed = [
            half / slope - dot(corner, forward)
            for half, corner in zip(halves, corners, strict=True)
        ]
        distance = max(distance, _MARGIN * max(needed))
    distance = max(distance if radius > 0 else 1.0, _nearest(middle))
    position = subtract(middle, scaled(forward, distance))
    return Camera(replace(camera.view, position=position, target=middle), projection)


def ray(camera: Camera, x: float, y: float) -> tuple[Vector, Vector]:
    """Return where the ray through a point of the picture starts, and its direction of length one.

    Distances along it are those of depths that renderers give away.
    """
    right, up, forward = frame(camera.view)
    if isinstance(camera.projection, Orthographic):
        height = camera.projection.height
        shift = add(scaled(right, x * height), scaled(up, y * height))
        return add(camera.view.position, shift), forward
    height = 2 * _slope(camera.projection)
    direction = add(forward, add(scaled(right, x * height), scaled(up, y * height)))
    return camera.view.position, unit(direction)


def project(camera: Camera, point: Vector) -> tuple[float, float] | None:
    """Return where a point of the world is in the picture; None if it is not before the camera."""
    right, up, forward = frame(camera.view)
    offset = subtract(point, camera.view.position)
    if isinstance(camera.projection, Orthographic):
        height = camera.projection.height
    else:
        depth = dot(offset, forward)
        if depth <= 0:
            return None
        height = 2 * _slope(camera.projection) * depth
    return dot(offset, right) / height, dot(offset, up) / height


def _slope(projection: Perspective) -> float:
    """Return half the height of what is seen at distance 1."""
    return tan(min(radians(projection.fovy) / 2, atan(1e6)))


def _height(camera: Camera) -> float:
    """Return how much of the world, at the target's depth, fits between lower and upper edge."""
    if isinstance(camera.projection, Orthographic):
        return camera.projection.height
    return 2 * _slope(camera.projection) * _distance(camera.view)


def _distance(view: View) -> float:
    return max(length(subtract(view.target, view.position)), _SMALLEST)


def _direction(vector: Vector, otherwise: Vector) -> Vector:
    """Return the vector with length one, and another one instead of one without length."""
    return unit(vector) if length(vector) > 0 else otherwise


def _nearest(target: Vector) -> float:
    """Return how near a camera may come to its target."""
    return max(_NEAREST * length(target), _SMALLEST)


def _moved(camera: Camera, shift: Vector) -> Camera:
    """Move the whole camera; far from the origin it steps back until it is not at its target."""
    view = camera.view
    target = add(view.target, shift)
    distance = max(_distance(view), _nearest(target))
    position = subtract(target, scaled(frame(view)[2], distance))
    return replace(camera, view=replace(view, position=position, target=target))
