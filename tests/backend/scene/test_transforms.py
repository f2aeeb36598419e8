"""Moving points and normals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_backend.scene.transforms import (
    IDENTITY,
    Transform,
    apply_to_normals,
    apply_to_points,
    complete,
    matrix_of,
    rotation_of,
)

HALF = 0.5**0.5


def test_scale_comes_before_rotation_and_that_before_translation() -> None:
    transform = Transform(rotation=(0, 0, HALF, HALF), scale=(2, 3, 4), translation=(10, 0, 0))
    points = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    moved = apply_to_points(matrix_of(transform), points)
    assert moved == pytest.approx(np.array([[10, 2, 0], [7, 0, 0], [10, 0, 4]]), abs=1e-5)


def test_what_is_left_out_is_taken_from_the_base() -> None:
    base = Transform(scale=(2, 2, 2), translation=(1, 1, 1))
    assert complete(Transform(scale=(3, 3, 3)), base) == Transform(
        scale=(3, 3, 3), translation=(1, 1, 1)
    )
    assert complete(Transform()) == IDENTITY


def test_normals_stay_perpendicular_when_stretched() -> None:
    matrix = matrix_of(Transform(scale=(4, 1, 1)))
    normal = np.array([[HALF, HALF, 0]], np.float32)
    along = np.array([[HALF, -HALF, 0]], np.float32)
    turned = apply_to_normals(matrix, normal)
    assert float(np.linalg.norm(turned)) == pytest.approx(1)
    assert float((turned @ apply_to_points(matrix, along).T)[0, 0]) == pytest.approx(0, abs=1e-6)


numbers = st.floats(-1, 1, width=32)


@given(st.tuples(numbers, numbers, numbers, numbers))
def test_rotations_keep_lengths(quaternion: tuple[float, float, float, float]) -> None:
    matrix = matrix_of(Transform(rotation=quaternion))[:3, :3]
    assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-4)


def test_a_model_without_extent_is_still_finite() -> None:
    matrix = matrix_of(Transform(scale=(0, 0, 0)))
    normals = np.array([[0, 0, 1]], np.float32)
    assert np.isfinite(apply_to_normals(matrix, normals)).all()


@given(st.tuples(numbers, numbers, numbers, numbers))
def test_a_rotation_is_found_again(quaternion: tuple[float, float, float, float]) -> None:
    matrix = matrix_of(Transform(rotation=quaternion))[:3, :3]
    again = matrix_of(Transform(rotation=rotation_of(matrix)))[:3, :3]
    assert again == pytest.approx(matrix, abs=1e-4)
