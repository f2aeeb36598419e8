"""OFF files of triangles."""

from array import array
from collections.abc import Iterator

import numpy as np

from livebind_backend.loaders.text_lines import lines_of, number_of, whole_number_of
from livebind_backend.loaders.triangles import MalformedError, Triangles, check_count
from livebind_backend.progress import Progress

__all__ = ["parse_off"]

_NOTHING: list[bytes] = []
_SMALLEST_LINE = 6
"""Bytes that a vertex takes at least; a face takes more."""


def parse_off(data: bytes, progress: Progress) -> Triangles:
    """Parse an OFF file; what follows the three corners of a face, such as colours, is skipped.

    Raises:
        MalformedError: It is incomplete, or has other faces than triangles.
        TaskCancelledError: The request was cancelled.
    """
    lines = _lines(data, progress)
    words = next(lines, _NOTHING)
    if words == [b"OFF"]:
        words = next(lines, _NOTHING)
    if len(words) != 3:  # noqa: PLR2004 - vertices, faces, edges
        raise MalformedError("no line with the numbers of vertices, faces and edges")
    vertex_count, face_count, _ = (whole_number_of(word) for word in words)
    check_count(vertex_count, "vertices")
    check_count(face_count, "triangles")
    if (vertex_count + face_count) * _SMALLEST_LINE > len(data) + _SMALLEST_LINE:
        raise MalformedError(f"{vertex_count} vertices and {face_count} faces are not there")
    vertices = array("f")
    for _ in range(vertex_count):
        vertices.extend(_read_vertex(next(lines, _NOTHING)))
    faces = array("i")
    for _ in range(face_count):
        faces.extend(_read_face(next(lines, _NOTHING), vertex_count))
    return Triangles(
        np.frombuffer(vertices, np.float32).reshape(-1, 3),
        np.frombuffer(faces, np.int32).reshape(-1, 3),
    )


def _lines(data: bytes, progress: Progress) -> Iterator[list[bytes]]:
    for line in lines_of(data, progress):
        words = line.partition(b"#")[0].split()
        if words:
            yield words


def _read_vertex(words: list[bytes]) -> list[float]:
    if len(words) != 3:  # noqa: PLR2004 - X, Y, Z
        raise MalformedError(f"a vertex of {len(words)} numbers, where 3 must be")
    return [number_of(word) for word in words]


def _read_face(words: list[bytes], vertex_count: int) -> list[int]:
    if not words or words[0] != b"3":
        raise MalformedError("a face that is missing, or no triangle: only those are loaded")
    corners = [whole_number_of(word) for word in words[1:4]]
    if len(corners) != 3 or max(corners) >= vertex_count:  # noqa: PLR2004 - of a triangle
        raise MalformedError(f"a face without three of the {vertex_count} vertices")
    return corners
