"""Triangles, with what shading and colouring need at each corner."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats, Integers

__all__ = ["Mesh", "concatenate", "mesh_from_faces"]

CREASE_ANGLE: Final = 40.0
"""Degrees between a face and its smoothed normal above which the edge is meant to be seen."""

_TINY: Final = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles of one model, in its own coordinates."""

    vertices: Floats
    """Positions, shape (vertices, 3)."""
    faces: Integers
    """Vertex of each corner, shape (faces, 3)."""
    normals: Floats
    """Unit normal of each corner, shape (faces, 3, 3)."""
    primitives: Integers
    """Number of the shape that each face is a part of, shape (faces,)."""


def mesh_from_faces(vertices: Floats, faces: Integers) -> Mesh:
    """Make a mesh that looks smooth, except at edges that are sharp.

    Args:
        vertices: Positions, shape (vertices, 3); neighbours share them.
        faces: Vertex of each corner, shape (faces, 3).
    """
    corners = vertices.astype(np.float64)[faces]
    flat = _unit(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    # By angle, so that it does not matter how a flat side is cut into triangles.
    weights = _angles(corners)
    sums = [_sum_at_vertices(flat[:, [axis]] * weights, faces, len(vertices)) for axis in range(3)]
    smooth = _unit(np.stack(sums, axis=1))[faces]
    follows = np.einsum("fca,fa->fc", smooth, flat) > np.cos(np.radians(CREASE_ANGLE))
    normals = np.where(follows[..., None], smooth, flat[:, None, :])
    return Mesh(
        vertices=vertices.astype(np.float32),
        faces=faces.astype(np.int32),
        normals=normals.astype(np.float32),
        primitives=np.zeros(len(faces), np.int32),
    )


def _angles(corners: Floats) -> Floats:
    """Return the angle at each corner, by which faces count for the normal of a vertex."""
    following = _unit(np.roll(corners, -1, axis=1) - corners)
    preceding = -np.roll(following, 1, axis=1)
    angles: Floats = np.arccos(np.clip(np.einsum("fca,fca->fc", following, preceding), -1, 1))
    return angles


def _sum_at_vertices(values: Floats, faces: Integers, count: int) -> Floats:
    return np.bincount(faces.ravel(), weights=values.ravel(), minlength=count).astype(np.float32)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = vectors / np.maximum(lengths, _TINY)
    return unit


def concatenate(meshes: list[Mesh]) -> Mesh:
    """Join meshes, of which there is at least one; each becomes a primitive of its own."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    moved = [mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)]
    numbers = [np.full(len(mesh.faces), number) for number, mesh in enumerate(meshes)]
    return Mesh(
        vertices=np.concatenate([mesh.vertices for mesh in meshes]),
        faces=np.concatenate(moved).astype(np.int32),
        normals=np.concatenate([mesh.normals for mesh in meshes]),
        primitives=np.concatenate(numbers).astype(np.int32),
    )
