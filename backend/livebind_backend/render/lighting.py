"""Light that reaches points directly.

`intensity` of a light means what it does in OSPRay by default: the irradiance of a directional
light, the radiance of a quad and of ambient light, and what a sphere sends into each direction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.geometry import Geometry, PlacedLight, SurfacePoints, offsets
from livebind_backend.render.rays import RayMaker
from livebind_backend.render.shadows import Shadows
from livebind_backend.render.sources import Ball, Panel, Source, Sun
from livebind_backend.scene.lights import AmbientLight, DirectionalLight, QuadLight, SphereLight
from livebind_backend.scene.transforms import apply_to_points

__all__ = ["Lighting", "Response", "lighting_of"]

_KEY_INTENSITY: Final = 3.0
_FILL_INTENSITY: Final = 0.3

Response: TypeAlias = Callable[[Floats], Floats]
"""Returns which part of light from unit directions, shape (n, 3), goes to the viewer, (n,)."""


@dataclass(frozen=True, slots=True)
class Lighting:
    """All light of a scene."""

    ambient: Floats
    """Red, green and blue of the light from everywhere, shape (3,)."""
    sources: tuple[Source, ...]
    """The other lights."""
    lamps: tuple[Source, ...]
    """Those of them that are seen themselves."""

    def direct(
        self,
        points: SurfacePoints,
        random: np.random.Generator,
        shadows: Shadows | None,
        response: Response | None = None,
        *,
        soft: bool,
    ) -> Floats:
        """Sum up the light of the sources that surfaces send to the viewer, shape (n, 3).

        Args:
            points: The surfaces.
            random: Where chance comes from.
            shadows: What is in the way; None for nothing.
            response: How surfaces scatter; evenly into all directions by default.
            soft: Whether light comes from all of each source, rather than from its middle.
        """
        positions = points.positions
        total = np.zeros_like(positions)
        starts = positions + points.geometric * offsets(positions)[:, None]
        for source in self.sources:
            beam = source.beam(positions, random if soft else None)
            if response is None:
                # Lambert: of what falls on it, a surface sends 1 / pi into each direction.
                falling = np.einsum("na,na->n", points.normals, beam.directions)
                facing = np.maximum(falling, 0) / np.float32(np.pi)
            else:
                facing = response(beam.directions)
            lit = np.flatnonzero((facing > 0) & (beam.irradiance.max(axis=1) > 0))
            light = beam.irradiance[lit] * facing[lit, None]
            if shadows is not None:
                ways, lengths = beam.directions[lit], beam.distances[lit]
                light = light * shadows.passed(starts[lit], ways, lengths, random)
            total[lit] += light
        return total

    def seen(self, origins: Floats, directions: Floats, limits: Floats) -> Floats:
        """Return the radiance of lamps along rays that end at limits, shape (n, 3)."""
        light = np.zeros_like(origins)
        for lamp in self.lamps:
            light += lamp.seen(origins, directions, limits)
        return light


def lighting_of(geometry: Geometry, camera: RayMaker) -> Lighting:
    """Collect the lights of a scene; one without any is lit from beside the camera."""
    if not geometry.lights:
        return _default_lighting(camera)
    ambient = np.zeros(3, np.float32)
    sources: list[Source] = []
    for placed in geometry.lights:
        if isinstance(placed.light, AmbientLight):
            ambient += _colored_intensity(placed)
        else:
            sources.append(_source_of(placed))
    return Lighting(ambient, tuple(sources), tuple(sources))


def _default_lighting(camera: RayMaker) -> Lighting:
    frame = camera.frame
    key = Sun(
        frame.forward - 0.45 * frame.right - 0.6 * frame.up, np.full(3, _KEY_INTENSITY, np.float32)
    )
    return Lighting(np.full(3, _FILL_INTENSITY, np.float32), (key,), ())


def _colored_intensity(placed: PlacedLight) -> Floats:
    return np.array(placed.light.color, np.float32) * np.float32(placed.light.intensity)


def _source_of(placed: PlacedLight) -> Source:
    light, intensity = placed.light, _colored_intensity(placed)
    match light:
        case DirectionalLight():
            turned = placed.matrix[:3, :3] @ np.array(light.direction, np.float32)
            return Sun(turned, intensity)
        case SphereLight():
            center = apply_to_points(placed.matrix, np.array([light.position], np.float32))[0]
            return Ball(center, light.radius, intensity)
        case QuadLight():
            corner = apply_to_points(placed.matrix, np.array([light.position], np.float32))[0]
            linear = placed.matrix[:3, :3]
            edges = [linear @ np.array(edge, np.float32) for edge in (light.edge1, light.edge2)]
            return Panel(corner, edges[0], edges[1], intensity)
        case AmbientLight():
            raise TypeError("ambient light has no direction")
        case _:
            assert_never(light)
