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
from livebind_backend.scene.coloring import WHITE, Coloring, color_by_primitive, color_by_vertex
from livebind_backend.scene.meshes import Mesh, mesh_from_faces
from livebind_backend.scene.models import Model, ModelInfo, Surface

if TYPE_CHECKING:
    import trimesh

__all__ = ["MESH_LOADER"]


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
    mesh = mesh_from_faces(
        np.asarray(parsed.vertices, np.float32), np.asarray(parsed.faces, np.int32)
    )
    surface = Surface(mesh, _coloring(parsed, mesh), mesh.vertices)
    metadata = {
        "faces": str(len(mesh.faces)),
        "meshes": "1",
        "vertices": str(len(mesh.vertices)),
    }
    return [Model("mesh", surface, ModelInfo(metadata=metadata))]


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
    parsed.merge_vertices(merge_tex=True, merge_norm=True)
    return parsed


def _check(vertices: Floats, faces: Integers) -> None:
    limit = np.finfo(np.float32).max
    if not (np.abs(vertices) <= limit).all():
        raise InternalError("The mesh has a vertex that is not finite")
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise InternalError("The mesh has a face with a vertex that does not exist")


def _coloring(parsed: "trimesh.Trimesh", mesh: Mesh) -> Coloring:
    visual = parsed.visual
    colors: npt.NDArray[np.uint8] | None = getattr(visual, "vertex_colors", None)
    if visual is None or visual.kind != "vertex" or colors is None:
        return color_by_primitive(mesh, [WHITE])
    return color_by_vertex(mesh, colors[:, :4].astype(np.float32) / 255)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


MESH_LOADER: Final = Loader(
    name="mesh",
    extensions=("off", "stl", "ply", "obj"),
    params=EmptyLoaderParams,
    load=load_mesh,
)
