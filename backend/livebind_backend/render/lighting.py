"""Light that reaches points directly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.geometry import (
    Geometry,
    PlacedLight,
    SurfacePoints,
    offsets,
    unit,
)
from livebind_backend.render.rays import RayMaker
from livebind_backend.render.sampling import cone
from livebind_backend.scene.lights import AmbientLight, DirectionalLight, QuadLight, SphereLight
from livebind_backend.scene.transforms import apply_to_points

__all__ = ["Lighting", "Response", "lighting_of"]

_KEY_INTENSITY: Final = 3.0
_FILL_INTENSITY: Final = 0.3
_FAR: Final = 1e30
_ALMOST: Final = 0.999
"""Part of the way to a light that must be free: the light itself is not in the way."""


@dataclass(frozen=True, slots=True)
class _Beam:
    """Light that would arrive at points if nothing were in its way."""

    directions: Floats
    """Unit vectors to the light, shape (n, 3)."""
    distances: Floats
    """Distance to the light, shape (n,)."""
    radiance: Floats
    """Red, green and blue, shape (n, 3)."""


Response: TypeAlias = Callable[[Floats], Floats]
"""Returns which part of light from unit directions, shape (n, 3), goes to the viewer, (n,)."""

_Source: TypeAlias = Callable[[Floats, np.random.Generator], _Beam]


@dataclass(frozen=True, slots=True)
class Lighting:
    """All light of a scene."""

    ambient: Floats
    """Red, green and blue of the light from everywhere, shape (3,)."""
    sources: tuple[_Source, ...]
    """The other lights."""

    def direct(
        self,
        geometry: Geometry,
        points: SurfacePoints,
        random: np.random.Generator,
        *,
        shadows: bool,
        response: Response | None = None,
    ) -> Floats:
        """Sum up the light of the sources that surfaces send to the viewer, shape (n, 3).

        Args:
            geometry: What may be in the way.
            points: The surfaces.
            random: Chooses points of the sources.
            shadows: Whether anything is in the way.
            response: How surfaces scatter; evenly into all directions by default.
        """
        positions = points.positions
        total = np.zeros_like(positions)
        starts = positions + points.geometric * offsets(positions)[:, None]
        for source in self.sources:
            beam = source(positions, random)
            if response is None:
                # Lambert: of what falls on it, a surface sends 1 / pi into each direction.
                falling = np.einsum("na,na->n", points.normals, beam.directions)
                facing = np.maximum(falling, 0) / np.float32(np.pi)
            else:
                facing = response(beam.directions)
            lit = np.flatnonzero(facing > 0)
            if shadows:
                dark = geometry.blocked(starts[lit], beam.directions[lit], beam.distances[lit])
                lit = lit[~dark]
            total[lit] += beam.radiance[lit] * facing[lit, None]
        return total


def lighting_of(geometry: Geometry, camera: RayMaker) -> Lighting:
    """Collect the lights of a scene; one without any is lit from beside the camera."""
    if not geometry.lights:
        return _default_lighting(camera)
    ambient = np.zeros(3, np.float32)
    sources: list[_Source] = []
    for placed in geometry.lights:
        if isinstance(placed.light, AmbientLight):
            ambient += _radiance(placed)
        else:
            sources.append(_source_of(placed))
    return Lighting(ambient, tuple(sources))


def _default_lighting(camera: RayMaker) -> Lighting:
    frame = camera.frame
    key = _sun(
        frame.forward - 0.45 * frame.right - 0.6 * frame.up, np.full(3, _KEY_INTENSITY, np.float32)
    )
    return Lighting(np.full(3, _FILL_INTENSITY, np.float32), (key,))


def _radiance(placed: PlacedLight) -> Floats:
    return np.array(placed.light.color, np.float32) * np.float32(placed.light.intensity)


def _source_of(placed: PlacedLight) -> _Source:
    light, radiance = placed.light, _radiance(placed)
    match light:
        case DirectionalLight():
            turned = placed.matrix[:3, :3] @ np.array(light.direction, np.float32)
            return _sun(turned, radiance)
        case SphereLight():
            center = apply_to_points(placed.matrix, np.array([light.position], np.float32))[0]
            return _ball(center, light.radius, radiance)
        case QuadLight():
            corner = apply_to_points(placed.matrix, np.array([light.position], np.float32))[0]
            linear = placed.matrix[:3, :3]
            edges = [linear @ np.array(edge, np.float32) for edge in (light.edge1, light.edge2)]
            return _panel(corner, edges[0], edges[1], radiance)
        case AmbientLight():
            raise TypeError("ambient light has no direction")
        case _:
            assert_never(light)


def _sun(direction: Floats, radiance: Floats) -> _Source:
    towards = -unit(direction[None])[0]

    def source(positions: Floats, _random: np.random.Generator) -> _Beam:
        shape = positions.shape
        return _Beam(
            directions=np.broadcast_to(towards, shape),
            distances=np.full(len(positions), _FAR, np.float32),
            radiance=np.broadcast_to(radiance, shape),
        )

    return source


def _ball(center: Floats, radius: float, intensity: Floats) -> _Source:
    """Make a glowing sphere; like a point seen from afar, whatever its radius, and dark inside."""

    def source(positions: Floats, random: np.random.Generator) -> _Beam:
        ways = center - positions
        point = _towards(ways, intensity)
        if radius <= 0:
            return point
        squares = np.maximum(np.einsum("na,na->n", ways, ways), 1e-12)
        # Of the sphere, points in the cone around the way to its middle are seen.
        sine = np.minimum(radius**2 / squares, 1)
        width = sine / (1 + np.sqrt(1 - sine))
        directions, cosine = cone(unit(ways), width.astype(np.float32), random)
        into = np.sqrt(np.maximum(radius**2 - squares * (1 - cosine**2), 0))
        distances = np.maximum(np.sqrt(squares) * cosine - into, 0)
        solid_angle = np.where(sine < 1, 2 * np.pi * width, 0)
        radiance = intensity / np.float32(np.pi * radius**2)
        return _Beam(
            directions=directions.astype(np.float32),
            distances=(distances * _ALMOST).astype(np.float32),
            radiance=(solid_angle[:, None] * radiance).astype(np.float32),
        )

    return source


def _panel(corner: Floats, edge1: Floats, edge2: Floats, radiance: Floats) -> _Source:
    """Make a parallelogram that shines to the side where `edge1 x edge2` points, as a lamp does."""
    normal = np.cross(edge1, edge2)
    area = max(float(np.linalg.norm(normal)), 1e-12)
    facing = (normal / area).astype(np.float32)

    def source(positions: Floats, random: np.random.Generator) -> _Beam:
        where = random.random((2, len(positions), 1), dtype=np.float32)
        points = corner + where[0] * edge1 + where[1] * edge2
        beam = _towards(points - positions, radiance * np.float32(area))
        # Seen from the side, a lamp covers less of the view (Lambert); from behind it is dark.
        towards_front = np.maximum(-(beam.directions @ facing), 0)
        return _Beam(beam.directions, beam.distances, beam.radiance * towards_front[:, None])

    return source


def _towards(ways: Floats, radiance: Floats) -> _Beam:
    squares: Floats = np.maximum(np.einsum("na,na->n", ways, ways), 1e-12)
    distances: Floats = np.sqrt(squares)
    free: Floats = distances * np.float32(_ALMOST)
    return _Beam(
        directions=(ways / distances[:, None]).astype(np.float32),
        distances=free,
        radiance=(radiance / squares[:, None]).astype(np.float32),
    )
