"""Triangles of shapes: closed, turned outwards, and as large as the shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_backend.scene.bounds import bounds_of_points
from livebind_backend.scene.meshes import Mesh
from livebind_backend.scene.shapes import BoundedPlane, Box, Capsule, Plane, Shape, Sphere
from livebind_backend.scene.tessellation import bounding_points, tessellate

SPHERE = Sphere(center=(1, 2, 3), radius=2)
BOX = Box(min=(-1, -2, -3), max=(1, 2, 3))
CYLINDER = Capsule(p0=(0, 0, 0), p1=(0, 3, 4), r0=1, r1=1)
CONE = Capsule(p0=(0, 0, 0), p1=(9, 0, 0), r0=2, r1=1)
INNER = Capsule(p0=(0, 0, 0), p1=(0.5, 0, 0), r0=2, r1=1)


def volume_of(mesh: Mesh) -> float:
    """Return the volume inside of a closed mesh; negative if it is turned inside out."""
    a, b, c = (mesh.vertices[mesh.faces[:, corner]].astype(np.float64) for corner in range(3))
    return float(np.einsum("fa,fa->f", a, np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize(
    ("shape", "volume"),
    [
        (SPHERE, 4 / 3 * np.pi * 8),
        (BOX, 48),
        (CYLINDER, np.pi * 5 + 4 / 3 * np.pi),
        (INNER, 4 / 3 * np.pi * 8),
    ],
)
def test_volumes_are_right_and_positive(shape: Shape, volume: float) -> None:
    assert volume_of(tessellate([shape])) == pytest.approx(volume, rel=0.02)


@pytest.mark.parametrize("shape", [SPHERE, BOX, CYLINDER, CONE, INNER])
def test_normals_point_outwards(shape: Shape) -> None:
    mesh = tessellate([shape])
    corners = mesh.vertices[mesh.faces]
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    sizes = np.linalg.norm(areas, axis=1, keepdims=True)
    large = sizes[:, 0] > 1e-6  # triangles at poles have no area
    flat = (areas / np.maximum(sizes, 1e-12))[large]
    assert np.einsum("fca,fa->fc", mesh.normals[large], flat).min() > 0.8


@pytest.mark.parametrize("shape", [SPHERE, BOX, CYLINDER, CONE, INNER])
def test_triangles_are_within_the_bounds_and_fill_them(shape: Shape) -> None:
    low, high = bounding_points(shape).min(axis=0), bounding_points(shape).max(axis=0)
    found = bounds_of_points(tessellate([shape]).vertices)
    assert np.array(found.min) == pytest.approx(low, abs=0.02)
    assert np.array(found.max) == pytest.approx(high, abs=0.02)


@pytest.mark.parametrize(
    ("coefficients", "corners"),
    [
        ((0, 0, 1, 0), 4),
        ((6, 3, 2, 1), 6),
        ((1, 1, 1, 5), 3),
        ((0, 0, 1, 9), 0),
        ((0, 0, 0, 1), 0),
        ((0, 0, 1, -3), 4),
        ((0, 0, 2, 6), 4),
        ((0, 1, 0, -2.5), 0),
    ],
)
def test_a_plane_is_cut_by_its_box(
    coefficients: tuple[float, float, float, float], corners: int
) -> None:
    plane = BoundedPlane(bounds=BOX, coefficients=coefficients)
    mesh = tessellate([plane])
    assert len(mesh.vertices) == corners
    assert len(mesh.faces) == max(0, corners - 2)
    normal = np.array(coefficients[:3])
    assert np.abs(mesh.vertices @ normal - coefficients[3]).max(initial=0) < 1e-5


def test_a_plane_lies_where_its_equation_says() -> None:
    mesh = tessellate([Plane(coefficients=(0, 0, 2, 1))])
    assert mesh.vertices[:, 2] == pytest.approx(0.5)
    assert np.abs(mesh.vertices).max() == pytest.approx(1e5)
    corners = mesh.vertices[mesh.faces]
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (flat[:, 2] > 0).all()


def test_a_box_without_height_bounds_a_plane() -> None:
    flat = Box(min=(-1, -1, 2), max=(1, 1, 2))
    mesh = tessellate([BoundedPlane(bounds=flat, coefficients=(0, 0, 1, 2))])
    assert len(mesh.vertices) == 4


def test_shapes_stay_apart_as_primitives() -> None:
    mesh = tessellate([SPHERE, SPHERE, SPHERE])
    assert np.unique(mesh.primitives).tolist() == [0, 1, 2]
    mixed = tessellate([BOX, CONE])
    assert np.unique(mixed.primitives).tolist() == [0, 1]


def test_many_shapes_become_coarse_rather_than_large() -> None:
    many = [Sphere(center=(number, 0, 0), radius=1) for number in range(20_000)]
    assert len(tessellate([*many]).faces) < 3_000_000


numbers = st.floats(-100, 100, width=32)
vectors = st.tuples(numbers, numbers, numbers)


@given(st.builds(Capsule, p0=vectors, p1=vectors, r0=numbers, r1=numbers))
def test_any_capsule_is_finite(capsule: Capsule) -> None:
    mesh = tessellate([capsule])
    assert np.isfinite(mesh.vertices).all()
    assert np.isfinite(mesh.normals).all()


@given(st.builds(Plane, coefficients=st.tuples(numbers, numbers, numbers, numbers)))
def test_any_plane_is_finite(plane: Plane) -> None:
    assert np.isfinite(tessellate([plane]).vertices).all()
