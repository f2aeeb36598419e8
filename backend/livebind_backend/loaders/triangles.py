"""What every mesh parser yields, and how much of it may be."""

from dataclasses import dataclass
from typing import Final

from livebind_backend.arrays import Floats, Integers

__all__ = ["MAX_COUNT", "MalformedError", "Triangles", "check_count"]

MAX_COUNT: Final = 5_000_000
"""Most vertices and most triangles of a mesh: to prepare them takes up to 2 GB."""


class MalformedError(Exception):
    """A file is not what its format asks for, or not what a real service loads."""


@dataclass(frozen=True, slots=True)
class Triangles:
    """The content of a mesh file."""

    vertices: Floats
    """Positions, shape (vertices, 3)."""
    faces: Integers
    """Vertex of each corner, shape (faces, 3)."""
    colors: Floats | None = None
    """Red, green, blue and opacity of each vertex, 0 to 1, shape (vertices, 4), if there are any.
    """


def check_count(count: int, what: str) -> None:
    """Refuse more vertices or triangles than one mesh may have.

    Raises:
        MalformedError: There are too many.
    """
    if count > MAX_COUNT:
        raise MalformedError(f"more than {MAX_COUNT} {what}: split the mesh")
