"""Colours of the triangles of a model, and the ways to choose them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Color4, Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.scene.meshes import Mesh

__all__ = [
    "MESH_METHODS",
    "SHAPE_METHODS",
    "WHITE",
    "Coloring",
    "color_by_primitive",
    "color_by_vertex",
    "color_values",
    "recolor",
]

WHITE: Final[Color4] = (1.0, 1.0, 1.0, 1.0)

SOLID: Final = "solid"
SOLID_VALUE: Final = "color"
PRIMITIVE: Final = "primitive"
TRIANGLE: Final = "triangle"
VERTEX: Final = "vertex"

MESH_METHODS: Final = (SOLID, TRIANGLE, VERTEX)
"""The ways to colour what was loaded as triangles."""

SHAPE_METHODS: Final = (PRIMITIVE, SOLID)
"""The ways to colour what consists of shapes, which are triangles only here."""


@dataclass(frozen=True, slots=True)
class Coloring:
    """The colour of each corner, by its number in a palette."""

    palette: Floats
    """Colours, shape (colours, 4)."""
    corners: Integers
    """Number of the colour of each corner, shape (faces, 3)."""


def color_by_primitive(mesh: Mesh, colors: list[Color4] | Floats) -> Coloring:
    """Give each primitive a colour."""
    return Coloring(np.array(colors, np.float32).reshape(-1, 4), _per_face(mesh.primitives))


def color_by_vertex(mesh: Mesh, colors: Floats) -> Coloring:
    """Give each vertex a colour, shape (vertices, 4), that blends into those of its neighbours."""
    return Coloring(colors.astype(np.float32), mesh.faces)


def color_values(mesh: Mesh, method: str) -> list[str]:
    """List what a method can give a colour to; numbers are a range such as `0-99`."""
    if method == SOLID:
        return [SOLID_VALUE]
    count = _count_of(mesh, method)
    return [f"0-{count - 1}"] if count else []


def recolor(mesh: Mesh, current: Coloring, method: str, values: Mapping[str, Color4]) -> Coloring:
    """Colour a model anew; what is not named keeps its colour where the method allows that.

    Args:
        mesh: The triangles.
        current: The present colours.
        method: One of those that the kind of model has.
        values: Colours by what gets them; numbers can be listed, as in `0,2,4-6`.

    Raises:
        InternalError: There is no such thing to colour.
    """
    if method == SOLID:
        if SOLID_VALUE not in values:
            raise InternalError(f"Method '{SOLID}' needs a color for '{SOLID_VALUE}'")
        return Coloring(
            np.array([values[SOLID_VALUE]], np.float32), np.zeros((len(mesh.faces), 3), np.int32)
        )
    count = _count_of(mesh, method)
    corners = _corners_of(mesh, method)
    # Where corners of one thing differ in colour, the last one stays.
    palette = np.ones((count, 4), np.float32)
    palette[corners] = current.palette[current.corners]
    for text, color in values.items():
        palette[_parse_numbers(text, count)] = color
    return Coloring(palette, corners)


def _count_of(mesh: Mesh, method: str) -> int:
    if method == PRIMITIVE:
        return int(mesh.primitives.max(initial=-1)) + 1
    if method == TRIANGLE:
        return len(mesh.faces)
    return len(mesh.vertices)


def _corners_of(mesh: Mesh, method: str) -> Integers:
    if method == VERTEX:
        return mesh.faces
    if method == TRIANGLE:
        return _per_face(np.arange(len(mesh.faces), dtype=np.int32))
    return _per_face(mesh.primitives)


def _per_face(numbers: Integers) -> Integers:
    return np.repeat(numbers[:, None], 3, axis=1)


def _parse_numbers(text: str, count: int) -> list[int]:
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise InternalError(f"Invalid color value '{text}'")
        start, end = int(first), int(last or first)
        if end >= count or start > end:
            raise InternalError(f"Color value '{text}' is not in 0-{count - 1}")
        numbers.extend(range(start, end + 1))
    return numbers
