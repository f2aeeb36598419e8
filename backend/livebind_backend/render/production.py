"""The production renderer: a small path tracer."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Booleans, Floats, Integers
from livebind_backend.render.embree import MISS, Hits
from livebind_backend.render.geometry import Geometry, SurfacePoints, offsets, unit
from livebind_backend.render.lighting import Lighting
from livebind_backend.render.renderer import BOUNCES, SAMPLES, Renderer
from livebind_backend.render.samples import FirstHits, Samples, Tracer, blend_background
from livebind_backend.render.sampling import around, jitter, mirrored
from livebind_backend.render.volumes import march

__all__ = ["Production"]

_BRIGHTEST: Final = np.float32(8)
"""Light of one path above which it is cut: single bright dots look like mistakes."""

_NEGLIGIBLE: Final = 1e-3
"""Weight below which a path is not followed."""


@dataclass(slots=True)
class _Paths:
    """The paths of one sample of many pixels."""

    colors: Floats
    """Light that reached the camera so far, shape (pixels, 3)."""
    weights: Floats
    """Part of further light that will, shape (pixels, 3)."""
    unseen: Floats
    """Part of the background that is seen, shape (pixels,)."""
    rays: Integers
    """Pixels of the paths that go on, shape (n,)."""
    origins: Floats
    """Where those start, shape (n, 3)."""
    directions: Floats
    """Where those go, shape (n, 3)."""

    @classmethod
    def start(cls, origins: Floats, directions: Floats) -> "_Paths":
        """Begin one path for each ray from the camera."""
        count = len(origins)
        return cls(
            np.zeros((count, 3), np.float32),
            np.ones((count, 3), np.float32),
            np.ones(count, np.float32),
            np.arange(count, dtype=np.int32),
            origins,
            directions,
        )

    def gain(self, light: Floats, rows: Integers | None = None) -> None:
        """Add light that arrives at the ends of paths, or of some of them."""
        rays = self.rays if rows is None else self.rays[rows]
        self.colors[rays] += self.weights[rays] * light

    def lose(self, factors: Floats, rows: Integers | None = None) -> None:
        """Dim further light along paths, or along some of them."""
        self.weights[self.rays if rows is None else self.rays[rows]] *= factors

    def keep(self, rows: Integers) -> None:
        """Give up all paths but some."""
        self.rays, self.origins = self.rays[rows], self.origins[rows]
        self.directions = self.directions[rows]


@dataclass(frozen=True, slots=True)
class _Turns:
    """What surfaces do with paths: each row is true in exactly one array."""

    passing: Booleans
    glossy: Booleans
    metallic: Booleans
    bent: Booleans
    diffuse: Booleans


@dataclass(frozen=True, kw_only=True)
class Production(Renderer):
    """A path tracer: slow, with every material and indirect light."""

    max_ray_bounces: Annotated[int | None, replace(BOUNCES, start=7)] = None
    samples_per_pixel: Annotated[int | None, replace(SAMPLES, start=32)] = None

    def tracer(self, geometry: Geometry, lighting: Lighting) -> Tracer:
        """Make what traces the paths of one picture."""
        return _ProductionTracer(geometry, lighting, self)


@dataclass(frozen=True, slots=True)
class _ProductionTracer:
    """Traces paths of one picture."""

    geometry: Geometry
    lighting: Lighting
    settings: Production

    def __call__(self, origins: Floats, directions: Floats, random: np.random.Generator) -> Samples:
        """Follow one path from each ray."""
        paths = _Paths.start(origins, directions)
        first = FirstHits.nothing(len(origins))
        for bounce in range(self.settings.layers):
            hits = self.geometry.intersect(paths.origins, paths.directions)
            self._cross_volumes(paths, hits, seen=bounce == 0)
            if bounce > 0:
                missed = np.flatnonzero(hits.faces == MISS)
                paths.gain(np.broadcast_to(self.lighting.ambient, (len(missed), 3)), missed)
            hit = np.flatnonzero(hits.faces != MISS)
            if len(hit) == 0:
                break
            points = self.geometry.surface_points(hits, hit, paths.origins, paths.directions)
            paths.keep(hit)
            if bounce == 0:
                first.record(paths.rays, hits.distances[hit], points)
                paths.unseen[paths.rays] = 0
            self._scatter(paths, points, random)
            if len(paths.rays) == 0:
                break
        limited = np.minimum(paths.colors, _BRIGHTEST)
        return Samples(blend_background(limited, paths.unseen, self.settings.background), first)

    def _cross_volumes(self, paths: _Paths, hits: Hits, *, seen: bool) -> None:
        for volume in self.geometry.volumes:
            limits = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)
            light, passed = march(volume, paths.origins, paths.directions, limits)
            paths.gain(light)
            paths.lose(passed[:, None])
            if seen:
                paths.unseen[paths.rays] *= passed

    def _scatter(self, paths: _Paths, points: SurfacePoints, random: np.random.Generator) -> None:
        """Collect the light of surfaces and send the paths on from there."""
        emission = np.array([item.emission for item in self.geometry.optics], np.float32)
        paths.gain(emission[points.models])
        turns = self._choose(paths.directions, points, random)
        colored = np.flatnonzero(turns.diffuse | turns.metallic | turns.bent)
        paths.lose(points.colors[colored, :3], colored)
        diffuse = np.flatnonzero(turns.diffuse)
        direct = self.lighting.direct(self.geometry, points.chosen(diffuse), random, shadows=True)
        paths.gain(direct, diffuse)
        paths.directions = self._turn(paths.directions, points, turns, random)
        side = np.sign(np.einsum("na,na->n", paths.directions, points.geometric))
        shift = (side * offsets(points.positions))[:, None] * points.geometric
        paths.origins = (points.positions + shift).astype(np.float32)
        paths.keep(np.flatnonzero(paths.weights[paths.rays].max(axis=1) > _NEGLIGIBLE))

    def _choose(
        self, directions: Floats, points: SurfacePoints, random: np.random.Generator
    ) -> _Turns:
        draw = random.random((4, len(directions)), dtype=np.float32)
        facing = np.abs(np.einsum("na,na->n", points.normals, directions))
        gloss = self._property("gloss", points)
        reflected = np.where(gloss > 0, gloss + (1 - gloss) * (1 - facing) ** 5, 0)
        passing = draw[0] > self._property("opacity", points) * points.colors[:, 3]
        glossy = ~passing & (draw[1] < reflected)
        metallic = ~passing & ~glossy & (draw[2] < self._property("metallic", points))
        rest = ~passing & ~glossy & ~metallic
        bent = rest & (draw[3] < self._property("transmission", points))
        return _Turns(passing, glossy, metallic, bent, diffuse=rest & ~bent)

    def _turn(
        self, directions: Floats, points: SurfacePoints, turns: _Turns, random: np.random.Generator
    ) -> Floats:
        following = np.where(turns.passing[:, None], directions, around(points.normals, random))
        mirror = np.flatnonzero(turns.glossy | turns.metallic)
        at_mirror = points.chosen(mirror)
        following[mirror] = jitter(
            mirrored(directions[mirror], at_mirror.normals),
            self._property("roughness", at_mirror),
            at_mirror.geometric,
            random,
        )
        glass = np.flatnonzero(turns.bent)
        at_glass = points.chosen(glass)
        following[glass] = _refract(
            directions[glass], at_glass, self._property("refraction", at_glass)
        )
        return following.astype(np.float32)

    def _property(self, name: str, points: SurfacePoints) -> Floats:
        values = np.array([getattr(item, name) for item in self.geometry.optics], np.float32)
        return values[points.models]


def _refract(directions: Floats, points: SurfacePoints, index: Floats) -> Floats:
    """Bend directions at surfaces; those that cannot leave are mirrored."""
    limited = np.maximum(index, np.float32(0.01))
    ratio = np.where(points.inside, limited, 1 / limited)
    cosine = -np.einsum("na,na->n", directions, points.normals)
    square = 1 - ratio**2 * (1 - cosine**2)
    along = ratio * cosine - np.sqrt(np.maximum(square, 0))
    bent = ratio[:, None] * directions + along[:, None] * points.normals
    return unit(np.where((square < 0)[:, None], mirrored(directions, points.normals), bent))
