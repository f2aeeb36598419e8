"""Everything visible in a scene as one set of triangles, ready for rays."""

from typing import Final

import numpy as np

from livebind_backend.arrays import Integers
from livebind_backend.render.clipping import make_clip
from livebind_backend.render.embree import Intersector
from livebind_backend.render.geometry import Geometry, PlacedLight, Triangles
from livebind_backend.render.volumes import VisibleVolume
from livebind_backend.scene.bounds import is_finite
from livebind_backend.scene.lights import Light
from livebind_backend.scene.models import Clipping, Placement, Surface, VolumeContent
from livebind_backend.scene.scene import Scene
from livebind_backend.scene.transforms import apply_to_normals, apply_to_points

__all__ = ["prepare"]


def prepare(scene: Scene, frame: int) -> Geometry:
    """Gather what is visible in a scene at a frame of its simulation."""
    visible = [placement for placement in scene.placements if placement.is_visible]
    surfaces = [
        (placement, placement.model.content)
        for placement in visible
        if isinstance(placement.model.content, Surface)
    ]
    triangles = _gather(surfaces, frame)
    optics = [surface.material.optics() for _, surface in surfaces]
    volumes = [
        VisibleVolume(content.volume, content.ramp, placement.matrix)
        for placement in visible
        if isinstance(content := placement.model.content, VolumeContent)
    ]
    return Geometry(
        triangles=triangles,
        intersector=Intersector(triangles.vertices, triangles.faces),
        numbers=[placement.number for placement, _ in surfaces],
        optics=optics,
        lights=[
            PlacedLight(placement.model.content, placement.matrix)
            for placement in visible
            if isinstance(placement.model.content, Light)
        ],
        volumes=volumes,
        clips=[
            make_clip(content, placement.matrix)
            for placement in visible
            if isinstance(content := placement.model.content, Clipping)
        ],
        extent=_extent(scene),
        lets_light_through=bool(
            volumes
            or (triangles.palette[:, 3] < 1).any()
            or any(item.opacity < 1 or item.ghost or item.transmission > 0 for item in optics)
        ),
    )


def _extent(scene: Scene) -> float:
    bounds = scene.bounds
    if not is_finite(bounds):
        return 1.0
    return float(np.linalg.norm(np.subtract(bounds.max, bounds.min))) or 1.0


def _gather(surfaces: list[tuple[Placement, Surface]], frame: int) -> Triangles:
    if not surfaces:
        return _NO_TRIANGLES
    matrices = [placement.matrix for placement, _ in surfaces]
    contents = [surface for _, surface in surfaces]
    meshes = [surface.mesh for surface in contents]
    first_vertex = _starts([len(mesh.vertices) for mesh in meshes])
    colorings = [surface.colors(frame) for surface in contents]
    first_color = _starts([len(coloring.palette) for coloring in colorings])
    counts = [len(mesh.faces) for mesh in meshes]
    return Triangles(
        vertices=np.concatenate(
            [apply_to_points(m, mesh.vertices) for m, mesh in zip(matrices, meshes, strict=True)]
        ).astype(np.float32),
        faces=_joined([mesh.faces for mesh in meshes], first_vertex),
        normals=np.concatenate(
            [apply_to_normals(m, mesh.normals) for m, mesh in zip(matrices, meshes, strict=True)]
        ).astype(np.float32),
        colors=_joined([coloring.corners for coloring in colorings], first_color),
        # A surface that gives back more light than it gets would grow brighter at each bounce.
        palette=np.clip(np.concatenate([coloring.palette for coloring in colorings]), 0, 1),
        models=np.repeat(np.arange(len(meshes), dtype=np.int32), counts),
        primitives=np.concatenate([mesh.primitives for mesh in meshes]),
    )


_NO_TRIANGLES: Final = Triangles(
    vertices=np.zeros((0, 3), np.float32),
    faces=np.zeros((0, 3), np.int32),
    normals=np.zeros((0, 3, 3), np.float32),
    colors=np.zeros((0, 3), np.int32),
    palette=np.zeros((0, 4), np.float32),
    models=np.zeros(0, np.int32),
    primitives=np.zeros(0, np.int32),
)


def _starts(counts: list[int]) -> list[int]:
    return [sum(counts[:index]) for index in range(len(counts))]


def _joined(parts: list[Integers], starts: list[int]) -> Integers:
    moved = [part + start for part, start in zip(parts, starts, strict=True)]
    return np.concatenate(moved).astype(np.int32)
