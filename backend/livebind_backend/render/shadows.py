"""What is left of light on its way from a source to a surface."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.embree import MISS
from livebind_backend.render.geometry import Geometry, SurfacePoints, offsets
from livebind_backend.render.reflection import fresnel

__all__ = ["Shadows"]

_MOST_LAYERS: Final = 32
"""Surfaces that light passes before it is given up."""

_NEGLIGIBLE: Final = 1e-3
"""Part of the light that nobody sees any more."""


@dataclass(frozen=True, slots=True)
class Shadows:
    """Shadows of a scene: black, and gray or coloured behind what lets light through."""

    geometry: Geometry
    """What may be in the way."""
    clear: bool
    """Whether light passes bodies that refract it. It is not bent there, so that nothing focuses
    it, but what they mirror and absorb is lost."""

    def passed(
        self, origins: Floats, directions: Floats, distances: Floats, random: np.random.Generator
    ) -> Floats:
        """Return which part of light gets through from a distance, shape (n, 3)."""
        geometry = self.geometry
        left = np.ones((len(origins), 3), np.float32)
        if not geometry.lets_light_through:
            left[geometry.blocked(origins, directions, distances)] = 0
            return left
        rays = np.arange(len(origins))
        for _ in range(_MOST_LAYERS):
            hits = geometry.intersect(origins, directions)
            ends = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)
            ends = np.minimum(ends, distances)
            for volume in geometry.volumes:
                left[rays] *= volume.march(origins, directions, ends, random)[1][:, None]
            met = np.flatnonzero((hits.faces != MISS) & (hits.distances < distances))
            points = geometry.surface_points(hits, met, origins, directions)
            rays, directions = rays[met], directions[met]
            left[rays] *= self._through(points, directions, hits.distances[met])
            going = np.flatnonzero(left[rays].max(axis=1) > _NEGLIGIBLE)
            left[np.delete(rays, going)] = 0
            rays, directions = rays[going], directions[going]
            if len(rays) == 0:
                return left
            starts = points.positions[going]
            beyond = offsets(starts)
            origins = starts + directions * beyond[:, None]
            distances = (distances[met] - hits.distances[met])[going] - beyond
        left[rays] = 0
        return left

    def _through(self, points: SurfacePoints, directions: Floats, distances: Floats) -> Floats:
        """Return which part of light passes surfaces straight on, shape (n, 3)."""
        optic = self.geometry.optic
        opacity = self.geometry.opacity(points, directions)[:, None]
        passing: Floats = 1 - opacity
        if not self.clear:
            return passing
        facing = np.abs(np.einsum("na,na->n", points.normals, directions))
        # As much is mirrored where a straight way leaves a body as where it entered.
        mirrored = optic("specular", points) * fresnel(
            facing, np.maximum(optic("ior", points), np.float32(0.01))
        )
        coat = optic("coat", points) * fresnel(facing, optic("coat_ior", points))
        body = (1 - coat) * (1 - optic("flakes", points)) * (1 - optic("metallic", points))
        entering = body * (1 - mirrored) * optic("transmission", points)
        left: Floats = self.geometry.transmittance(points, distances)
        return passing + opacity * entering[:, None] * left
