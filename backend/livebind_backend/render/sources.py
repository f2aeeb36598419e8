"""Sources of light: where it comes from, and how they look themselves."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.geometry import unit
from livebind_backend.render.sampling import cone

__all__ = ["Ball", "Beam", "Panel", "Source", "Sun"]

_FAR: Final = 1e30

_ALMOST: Final = 0.999
"""Part of the way to a light that must be free: the light itself is not in the way."""

_SUN_WIDTH: Final = np.float32(1 - np.cos(np.radians(0.53 / 2)))
"""One minus the cosine between the middle of the sun and its edge: it is 0.53 degrees wide."""


@dataclass(frozen=True, slots=True)
class Beam:
    """Light that would arrive at points if nothing were in its way."""

    directions: Floats
    """Unit vectors to the light, shape (n, 3)."""
    distances: Floats
    """Distance to the light, shape (n,)."""
    irradiance: Floats
    """Red, green and blue on a surface that faces the light, shape (n, 3)."""


class Source(Protocol):
    """A source of light."""

    def beam(self, positions: Floats, random: np.random.Generator | None) -> Beam:
        """Return the light that would arrive at points, shape (n, 3).

        Args:
            positions: The points.
            random: Chooses points of the source; without it the light comes from its middle.
        """
        ...

    def seen(self, origins: Floats, directions: Floats, limits: Floats) -> Floats:
        """Return the radiance of the source along rays, shape (n, 3), 0 where it is not.

        Args:
            origins: Where rays start, shape (n, 3).
            directions: Unit vectors, shape (n, 3).
            limits: Distance of the next surface, infinite for none, shape (n,).
        """
        ...


class Sun:
    """A light that is so far away that it shines everywhere in the same direction.

    Args:
        direction: Where it shines to.
        irradiance: Red, green and blue on a surface that faces it, shape (3,).
    """

    def __init__(self, direction: Floats, irradiance: Floats) -> None:
        self._towards = -unit(direction[None])[0]
        self._irradiance = irradiance

    def beam(self, positions: Floats, random: np.random.Generator | None) -> Beam:
        """Return the light that would arrive at points."""
        towards = np.broadcast_to(self._towards, positions.shape).astype(np.float32)
        if random is not None:
            widths = np.broadcast_to(_SUN_WIDTH, len(positions))
            towards = cone(towards, widths, random)[0].astype(np.float32)
        return Beam(
            directions=towards,
            distances=np.full(len(positions), _FAR, np.float32),
            irradiance=np.broadcast_to(self._irradiance, positions.shape),
        )

    def seen(self, origins: Floats, directions: Floats, limits: Floats) -> Floats:
        """Return the radiance of the disc in the sky."""
        hits = np.isinf(limits) & (directions @ self._towards > 1 - _SUN_WIDTH)
        light = np.zeros_like(origins)
        light[hits] = self._irradiance / (2 * np.pi * _SUN_WIDTH)
        return light


class Ball:
    """A glowing sphere; like a point seen from afar, whatever its radius, and dark inside.

    Args:
        center: Its middle, shape (3,).
        radius: 0 for a point, which cannot be seen.
        intensity: Red, green and blue that go into each direction, shape (3,).
    """

    def __init__(self, center: Floats, radius: float, intensity: Floats) -> None:
        self._center, self._radius, self._intensity = center, max(radius, 0.0), intensity

    def beam(self, positions: Floats, random: np.random.Generator | None) -> Beam:
        """Return the light that would arrive at points."""
        ways = self._center - positions
        if self._radius == 0:
            return _beam(ways, self._intensity)
        squares = np.maximum(_dot(ways, ways), 1e-12)
        # Of the sphere, points in the cone around the way to its middle are seen.
        sine = np.minimum(self._radius**2 / squares, 1)
        width = (sine / (1 + np.sqrt(1 - sine))).astype(np.float32)
        directions, cosine = unit(ways), np.ones(len(ways), np.float32)
        if random is not None:
            directions, cosine = cone(directions, width, random)
        into = np.sqrt(np.maximum(self._radius**2 - squares * (1 - cosine**2), 0))
        distances = np.maximum(np.sqrt(squares) * cosine - into, 0)
        solid_angle = np.where(sine < 1, 2 * np.pi * width, 0)
        return Beam(
            directions=directions.astype(np.float32),
            distances=(distances * _ALMOST).astype(np.float32),
            irradiance=(solid_angle[:, None] * self._radiance).astype(np.float32),
        )

    def seen(self, origins: Floats, directions: Floats, limits: Floats) -> Floats:
        """Return the radiance of the sphere, which has none inside."""
        light = np.zeros_like(origins)
        if self._radius == 0:
            return light
        ways = self._center - origins
        along = _dot(ways, directions)
        square = self._radius**2 - (_dot(ways, ways) - along**2)
        near = along - np.sqrt(np.maximum(square, 0))
        light[(square > 0) & (near > 0) & (near < limits)] = self._radiance
        return light

    @property
    def _radiance(self) -> Floats:
        return self._intensity / np.float32(np.pi * self._radius**2)


class Panel:
    """A parallelogram that shines to the side where `edge1 x edge2` points, as a lamp does.

    Args:
        corner: One corner, shape (3,).
        edge1: The way to the next one, shape (3,).
        edge2: The way to that on the other side, shape (3,).
        radiance: Red, green and blue of each of its points, shape (3,).
    """

    def __init__(self, corner: Floats, edge1: Floats, edge2: Floats, radiance: Floats) -> None:
        self._corner, self._edges, self._radiance = corner, (edge1, edge2), radiance
        normal = np.cross(edge1, edge2)
        self._area = max(float(np.linalg.norm(normal)), 1e-12)
        self._facing = (normal / self._area).astype(np.float32)

    def beam(self, positions: Floats, random: np.random.Generator | None) -> Beam:
        """Return the light that would arrive at points."""
        where = np.full((2, len(positions), 1), 0.5, np.float32)
        if random is not None:
            where = random.random((2, len(positions), 1), dtype=np.float32)
        points = self._corner + where[0] * self._edges[0] + where[1] * self._edges[1]
        beam = _beam(points - positions, self._radiance * np.float32(self._area))
        # Seen from the side, a lamp covers less of the view (Lambert); from behind it is dark.
        towards_front = np.maximum(-(beam.directions @ self._facing), 0)
        return Beam(beam.directions, beam.distances, beam.irradiance * towards_front[:, None])

    def seen(self, origins: Floats, directions: Floats, limits: Floats) -> Floats:
        """Return the radiance of the parallelogram where its front is."""
        facing = directions @ self._facing
        front = facing < 0
        ways = self._corner - origins
        distances = (ways @ self._facing) / np.where(front, facing, -1)
        points = directions * distances[:, None] - ways
        first = np.cross(points, self._edges[1]) @ self._facing / self._area
        second = np.cross(self._edges[0], points) @ self._facing / self._area
        inside = (np.minimum(first, second) >= 0) & (np.maximum(first, second) <= 1)
        light = np.zeros_like(origins)
        light[front & inside & (distances > 0) & (distances < limits)] = self._radiance
        return light


def _beam(ways: Floats, intensity: Floats) -> Beam:
    squares: Floats = np.maximum(_dot(ways, ways), 1e-12)
    distances: Floats = np.sqrt(squares)
    free: Floats = distances * np.float32(_ALMOST)
    return Beam(
        directions=(ways / distances[:, None]).astype(np.float32),
        distances=free,
        irradiance=(intensity / squares[:, None]).astype(np.float32),
    )


def _dot(left: Floats, right: Floats) -> Floats:
    product: Floats = np.einsum("na,na->n", left, right)
    return product
