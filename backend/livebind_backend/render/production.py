"""The production renderer: a small path tracer."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Color4, Floats, Integers
from livebind_backend.render.embree import MISS
from livebind_backend.render.geometry import Geometry, SurfacePoints, offsets, unit
from livebind_backend.render.lighting import Lighting
from livebind_backend.render.samples import FirstHits, Samples, blend_background
from livebind_backend.render.sampling import around, jitter, mirrored
from livebind_backend.render.volumes import march
from livebind_backend.view.renderers import Production

__all__ = ["ProductionTracer"]

_BRIGHTEST: Final = 8.0
"""Light of one path above which it is cut: single bright dots look like mistakes."""


@dataclass(frozen=True, slots=True)
class ProductionTracer:
    """Traces paths of one picture.

    Args:
        geometry: What they can meet.
        lighting: What shines on it.
        settings: Renderer settings, all set.
    """

    geometry: Geometry
    lighting: Lighting
    settings: Production

    def __call__(self, origins: Floats, directions: Floats, random: np.random.Generator) -> Samples:
        """Follow one path from each ray."""
        count = len(origins)
        colors = np.zeros((count, 3), np.float32)
        unseen = np.ones(count, np.float32)
        weights = np.ones((count, 3), np.float32)
        first = FirstHits.nothing(count)
        rays: Integers = np.arange(count, dtype=np.int32)
        for bounce in range((self.settings.max_ray_bounces or 0) + 1):
            hits = self.geometry.intersect(origins, directions)
            for volume in self.geometry.volumes:
                limits = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)
                light, passed = march(volume, origins, directions, limits)
                colors[rays] += weights[rays] * light
                weights[rays] *= passed[:, None]
                if bounce == 0:
                    unseen[rays] *= passed
            missed = hits.faces == MISS
            if bounce > 0:
                colors[rays[missed]] += weights[rays[missed]] * self.lighting.ambient
            hit = np.flatnonzero(~missed).astype(np.int32)
            if len(hit) == 0:
                break
            points = self.geometry.surface_points(hits, hit, origins, directions)
            rays, directions = rays[hit], directions[hit]
            if bounce == 0:
                first.record(rays, hits.distances[hit], points)
                unseen[rays] = 0
            colors[rays] += weights[rays] * self._emission(points)
            origins, directions, kept = self._scatter(
                points, rays, directions, colors, weights, random
            )
            if not kept.any():
                break
            rays, origins, directions = rays[kept], origins[kept], directions[kept]
        background: Color4 = self.settings.background_color or (0, 0, 0, 0)
        limited = np.minimum(colors, np.float32(_BRIGHTEST))
        return Samples(blend_background(limited, unseen, background), first)

    def _scatter(
        self,
        points: SurfacePoints,
        rays: Integers,
        directions: Floats,
        colors: Floats,
        weights: Floats,
        random: np.random.Generator,
    ) -> tuple[Floats, Floats, "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"]:
        """Choose for each path what its surface does, and add direct light where it is diffuse."""
        draw = random.random((3, len(rays)), dtype=np.float32)
        facing = np.abs(np.einsum("na,na->n", points.normals, directions))
        gloss = self._property("gloss", points)
        reflected = np.where(gloss > 0, gloss + (1 - gloss) * (1 - facing) ** 5, 0)
        passes = draw[0] > self._property("opacity", points) * points.colors[:, 3]
        glossy = ~passes & (draw[1] < reflected)
        metal = ~passes & ~glossy & (draw[2] < self._property("metallic", points))
        bent = ~passes & ~glossy & ~metal & (draw[2] < self._property("transmission", points))
        diffuse = ~passes & ~glossy & ~metal & ~bent

        following = np.where(passes[:, None], directions, around(points.normals, random))
        mirrors = jitter(
            mirrored(directions, points.normals),
            self._property("roughness", points),
            points.geometric,
            random,
        )
        following = np.where((glossy | metal)[:, None], mirrors, following)
        refracted = _refract(directions, points, self._property("refraction", points))
        following = np.where(bent[:, None], refracted, following).astype(np.float32)

        colored = diffuse | metal | bent
        weights[rays[colored]] *= points.colors[colored, :3]
        chosen = np.flatnonzero(diffuse)
        direct = self.lighting.direct(
            self.geometry,
            points.positions[chosen],
            points.normals[chosen],
            points.geometric[chosen],
            random,
            shadows=True,
        )
        colors[rays[chosen]] += weights[rays[chosen]] * direct
        side = np.sign(np.einsum("na,na->n", following, points.geometric))
        starts = points.positions + points.geometric * (side * offsets(points.positions))[:, None]
        return starts, following, weights[rays].max(axis=1) > 1e-3

    def _property(self, name: str, points: SurfacePoints) -> Floats:
        values = np.array([getattr(item, name) for item in self.geometry.optics], np.float32)
        return values[points.models]

    def _emission(self, points: SurfacePoints) -> Floats:
        return np.array([item.emission for item in self.geometry.optics], np.float32)[points.models]


def _refract(directions: Floats, points: SurfacePoints, index: Floats) -> Floats:
    """Bend directions at surfaces; those that cannot leave are mirrored."""
    ratio = np.where(points.inside, index, 1 / np.maximum(index, 1e-3))
    cosine = -np.einsum("na,na->n", directions, points.normals)
    square = 1 - ratio**2 * (1 - cosine**2)
    bent = ratio[:, None] * directions + (
        (ratio * cosine - np.sqrt(np.maximum(square, 0)))[:, None] * points.normals
    )
    kept = np.where((square < 0)[:, None], mirrored(directions, points.normals), bent)
    return unit(kept.astype(np.float32))
