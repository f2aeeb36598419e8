"""Triangle meshes from OBJ, PLY, STL and OFF, through trimesh."""

import io
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Floats, Integers
from livebind_backend.calls import Progress
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.loaders.ply_header import check_ply_header
from livebind_backend.scene.coloring import WHITE, color_by_primitive, color_by_vertex
from livebind_backend.scene.meshes import mesh_from_faces
from livebind_backend.scene.models import Model, ModelInfo, Surface

if TYPE_CHECKING:
    import trimesh

__all__ = ["MESH_LOADER"]

MAX_COORDINATE: Final = 1e15
"""Largest coordinate: its square is still a number of 32 bits."""


def load_mesh(source: Source, _params: object, progress: Progress) -> list[Model]:
    """Load one model of all triangles in a mesh file.

    Raises:
        InternalError: The content is malformed or has no triangles.
    """
    if source.extension == "ply":
        check_ply_header(source.data)
    progress.report(0.0, "Parsing mesh ...")
    parsed = _parse(source)
    progress.report(0.7, "Preparing mesh ...")
    vertices, colors, faces = _merge(parsed)
    mesh = mesh_from_faces(vertices, faces)
    coloring = color_by_primitive(mesh, [WHITE])
    if colors is not None:
        coloring = color_by_vertex(mesh, colors)
    metadata = {
        "faces": str(len(faces)),
        "meshes": "1",
        "vertices": str(len(vertices)),
    }
    return [Model("mesh", Surface(mesh, coloring, vertices), ModelInfo(metadata=metadata))]


def _parse(source: Source) -> "trimesh.Trimesh":
    import trimesh  # noqa: PLC0415 - takes a third of a second, which the start must not

    try:
        parsed = trimesh.load_mesh(  # pyright: ignore[reportUnknownMemberType] - untyped options
            io.BytesIO(source.data), file_type=source.extension, process=False
        )
    except Exception as error:
        # Parsers of foreign files fail in all ways; each means that the content is malformed.
        raise InternalError(f"Cannot parse the {source.extension} mesh: {_line(error)}") from error
    if len(parsed.faces) == 0:
        raise InternalError(f"No triangles found in the {source.extension} mesh")
    _check(parsed.vertices, parsed.faces)
    return parsed


def _check(vertices: Floats, faces: Integers) -> None:
    if not (np.abs(vertices) <= MAX_COORDINATE).all():
        raise InternalError("The mesh has a vertex that is not finite, or too far away")
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise InternalError("The mesh has a face with a vertex that does not exist")


def _merge(parsed: "trimesh.Trimesh") -> tuple[Floats, Floats | None, Integers]:
    """Make vertices that are equal one: neighbours that share them look smooth.

    Returns:
        Positions, shape (vertices, 3), colours if there are any, shape (vertices, 4), and faces.
    """
    colors = _vertex_colors(parsed)
    rows = np.asarray(parsed.vertices, np.float32)
    if colors is not None:
        rows = np.concatenate([rows, colors], axis=1)
    merged, numbers = np.unique(rows, axis=0, return_inverse=True)
    faces = numbers.reshape(-1)[parsed.faces].astype(np.int32)
    return merged[:, :3], None if colors is None else merged[:, 3:], faces


def _vertex_colors(parsed: "trimesh.Trimesh") -> Floats | None:
    visual = parsed.visual
    colors: npt.NDArray[np.uint8] | None = getattr(visual, "vertex_colors", None)
    if visual is None or visual.kind != "vertex" or colors is None:
        return None
    return colors[:, :4].astype(np.float32) / 255


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


MESH_LOADER: Final = Loader(
    name="mesh",
    extensions=("off", "stl", "ply", "obj"),
    params=EmptyLoaderParams,
    load=load_mesh,
)
