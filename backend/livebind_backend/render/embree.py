"""The only door to embreex, which has no types: triangles in, hits out."""

from dataclasses import dataclass
from typing import Final, Protocol, cast

import numpy as np
from embreex.mesh_construction import TriangleMesh  # type: ignore[import-untyped]
from embreex.rtcore_scene import EmbreeScene  # type: ignore[import-untyped]

from livebind_backend.arrays import Booleans, Floats, Integers

__all__ = ["Hits", "Intersector"]

MISS: Final = -1


@dataclass(frozen=True, slots=True)
class Hits:
    """What each ray hits first."""

    faces: Integers
    """Number of the triangle, -1 for a miss, shape (rays,)."""
    distances: Floats
    """Distance in lengths of the ray's direction, shape (rays,)."""
    u: Floats
    """Weight of the triangle's second corner, shape (rays,)."""
    v: Floats
    """Weight of the triangle's third corner, shape (rays,)."""
    normals: Floats
    """Normal of the triangle, not of unit length, shape (rays, 3)."""


class _Scene(Protocol):
    def run(
        self,
        origins: Floats,
        directions: Floats,
        dists: Floats | None = None,
        query: str = "INTERSECT",
        output: bool | None = None,  # noqa: FBT001 - embreex decides its signature
    ) -> object: ...


class Intersector:
    """Finds where rays hit triangles; may be used by several threads at once.

    Args:
        vertices: Positions, shape (vertices, 3).
        faces: Vertex of each corner, shape (faces, 3).
    """

    def __init__(self, vertices: Floats, faces: Integers) -> None:
        self._empty = len(faces) == 0
        self._scene = cast("_Scene", EmbreeScene())
        if not self._empty:
            TriangleMesh(self._scene, np.ascontiguousarray(vertices), np.ascontiguousarray(faces))

    def intersect(self, origins: Floats, directions: Floats) -> Hits:
        """Find the first triangle on each ray; origins and directions have shape (rays, 3)."""
        count = len(origins)
        if self._empty or count == 0:
            zeros = np.zeros(count, np.float32)
            misses = np.full(count, MISS, np.int32)
            return Hits(misses, zeros, zeros, zeros, np.zeros((count, 3), np.float32))
        found = cast(
            "dict[str, np.ndarray]",
            self._scene.run(
                np.ascontiguousarray(origins, np.float32),
                np.ascontiguousarray(directions, np.float32),
                query="INTERSECT",
                output=True,
            ),
        )
        faces: Integers = np.where(found["geomID"] < 0, MISS, found["primID"]).astype(np.int32)
        return Hits(faces, found["tfar"], found["u"], found["v"], found["Ng"])

    def blocked(self, origins: Floats, directions: Floats, distances: Floats) -> Booleans:
        """Tell for each ray whether anything is nearer than its distance, shape (rays,)."""
        if self._empty or len(origins) == 0:
            return np.zeros(len(origins), np.bool_)
        found = cast(
            "Integers",
            self._scene.run(
                np.ascontiguousarray(origins, np.float32),
                np.ascontiguousarray(directions, np.float32),
                dists=np.ascontiguousarray(distances, np.float32),
                query="OCCLUDED",
            ),
        )
        blocked: Booleans = found != MISS
        return blocked
