"""The interactive renderer: direct light, shadows, ambient occlusion, transparency."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.declarations import About
from livebind_backend.render.embree import MISS
from livebind_backend.render.geometry import Geometry, SurfacePoints, offsets
from livebind_backend.render.lighting import Lighting
from livebind_backend.render.renderer import BOUNCES, SAMPLES, Renderer
from livebind_backend.render.samples import FirstHits, Samples, Tracer, blend_background
from livebind_backend.render.sampling import around
from livebind_backend.render.shadows import Shadows

__all__ = ["Interactive"]

_NEGLIGIBLE: Final = 0.004
"""Part of the light below which a ray is not followed: less than one step of a colour channel."""


@dataclass(frozen=True, kw_only=True)
class Interactive(Renderer):
    """A fast renderer: direct light, shadows and ambient occlusion."""

    ao_samples: Annotated[
        int | None,
        About("Rays for each hit that find out how open its surroundings are", minimum=0, start=0),
    ] = None
    enable_shadows: Annotated[bool | None, About("Whether things cast shadows", start=True)] = None
    max_ray_bounces: Annotated[int | None, replace(BOUNCES, start=3)] = None
    samples_per_pixel: Annotated[int | None, replace(SAMPLES, start=1)] = None

    def tracer(self, geometry: Geometry, lighting: Lighting) -> Tracer:
        """Make what traces the rays of one picture."""
        return _InteractiveTracer(geometry, lighting, self)


@dataclass(frozen=True, slots=True)
class _InteractiveTracer:
    """Traces rays of one picture."""

    geometry: Geometry
    lighting: Lighting
    settings: Interactive

    def __call__(self, origins: Floats, directions: Floats, random: np.random.Generator) -> Samples:
        """Trace rays: through as many transparent layers as light may bounce, and one more."""
        count = len(origins)
        colors = np.zeros((count, 3), np.float32)
        through = np.ones(count, np.float32)
        first = FirstHits.nothing(count)
        rays: Integers = np.arange(count, dtype=np.int32)
        for layer in range(self.settings.layers):
            hits = self.geometry.intersect(origins, directions)
            for volume in self.geometry.volumes:
                limits = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)
                light, passed = volume.march(origins, directions, limits, random)
                colors[rays] += through[rays, None] * light
                through[rays] *= passed
            hit = np.flatnonzero(hits.faces != MISS).astype(np.int32)
            if len(hit) == 0:
                break
            points = self.geometry.surface_points(hits, hit, origins, directions)
            rays, distances = rays[hit], hits.distances[hit]
            if layer == 0:
                first.record(rays, distances, points)
            opacity = self.geometry.opacity(points, directions[hit])
            shaded = self._shade(points, random)
            colors[rays] += (through[rays] * opacity)[:, None] * shaded
            through[rays] *= 1 - opacity
            # Straight on: transparent surfaces bend nothing in this renderer.
            going = np.flatnonzero(through[rays] > _NEGLIGIBLE)
            if len(going) == 0:
                break
            rays, directions = rays[going], directions[hit][going]
            starts = points.positions[going]
            origins = (starts + directions * offsets(starts)[:, None]).astype(np.float32)
        return Samples(blend_background(colors, through, self.settings.background), first)

    def _shade(self, points: SurfacePoints, random: np.random.Generator) -> Floats:
        light = self.lighting.ambient * self._openness(points, random)[:, None]
        shadows = Shadows(self.geometry, clear=False) if self.settings.enable_shadows else None
        light = light + self.lighting.direct(points, random, shadows, soft=False)
        shaded: Floats = points.colors[:, :3] * light + self.geometry.optic("emission", points)
        return shaded

    def _openness(self, points: SurfacePoints, random: np.random.Generator) -> Floats:
        count, samples = len(points.positions), self.settings.ao_samples or 0
        blocked = np.zeros(count, np.float32)
        starts = points.positions + points.geometric * offsets(points.positions)[:, None]
        # What is farther away than the scene is large is the sky.
        reach = np.full(count, self.geometry.extent, np.float32)
        for _ in range(samples):
            blocked += self.geometry.blocked(starts, around(points.normals, random), reach)
        return 1 - blocked / max(1, samples)
