"""PLY files of triangles or strips of triangles, as text and binary."""

from typing import Final

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.loaders.ply_content import Column, read_content
from livebind_backend.loaders.ply_header import Header, read_header
from livebind_backend.loaders.triangles import MalformedError, Triangles, check_count
from livebind_backend.progress import Progress

__all__ = ["parse_ply"]

_COLORS: Final = (("red", "r"), ("green", "g"), ("blue", "b"), ("alpha", "a"))
_INDICES: Final = ("vertex_indices", "vertex_index")


def parse_ply(data: bytes, progress: Progress) -> Triangles:
    """Parse a PLY file.

    Raises:
        MalformedError: It is incomplete, or has other faces than triangles.
        TaskCancelledError: The request was cancelled.
    """
    header = read_header(data)
    content = read_content(data, header, progress)
    vertex = content.get("vertex", {})
    positions = [vertex[axis] for axis in "xyz" if axis in vertex]
    if not positions:
        raise MalformedError("the vertices have no positions")
    count = len(positions[0].counts)
    faces = _faces_of(content.get("face", {}))
    strips = _strips_of(content.get("tristrips", {}))
    return Triangles(
        vertices=np.stack([_values_of(vertex, axis, count, 0) for axis in "xyz"], axis=1),
        faces=_indices(np.concatenate([faces, strips]), count),
        colors=_colors_of(vertex, header, count),
    )


def _values_of(vertex: dict[str, Column], name: str, count: int, default: float) -> Floats:
    column = vertex.get(name)
    if column is None:
        return np.full(count, default)
    if len(column.values) != count:
        raise MalformedError(f"the vertices have a list as '{name}'")
    return column.values


def _colors_of(vertex: dict[str, Column], header: Header, count: int) -> Floats | None:
    """Return colours as parts of the largest value of their type."""
    (element,) = (item for item in header.elements if item.name == "vertex")
    kinds = {item.name: item.kind for item in element.properties}
    chosen = [next((name for name in names if name in vertex), "") for names in _COLORS]
    if not any(chosen[:3]):
        return None
    channels: list[Floats] = []
    for name, default in zip(chosen, (0, 0, 0, 1), strict=True):
        kind = kinds.get(name, "f4")
        largest = 1 if kind.startswith("f") else np.iinfo(kind).max
        channels.append(_values_of(vertex, name, count, default) / largest)
    return np.clip(np.nan_to_num(np.stack(channels, axis=1)), 0, 1).astype(np.float32)


def _faces_of(face: dict[str, Column]) -> Floats:
    column = next((face[name] for name in _INDICES if name in face), None)
    if column is None:
        return np.zeros((0, 3))
    if (column.counts != 3).any():  # noqa: PLR2004 - of a triangle
        raise MalformedError("a face that is no triangle: only triangles are loaded")
    return column.values.reshape(-1, 3)


def _strips_of(tristrips: dict[str, Column]) -> Floats:
    """Return the triangles of strips, each of which ends at a negative index."""
    column = next((tristrips[name] for name in _INDICES if name in tristrips), None)
    if column is None:
        return np.zeros((0, 3))
    indices = np.insert(column.values, np.cumsum(column.counts), -1)
    places = np.arange(len(indices))
    starts = np.maximum.accumulate(np.where(indices < 0, places, -1)) + 1
    triples = np.stack([indices[:-2], indices[1:-1], indices[2:]], axis=1)
    # Every second triangle of a strip would look to the other side.
    odd = ((places - starts)[:-2] % 2 == 1)[:, None]
    triples = np.where(odd, triples[:, [1, 0, 2]], triples)
    return triples[(triples >= 0).all(axis=1)]


def _indices(values: Floats, count: int) -> Integers:
    check_count(len(values), "triangles")
    if not ((values >= 0) & (values < count) & (values == np.floor(values))).all():
        raise MalformedError(f"an index that is none of the {count} vertices")
    return values.astype(np.int32)
