"""What rays can meet, and what they find there."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Booleans, Floats, Integers
from livebind_backend.render.clipping import Clip
from livebind_backend.render.embree import MISS, Hits, Intersector
from livebind_backend.render.volumes import VisibleVolume
from livebind_backend.scene.lights import Light
from livebind_backend.scene.optics import Optics

__all__ = ["Geometry", "PlacedLight", "SurfacePoints", "Triangles"]

MAX_CLIPPED_LAYERS: Final = 32
"""Hidden surfaces that a ray passes before it is given up."""

_RELATIVE_OFFSET: Final = np.float32(2e-5)
"""How far, relative to the coordinates, a ray starts from the surface that it leaves."""


_GHOST: Final = np.float32(0.05)
"""Opacity of a ghost where it faces the viewer; its outline is opaque."""


@dataclass(frozen=True, slots=True)
class PlacedLight:
    """A light and the matrix that moves it."""

    light: Light
    matrix: Floats


@dataclass(frozen=True, slots=True)
class SurfacePoints:
    """Where rays met surfaces, one row for each."""

    positions: Floats
    """In the scene, shape (n, 3)."""
    geometric: Floats
    """Unit normals of the triangles, towards the viewer, shape (n, 3)."""
    normals: Floats
    """Smoothed unit normals, towards the viewer, shape (n, 3)."""
    colors: Floats
    """Red, green, blue and opacity, shape (n, 4)."""
    models: Integers
    """Number of the model in `Geometry.numbers`, shape (n,)."""
    inside: Booleans
    """Whether the ray came from behind the surface, shape (n,)."""

    def chosen(self, rows: Integers) -> "SurfacePoints":
        """Return some of them."""
        return SurfacePoints(
            self.positions[rows],
            self.geometric[rows],
            self.normals[rows],
            self.colors[rows],
            self.models[rows],
            self.inside[rows],
        )


@dataclass(frozen=True, slots=True)
class Triangles:
    """The triangles of all models."""

    vertices: Floats
    """Positions in the scene, shape (vertices, 3)."""
    faces: Integers
    """Vertex of each corner, shape (faces, 3)."""
    normals: Floats
    """Unit normal of each corner, shape (faces, 3, 3)."""
    colors: Integers
    """Number in the palette of the colour of each corner, shape (faces, 3)."""
    palette: Floats
    """Colours, shape (colours, 4)."""
    models: Integers
    """Number of the model of each triangle in `Geometry.numbers`, shape (faces,)."""
    primitives: Integers
    """Number of the primitive of each triangle in its model, shape (faces,)."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """What rays can meet."""

    triangles: Triangles
    """All triangles."""
    intersector: Intersector
    """Finds them."""
    numbers: list[int]
    """Number in the scene of each model that has triangles."""
    optics: list[Optics]
    """Material of each of them."""
    lights: list[PlacedLight]
    """All lights."""
    volumes: list[VisibleVolume]
    """All volumes."""
    clips: list[Clip]
    """What is hidden."""
    extent: float
    """Size of the scene in world units."""
    lets_light_through: bool
    """Whether anything is there that casts no black shadow."""

    def intersect(self, origins: Floats, directions: Floats) -> Hits:
        """Find the first triangle on each ray that is not clipped away."""
        hits = self.intersector.intersect(origins, directions)
        if not self.clips:
            return hits
        starts, origins = origins, origins.copy()
        passed = np.zeros(len(origins), np.float32)
        for _ in range(MAX_CLIPPED_LAYERS):
            hit = np.flatnonzero(hits.faces != MISS)
            points = origins[hit] + directions[hit] * hits.distances[hit, None]
            hidden = self._hidden(points, starts[hit], directions[hit])
            again = hit[hidden]
            if len(again) == 0:
                break
            step = hits.distances[again] + offsets(points[hidden])
            passed[again] += step
            origins[again] += directions[again] * step[:, None]
            _replace(hits, again, self.intersector.intersect(origins[again], directions[again]))
        hits.distances[:] += passed
        return hits

    def blocked(self, origins: Floats, directions: Floats, distances: Floats) -> Booleans:
        """Tell for each ray whether anything that is not clipped away is nearer than that."""
        # Embree stops at anything in the way, which may be clipped away.
        if not self.clips:
            return self.intersector.blocked(origins, directions, distances)
        hits = self.intersect(origins, directions)
        blocked: Booleans = (hits.faces != MISS) & (hits.distances < distances)
        return blocked

    def surface_points(
        self, hits: Hits, chosen: Integers, origins: Floats, directions: Floats
    ) -> SurfacePoints:
        """Describe the surfaces that the chosen rays hit; rays are given in full."""
        triangles = self.triangles
        faces, u, v = hits.faces[chosen], hits.u[chosen, None], hits.v[chosen, None]
        rays = directions[chosen]
        weights = (1 - u - v, u, v)
        normals = sum(
            weight * triangles.normals[faces, corner] for corner, weight in enumerate(weights)
        )
        colors = sum(
            weight * triangles.palette[triangles.colors[faces, corner]]
            for corner, weight in enumerate(weights)
        )
        geometric = unit(hits.normals[chosen])
        # Surfaces have two sides: what is seen is lit from where it is seen.
        inside = _dot(geometric, rays) > 0
        geometric = np.where(inside[:, None], -geometric, geometric)
        smooth = unit(np.asarray(normals, np.float32))
        smooth = np.where((_dot(smooth, geometric) < 0)[:, None], -smooth, smooth)
        return SurfacePoints(
            positions=origins[chosen] + rays * hits.distances[chosen, None],
            geometric=geometric,
            normals=smooth,
            colors=np.asarray(colors, np.float32),
            models=triangles.models[faces],
            inside=inside,
        )

    def optic(self, name: str, points: SurfacePoints) -> Floats:
        """Look up a property of `Optics` for surfaces, shape (n,) or, for colours, (n, 3)."""
        values = np.array([getattr(item, name) for item in self.optics], np.float32)
        return values[points.models]

    def opacity(self, points: SurfacePoints, directions: Floats) -> Floats:
        """Return how opaque surfaces are seen along unit directions, shape (n,)."""
        opacity: Floats = self.optic("opacity", points) * points.colors[:, 3]
        ghosts = self.optic("ghost", points) > 0
        if ghosts.any():
            facing = np.abs(_dot(points.normals, directions))
            opacity = np.where(
                ghosts, opacity * (_GHOST + (1 - _GHOST) * (1 - facing) ** 2), opacity
            )
        return opacity

    def transmittance(self, points: SurfacePoints, distances: Floats) -> Floats:
        """Return what is left of light on its way to surfaces from inside, by Beer's law, (n, 3).

        Args:
            points: The surfaces.
            distances: How long the way was, shape (n,).
        """
        color = self.optic("transmission_color", points)
        depth = np.maximum(self.optic("transmission_depth", points), np.float32(1e-6))
        way = np.where(points.inside, distances / depth, 0)
        left: Floats = np.clip(color, 1e-6, 1) ** way[:, None]
        return left

    def primitive_of(self, face: int) -> tuple[int, int]:
        """Return the number in the scene of the model that a triangle is of, and its primitive."""
        model = int(self.triangles.models[face])
        return self.numbers[model], int(self.triangles.primitives[face])

    def _hidden(self, points: Floats, origins: Floats, directions: Floats) -> Booleans:
        hidden = np.zeros(len(points), np.bool_)
        for clip in self.clips:
            hidden |= clip(points, origins, directions)
        return hidden


def offsets(points: Floats) -> Floats:
    """Return the distance by which rays that leave these points must start away from them."""
    sizes: Floats = np.abs(points).max(axis=1, initial=0)
    return (sizes + np.float32(1e-2)) * _RELATIVE_OFFSET


def unit(vectors: Floats) -> Floats:
    """Scale vectors of shape (n, 3) to length one."""
    lengths = np.sqrt(_dot(vectors, vectors))
    scaled: Floats = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)[:, None]
    return scaled


def _replace(hits: Hits, rows: Integers, found: Hits) -> None:
    hits.faces[rows] = found.faces
    hits.distances[rows] = found.distances
    hits.u[rows] = found.u
    hits.v[rows] = found.v
    hits.normals[rows] = found.normals


def _dot(left: Floats, right: Floats) -> Floats:
    product: Floats = np.einsum("na,na->n", left, right)
    return product
