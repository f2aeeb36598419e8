"""Triangle meshes from OBJ, PLY, STL and OFF."""

from typing import Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.loaders.obj import parse_obj
from livebind_backend.loaders.off import parse_off
from livebind_backend.loaders.ply import parse_ply
from livebind_backend.loaders.stl import parse_stl
from livebind_backend.loaders.triangles import MalformedError, Triangles
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import (
    MESH_METHODS,
    WHITE,
    color_by_primitive,
    color_by_vertex,
)
from livebind_backend.scene.meshes import mesh_from_faces
from livebind_backend.scene.models import Model, ModelInfo, Surface

__all__ = ["MESH_LOADER"]

MAX_COORDINATE: Final = 1e15
"""Largest coordinate: its square is still a number of 32 bits."""

_PARSERS: Final = {"obj": parse_obj, "off": parse_off, "ply": parse_ply, "stl": parse_stl}


def load_mesh(source: Source, _params: object, progress: Progress) -> list[Model]:
    """Load one model of all triangles in a mesh file.

    Raises:
        InternalError: The format is unknown, or the content malformed or without triangles.
    """
    progress.stage(0.0, "Parsing mesh ...")
    parsed = _parse(source, progress)
    progress.check()
    vertices, colors, faces = _merge(parsed, progress)
    progress.check()
    mesh = mesh_from_faces(vertices, faces)
    coloring = color_by_primitive(mesh, [WHITE])
    if colors is not None:
        coloring = color_by_vertex(mesh, colors)
    # A real service does not share vertices.
    metadata = {"faces": str(len(faces)), "meshes": "1", "vertices": str(3 * len(faces))}
    surface = Surface(mesh, coloring, vertices, MESH_METHODS)
    return [Model("mesh", surface, ModelInfo(metadata=metadata))]


def _parse(source: Source, progress: Progress) -> Triangles:
    parse = _PARSERS.get(source.extension)
    if parse is None:
        known = ", ".join(_PARSERS)
        raise InternalError(f"'{source.extension}' is no mesh format (there are: {known})")
    try:
        parsed = parse(source.data, progress)
    except MalformedError as error:
        raise InternalError(f"Cannot parse the {source.extension} mesh: {error}") from None
    if len(parsed.faces) == 0:
        raise InternalError(f"No triangles found in the {source.extension} mesh")
    if not (np.abs(parsed.vertices) <= MAX_COORDINATE).all():
        raise InternalError("The mesh has a vertex that is not finite, or too far away")
    return parsed


def _merge(parsed: Triangles, progress: Progress) -> tuple[Floats, Floats | None, Integers]:
    """Make vertices that are equal one: neighbours that share them look smooth.

    Returns:
        Positions, shape (vertices, 3), colours if there are any, shape (vertices, 4), and faces.
    """
    rows = parsed.vertices.astype(np.float32) + np.float32(0)  # which makes -0 the same as 0
    if parsed.colors is not None:
        rows = np.concatenate([rows, parsed.colors], axis=1)
    keys = _hashes(rows)
    progress.check()
    order = np.argsort(keys)
    progress.check()
    ordered, keys = rows[order], keys[order]
    # Equal rows stand together, unless others with the same hash come between: those stay several.
    is_new = np.ones(len(rows), np.bool_)
    is_new[1:] = (keys[1:] != keys[:-1]) | (ordered[1:] != ordered[:-1]).any(axis=1)
    numbers = np.empty(len(rows), np.int32)
    numbers[order] = np.cumsum(is_new, dtype=np.int32) - 1
    merged = ordered[is_new]
    return merged[:, :3], None if parsed.colors is None else merged[:, 3:], numbers[parsed.faces]


def _hashes(rows: Floats) -> npt.NDArray[np.uint64]:
    """Return a number for each row that is the same for equal ones: sorting those is fast."""
    hashes = np.zeros(len(rows), np.uint64)
    for column in np.ascontiguousarray(rows).view(np.uint32).T:
        # Multiplied by 2^64 over the golden ratio, neighbouring numbers are far apart.
        hashes = (hashes ^ column) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(32)
    return hashes


MESH_LOADER: Final = Loader(
    name="mesh",
    extensions=("off", "stl", "ply", "obj"),
    params=EmptyLoaderParams,
    load=load_mesh,
)
