"""Shapes to triangles, and the points that bound shapes exactly."""

import functools
import itertools
from typing import Final, assert_never

import numpy as np

from livebind_backend.arrays import Floats, Vector3, Vector4
from livebind_backend.json_text import FLOAT_MAX
from livebind_backend.scene.meshes import Mesh, concatenate, mesh_from_faces
from livebind_backend.scene.shapes import BoundedPlane, Box, Capsule, Plane, Shape, Sphere

__all__ = ["bounding_points", "tessellate"]

_EXTENTS: Final = tuple(10.0**power for power in range(-2, 6))
"""Half the sides of the squares inside each other that an endless plane is made of.

With 32 bits, the small triangles in the middle are as exact as things there must be; the corners of
large ones would leave shadows of the plane on itself.
"""

MAX_FACES: Final = 2_000_000
"""Faces that the round shapes of one model share; the more shapes, the coarser."""

_TOUCHING: Final = 1e-6
"""Part of the largest coordinate by which a plane on a side of a box may miss it."""

_SEGMENTS: Final = (48, 32, 24, 16, 12, 8, 6)

_BOX_SIDES: Final = (
    (0, 1, 3, 2),
    (4, 6, 7, 5),
    (0, 4, 5, 1),
    (2, 3, 7, 6),
    (0, 2, 6, 4),
    (1, 5, 7, 3),
)
"""Corners of the sides of a box, by their numbers in `_box_corners`, seen from outside."""

_BOX_FACES: Final = np.array(
    [triangle for a, b, c, d in _BOX_SIDES for triangle in ((a, b, c), (a, c, d))], np.int32
)


def tessellate(shapes: list[Shape]) -> Mesh:
    """Make triangles of shapes, of which there is at least one; each stays a primitive."""
    segments = _segments_for(len(shapes))
    spheres = [ball for shape in shapes if (ball := _ball_of(shape)) is not None]
    if len(spheres) == len(shapes):
        return _copy_ball(spheres, segments)
    return concatenate([_tessellate(shape, segments) for shape in shapes])


def _ball_of(shape: Shape) -> Sphere | None:
    """Return a sphere, also one that is a capsule without length; None for what is no ball."""
    if isinstance(shape, Capsule) and shape.p0 == shape.p1:
        return Sphere(center=shape.p0, radius=max(abs(shape.r0), abs(shape.r1)))
    return shape if isinstance(shape, Sphere) else None


def bounding_points(shape: Shape) -> Floats:
    """Return corners of the smallest box around a shape, shape (8, 3); endless if it has no end."""
    match shape:
        case Sphere():
            return _ball_corners(shape.center, shape.radius)
        case Capsule():
            ends = _ball_corners(shape.p0, shape.r0), _ball_corners(shape.p1, shape.r1)
            return _box_around(np.concatenate(ends))
        case Box():
            return _box_corners(shape)
        case BoundedPlane():
            return _box_around(_plane_in_box(shape.coefficients, shape.bounds))
        case Plane():
            return _box_corners(_cube(FLOAT_MAX))
        case _:
            assert_never(shape)


def _segments_for(count: int) -> int:
    for segments in _SEGMENTS:
        if count * segments * segments <= MAX_FACES:
            return segments
    return _SEGMENTS[-1]


def _tessellate(shape: Shape, segments: int) -> Mesh:
    match shape:
        case Sphere():
            return _copy_ball([shape], segments)
        case Capsule():
            return _revolve(shape.p0, shape.p1, abs(shape.r0), abs(shape.r1), segments)
        case Box():
            return mesh_from_faces(_box_corners(shape), _BOX_FACES)
        case BoundedPlane():
            return _polygon(_plane_in_box(shape.coefficients, shape.bounds))
        case Plane():
            return _endless(shape.coefficients)
        case _:
            assert_never(shape)


def _cube(half: float) -> Box:
    return Box(max=(half, half, half), min=(-half, -half, -half))


def _ball_corners(center: Vector3, radius: float) -> Floats:
    signs = np.array(list(itertools.product((-1, 1), repeat=3)), np.float32)
    return np.array(center, np.float32) + signs * np.float32(radius)


def _box_corners(box: Box) -> Floats:
    return np.array(list(itertools.product(*zip(box.min, box.max, strict=True))), np.float32)


def _box_around(points: Floats) -> Floats:
    if len(points) == 0:
        return points
    sides = zip(points.min(axis=0), points.max(axis=0), strict=True)
    return np.array(list(itertools.product(*sides)), np.float32)


def _copy_ball(spheres: list[Sphere], segments: int) -> Mesh:
    """Make all spheres of one ball: there may be very many."""
    ball = _revolve((0, 0, 0), (0, 0, 0), 1, 1, segments)
    centers = np.array([sphere.center for sphere in spheres], np.float32)
    radii = np.abs(np.array([sphere.radius for sphere in spheres], np.float32))
    vertices = ball.vertices * radii[:, None, None] + centers[:, None]
    first = np.arange(len(spheres), dtype=np.int32) * len(ball.vertices)
    return Mesh(
        vertices=vertices.reshape(-1, 3),
        faces=(ball.faces + first[:, None, None]).reshape(-1, 3).astype(np.int32),
        normals=np.tile(ball.normals, (len(spheres), 1, 1)),
        primitives=np.repeat(np.arange(len(spheres), dtype=np.int32), len(ball.faces)),
    )


