"""The production renderer: a small path tracer."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Booleans, Floats, Integers
from livebind_backend.render.embree import MISS, Hits
from livebind_backend.render.flakes import ALUMINIUM, ROUGHNESS, flakes_at
from livebind_backend.render.geometry import Geometry, SurfacePoints, offsets, unit
from livebind_backend.render.lighting import Lighting
from livebind_backend.render.reflection import RoughMirror, fresnel, refracted
from livebind_backend.render.renderer import BOUNCES, SAMPLES, Renderer
from livebind_backend.render.samples import FirstHits, Samples, Tracer, blend_background
from livebind_backend.render.sampling import around
from livebind_backend.render.shadows import Shadows

__all__ = ["Production"]

_BRIGHTEST: Final = np.float32(16)
"""Light that one surface adds to a path, above which it is cut; more than white is."""

_BRIGHTEST_INDIRECT: Final = np.float32(2)
"""The same for surfaces that are seen in others: rare bright ones would be dots, not light."""

_OFTEN: Final = np.float32(0.25)
"""How often paths go where lamps may be mirrored: a lamp in a faint mirror would be dots else."""

_NEGLIGIBLE: Final = 1e-3
"""Weight below which a path is not followed."""


@dataclass(slots=True)
class _Paths:
    """The paths of one sample of many pixels."""

    colors: Floats
    """Light that reached the camera so far, shape (pixels, 3)."""
    weights: Floats
    """Part of further light that will, shape (pixels, 3)."""
    straight: Booleans
    """Which paths only passed surfaces, shape (pixels,)."""
    sees: Booleans
    """Which paths saw surfaces as in a mirror or through glass at most, shape (pixels,).

    They see lamps; for the others, the light of lamps was added where they met a surface.
    """
    rays: Integers
    """Pixels of the paths that go on, shape (n,)."""
    origins: Floats
    """Where those start, shape (n, 3)."""
    directions: Floats
    """Where those go, shape (n, 3)."""

    brightest: np.float32 = _BRIGHTEST
    """What one surface can add."""

    @classmethod
    def start(cls, origins: Floats, directions: Floats) -> "_Paths":
        """Begin one path for each ray from the camera."""
        count = len(origins)
        return cls(
            np.zeros((count, 3), np.float32),
            np.ones((count, 3), np.float32),
            np.ones(count, np.bool_),
            np.ones(count, np.bool_),
            np.arange(count, dtype=np.int32),
            origins,
            directions,
        )

    def gain(self, light: Floats, rows: Integers | None = None) -> None:
        """Add light that arrives at the ends of paths, or of some of them."""
        rays = self.rays if rows is None else self.rays[rows]
        self.colors[rays] += np.minimum(self.weights[rays] * light, self.brightest)

    def lose(self, factors: Floats, rows: Integers | None = None) -> None:
        """Dim further light along paths, or along some of them."""
        self.weights[self.rays if rows is None else self.rays[rows]] *= factors

    def keep(self, rows: Integers) -> None:
        """Give up all paths but some."""
        self.rays, self.origins = self.rays[rows], self.origins[rows]
        self.directions = self.directions[rows]


@dataclass(frozen=True, slots=True)
class _Turns:
    """What surfaces do with paths: each row is true in one of the arrays up to `diffuse`."""

    passing: Booleans
    coat: Booleans
    flakes: Booleans
    metal: Booleans
    gloss: Booleans
    bent: Booleans
    diffuse: Booleans
    tilted: Floats
    """Unit normals where flakes are."""
    ratio: Floats
    """Index of refraction behind the surface divided by that before it."""
    weights: Floats
    """What light counts, as rare turns that may show a lamp are taken more often, shape (n,)."""


@dataclass(frozen=True, kw_only=True)
class Production(Renderer):
    """A path tracer: slow, with every material and indirect light."""

    max_ray_bounces: Annotated[int | None, replace(BOUNCES, start=7)] = None
    samples_per_pixel: Annotated[int | None, replace(SAMPLES, start=32)] = None

    def tracer(self, geometry: Geometry, lighting: Lighting) -> Tracer:
        """Make what traces the paths of one picture."""
        return _ProductionTracer(geometry, lighting, self, Shadows(geometry, clear=True))


@dataclass(frozen=True, slots=True)
class _ProductionTracer:
    """Traces paths of one picture."""

    geometry: Geometry
    lighting: Lighting
    settings: Production
    shadows: Shadows

    def __call__(self, origins: Floats, directions: Floats, random: np.random.Generator) -> Samples:
        """Follow one path from each ray."""
        paths = _Paths.start(origins, directions)
        first = FirstHits.nothing(len(origins))
        for bounce in range(self.settings.layers):
            hits = self.geometry.intersect(paths.origins, paths.directions)
            self._cross_volumes(paths, hits, random)
            missed = np.flatnonzero((hits.faces == MISS) & ~paths.straight[paths.rays])
            paths.gain(np.broadcast_to(self.lighting.ambient, (len(missed), 3)), missed)
            self._see_lamps(paths, hits)
            hit = np.flatnonzero(hits.faces != MISS)
            points = self.geometry.surface_points(hits, hit, paths.origins, paths.directions)
            paths.keep(hit)
            if len(hit) == 0:
                break
            if bounce == 0:
                first.record(paths.rays, hits.distances[hit], points)
            self._scatter(paths, points, hits.distances[hit], random)
            paths.brightest = _BRIGHTEST_INDIRECT
        # A path that only passed surfaces shows what is behind them, if it came to an end.
        unseen = np.where(paths.straight, paths.weights.mean(axis=1), 0)
        unseen[paths.rays] = 0
        return Samples(blend_background(paths.colors, unseen, self.settings.background), first)

    def _cross_volumes(self, paths: _Paths, hits: Hits, random: np.random.Generator) -> None:
        for volume in self.geometry.volumes:
            limits = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)
            light, passed = volume.march(paths.origins, paths.directions, limits, random)
            paths.gain(light)
            paths.lose(passed[:, None])

    def _see_lamps(self, paths: _Paths, hits: Hits) -> None:
        rows = np.flatnonzero(paths.sees[paths.rays]) if self.lighting.lamps else paths.rays[:0]
        limits = np.where(hits.faces == MISS, np.float32(np.inf), hits.distances)[rows]
        light = self.lighting.seen(paths.origins[rows], paths.directions[rows], limits)
        paths.gain(light, rows)
        # Instead of the background, a lamp is seen.
        bright = rows[light.max(axis=1, initial=0) > 0]
        paths.straight[paths.rays[bright]] = False

    def _scatter(
        self, paths: _Paths, points: SurfacePoints, distances: Floats, random: np.random.Generator
    ) -> None:
        """Collect the light of surfaces and send the paths on from there."""
        paths.lose(self.geometry.transmittance(points, distances))
        mirrors = paths.sees[paths.rays] & ~points.inside & bool(self.lighting.lamps)
        turns = self._choose(paths.directions, points, mirrors, random)
        met = np.flatnonzero(~turns.passing)
        paths.lose(turns.weights[met, None], met)
        paths.straight[paths.rays[met]] = False
        paths.gain(self.geometry.optic("emission", points)[met], met)
        following = paths.directions.copy()
        diffuse = np.flatnonzero(turns.diffuse)
        following[diffuse] = self._diffuse(paths, points, diffuse, random)
        paths.sees[paths.rays[diffuse]] = False
        mirror = np.flatnonzero(turns.coat | turns.flakes | turns.metal | turns.gloss)
        following[mirror] = self._mirror(paths, points, turns, mirror, random)
        bent = np.flatnonzero(turns.bent)
        ratio = turns.ratio[bent]
        following[bent], stays = refracted(paths.directions[bent], points.normals[bent], ratio)
        paths.lose(np.where(stays, 0, 1)[:, None], bent)
        paths.directions = unit(following).astype(np.float32)
        side = np.sign(np.einsum("na,na->n", paths.directions, points.geometric))
        shift = (side * offsets(points.positions))[:, None] * points.geometric
        paths.origins = (points.positions + shift).astype(np.float32)
        # Smoothed normals can lead below the surface, where nothing is to be seen.
        lost = mirror[side[mirror] < 0]
        paths.lose(np.zeros((len(lost), 1), np.float32), lost)
        paths.keep(np.flatnonzero(paths.weights[paths.rays].max(axis=1) > _NEGLIGIBLE))

    def _choose(
        self,
        directions: Floats,
        points: SurfacePoints,
        mirrors: Booleans,
        random: np.random.Generator,
    ) -> _Turns:
        """Let each path take one of the layers of its surface, about as often as light would.

        Args:
            directions: Where the paths come from.
            points: The surfaces.
            mirrors: Which paths see lamps in mirrors, shape (n,).
            random: Where chance comes from.
        """
        optic = self.geometry.optic
        draw = random.random((5, len(directions)), dtype=np.float32)
        facing = np.clip(-np.einsum("na,na->n", points.normals, directions), 0, 1)
        passing = draw[0] >= self.geometry.opacity(points, directions)
        left = ~passing
        share = optic("coat", points) * fresnel(facing, optic("coat_ior", points))
        odds = _odds(share, mirrors)
        coat = left & (draw[1] < odds)
        weights = np.where(left, _counted(coat, share, odds), 1)
        left &= ~coat
        density = optic("flakes", points)
        flakes, tilted = np.zeros_like(left), points.normals
        if density.any():
            flakes, tilted = flakes_at(points.positions, points.normals, density)
        flakes = left & flakes
        left &= ~flakes
        metal = left & (draw[2] < optic("metallic", points))
        left &= ~metal
        index = np.maximum(optic("ior", points), np.float32(0.01))
        ratio = np.where(points.inside, 1 / index, index)
        share = optic("specular", points) * fresnel(facing, ratio)
        odds = _odds(share, mirrors)
        gloss = left & (draw[3] < odds)
        weights *= np.where(left, _counted(gloss, share, odds), 1)
        left &= ~gloss
        bent = left & (draw[4] < optic("transmission", points))
        diffuse = left & ~bent
        return _Turns(passing, coat, flakes, metal, gloss, bent, diffuse, tilted, ratio, weights)

    def _diffuse(
        self, paths: _Paths, points: SurfacePoints, rows: Integers, random: np.random.Generator
    ) -> Floats:
        chosen = points.chosen(rows)
        weight = self.geometry.optic("diffuse", chosen)
        paths.lose(chosen.colors[:, :3] * weight[:, None], rows)
        paths.gain(self.lighting.direct(chosen, random, self.shadows, soft=True), rows)
        return around(chosen.normals, random)

    def _mirror(
        self,
        paths: _Paths,
        points: SurfacePoints,
        turns: _Turns,
        rows: Integers,
        random: np.random.Generator,
    ) -> Floats:
        chosen, directions = points.chosen(rows), paths.directions[rows]
        coat, flakes, metal = turns.coat[rows], turns.flakes[rows], turns.metal[rows]
        normals = np.where(flakes[:, None], turns.tilted[rows], chosen.normals)
        roughness = np.where(coat, self.geometry.optic("coat_roughness", chosen), 0)
        roughness = np.where(coat, roughness, self.geometry.optic("roughness", chosen))
        surface = RoughMirror(directions, normals, np.where(flakes, ROUGHNESS, roughness))
        # Metal is mirrored in its colour, which is another one at the edge (C. Schlick, 1994).
        edge = (1 - np.clip(-np.einsum("na,na->n", normals, directions), 0, 1)) ** 5
        color = chosen.colors[:, :3]
        color = color + edge[:, None] * (self.geometry.optic("edge_color", chosen) - color)
        color = np.where(flakes[:, None], ALUMINIUM, np.where(metal[:, None], color, 1))
        paths.lose(color, rows)
        light = self.lighting.direct(chosen, random, self.shadows, surface.response, soft=True)
        paths.gain(light, rows)
        paths.sees[paths.rays[rows]] &= surface.smooth
        following, weights = surface.draw(random)
        paths.lose(weights[:, None], rows)
        return following


def _odds(share: Floats, mirrors: Booleans) -> Floats:
    """Return how often paths take a turn that so much of the light takes, shape (n,)."""
    return np.where(mirrors & (share > 0), np.maximum(share, _OFTEN), share)


def _counted(taken: Booleans, share: Floats, odds: Floats) -> Floats:
    """Return what light counts after a turn that paths take more often than light, shape (n,)."""
    tiny = np.float32(1e-6)
    return np.where(taken, share / np.maximum(odds, tiny), (1 - share) / np.maximum(1 - odds, tiny))