def _revolve(start: Vector3, end: Vector3, r0: float, r1: float, segments: int) -> Mesh:
    """Turn the outline of two balls and the cone between them around their axis."""
    low, high = np.array(start, np.float32), np.array(end, np.float32)
    length = float(np.linalg.norm(high - low))
    if length <= abs(r0 - r1):  # one ball contains the other
        low = high = low if r0 >= r1 else high
        r0 = r1 = max(r0, r1)
        length = 0.0
    # Where the cone touches both balls, seen from the middle of each.
    slope = np.arcsin((r0 - r1) / length) if length else 0.0
    heights, radii, along = _outline(length, r0, r1, slope, segments)
    axes = _axes(high - low if length else np.array([0, 1, 0], np.float32))
    ring = _ring(segments)
    vertices = (low + _turned(ring, radii, heights) @ axes).astype(np.float32)
    normals = (_turned(ring, np.sqrt(1 - along**2), along) @ axes).astype(np.float32)
    faces = _grid_faces(len(radii), segments)
    return Mesh(vertices, faces, normals[faces], np.zeros(len(faces), np.int32))


def _turned(ring: Floats, radii: Floats, heights: Floats) -> Floats:
    """Place a ring at each height, shape (heights * ring, 3)."""
    around = ring[None] * radii[:, None, None]
    above = np.broadcast_to(heights[:, None, None], (*around.shape[:2], 1))
    return np.concatenate([around, above], axis=2).reshape(-1, 3)


def _outline(
    length: float, r0: float, r1: float, slope: float, segments: int
) -> tuple[Floats, Floats, Floats]:
    """Return height, radius and the normal's part along the axis, from pole to pole."""
    half = segments // 4 + 1
    lower = np.linspace(-np.pi / 2, slope, half)
    upper = np.linspace(slope, np.pi / 2, half)[0 if length else 1 :]
    angles = np.concatenate([lower, upper])
    radius = np.concatenate([np.full(len(lower), r0), np.full(len(upper), r1)])
    offset = np.concatenate([np.zeros(len(lower)), np.full(len(upper), length)])
    along = np.clip(np.sin(angles), -1, 1)
    return offset + radius * along, radius * np.cos(angles), along


@functools.cache
def _ring(segments: int) -> Floats:
    turn = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    return np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float32)


@functools.cache
def _grid_faces(rows: int, columns: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    following = (column + 1) % columns
    corners = [row * columns + column, row * columns + following]
    above = [corner + columns for corner in corners]
    lower = np.stack([corners[0], corners[1], above[1]], axis=-1).reshape(-1, 3)
    upper = np.stack([corners[0], above[1], above[0]], axis=-1).reshape(-1, 3)
    return np.concatenate([lower, upper]).astype(np.int32)


def _axes(direction: Floats) -> Floats:
    """Return rows of an orthonormal basis of which the last one has the direction."""
    third = direction / np.linalg.norm(direction)
    # The axis that is farthest from the direction: the cross product of both is never short.
    other = np.eye(3, dtype=np.float32)[int(np.argmin(np.abs(third)))]
    first = np.cross(other, third)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(third, first), third]).astype(np.float32)


def _plane_in_box(coefficients: Vector4, box: Box) -> Floats:
    """Return the corners of the polygon where a plane cuts a box, in order; perhaps none."""
    normal = np.array(coefficients[:3], np.float64)
    length = float(np.linalg.norm(normal))
    if length == 0:
        return np.zeros((0, 3), np.float32)
    normal /= length
    corners = _box_corners(box).astype(np.float64)
    heights = corners @ normal - coefficients[3] / length
    # A plane may lie on a side of the box, whose corners then are its own.
    touches = np.abs(heights) <= _TOUCHING * max(1.0, float(np.abs(corners).max()))
    points = [*corners[touches]] + [
        corners[a] + (corners[b] - corners[a]) * (heights[a] / (heights[a] - heights[b]))
        for a, b in itertools.combinations(range(8), 2)
        if (a ^ b).bit_count() == 1
        and not (touches[a] or touches[b])
        and (heights[a] < 0) != (heights[b] < 0)
    ]
    if len(points) < 3:  # noqa: PLR2004 - a polygon has three corners at least
        return np.zeros((0, 3), np.float32)
    found = np.unique(np.array(points), axis=0)
    axes = _axes(normal)
    flat = (found - found.mean(axis=0)) @ axes.T
    order = np.argsort(np.arctan2(flat[:, 1], flat[:, 0]))
    return found[order].astype(np.float32)


def _endless(coefficients: Vector4) -> Mesh:
    """Make squares inside each other, around the point of a plane that is next to the origin."""
    length = float(np.linalg.norm(coefficients[:3]))
    if length == 0 or abs(coefficients[3]) > length * _EXTENTS[-1]:
        return _polygon(np.zeros((0, 3), np.float32))
    normal = np.array(coefficients[:3], np.float64) / length
    across, along, _ = _axes(normal).astype(np.float64)
    corners = np.array([-across - along, across - along, across + along, along - across])
    middle = normal * (coefficients[3] / length)
    vertices = np.concatenate([middle + extent * corners for extent in _EXTENTS])
    faces = [(0, 1, 2), (0, 2, 3)]
    for inner in range(0, 4 * len(_EXTENTS) - 4, 4):
        for side in range(4):
            a, b = inner + side, inner + (side + 1) % 4
            faces += [(a, a + 4, b + 4), (a, b + 4, b)]
    return mesh_from_faces(vertices, np.array(faces, np.int32))


def _polygon(corners: Floats) -> Mesh:
    count = max(0, len(corners) - 2)
    following = np.arange(1, count + 1)
    faces = np.stack([np.zeros(count), following, following + 1], axis=1).astype(np.int32)
    return mesh_from_faces(corners, faces)
