"""Vectors, rotations and boxes calculate as people expect, with plain tuples too."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import brayns
from brayns import BoundingBox, CameraView, Rotation, Vector3

numbers = st.floats(-1e3, 1e3)
vectors = st.builds(Vector3, numbers, numbers, numbers)
directions = vectors.filter(lambda vector: vector.norm > 1e-3)
rotations = st.builds(Rotation.about, directions, st.floats(-720, 720))


def close(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    return first == pytest.approx(second, rel=1e-6, abs=1e-6)


def test_vector_is_a_tuple() -> None:
    vector = Vector3(1.0, 2.0, 3.0)
    assert vector == (1.0, 2.0, 3.0)
    assert brayns.View(position=vector, target=vector, up=vector).position == (1.0, 2.0, 3.0)


def test_vector_reads_as_it_is_written() -> None:
    vector = Vector3(1.0, -2.5, 0.0)
    assert repr(vector) == "Vector3(1, -2.5, 0)"
    assert eval(repr(vector)) == vector  # noqa: S307 - ours


def test_sum_product_and_quotient() -> None:
    vector, ones = Vector3(1.0, 2.0, 3.0), (1.0, 1.0, 1.0)
    assert vector + ones == (2, 3, 4)
    assert ones + vector == (2, 3, 4)
    assert vector - ones == (0, 1, 2)
    assert ones - vector == (0, -1, -2)
    assert vector * 2 == 2 * vector == (2, 4, 6)
    assert vector * (1, 2, 3) == (1, 4, 9)
    assert vector / 2 == (0.5, 1, 1.5)
    assert -vector == (-1, -2, -3)


def test_products_of_vectors() -> None:
    assert Vector3(1, 2, 3).dot((4, 5, 6)) == 32
    assert Vector3(1, 0, 0).cross((0, 1, 0)) == (0, 0, 1)


def test_zero_has_no_direction() -> None:
    with pytest.raises(brayns.UsageError, match="no direction"):
        _ = Vector3().normalized


@given(directions)
def test_direction_has_length_one(vector: Vector3) -> None:
    assert vector.normalized.norm == pytest.approx(1.0)


@pytest.mark.parametrize(
    "value", [Vector3(1.0, 2.0, 3.0), brayns.Resolution.full_hd, Rotation.about((0, 1, 0), 30)]
)
def test_values_can_be_copied_and_pickled(value: object) -> None:
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - written just here


def test_quarter_turn_about_y() -> None:
    assert close(Rotation.about((0, 2, 0), 90).apply((0, 0, 1)), (1, 0, 0))
    assert close(Rotation.about((0, 1, 0), 90).apply((1, 5, 1), center=(1, 5, 0)), (2, 5, 0))


def test_euler_angles_turn_about_x_first() -> None:
    assert close(Rotation.from_euler(x=90, z=90).apply((0, 1, 0)), (0, 0, 1))


def test_quaternion_is_normalized() -> None:
    assert Rotation.from_quaternion((0, 0, 0, 2)) == Rotation()
    with pytest.raises(brayns.UsageError, match="length 0"):
        Rotation.from_quaternion((0, 0, 0, 0))


@given(rotations, rotations, vectors)
def test_rotations_follow_each_other(first: Rotation, second: Rotation, vector: Vector3) -> None:
    assert close(first.then(second).apply(vector), second.apply(first.apply(vector)))


@given(rotations, vectors)
def test_inverse_turns_back_and_keeps_length(rotation: Rotation, vector: Vector3) -> None:
    turned = rotation.apply(vector)
    assert turned.norm == pytest.approx(vector.norm, abs=1e-6)
    assert close(rotation.inverse.apply(turned), vector)


@given(directions, directions)
def test_rotation_between_directions(source: Vector3, destination: Vector3) -> None:
    turned = Rotation.between(source, destination).apply(source.normalized)
    assert close(turned, destination.normalized)


@given(directions)
def test_half_turn_between_opposites(direction: Vector3) -> None:
    rotation = Rotation.between(direction, -direction)
    assert rotation.degrees == pytest.approx(180)
    assert close(rotation.apply(direction.normalized), (-direction).normalized)


def test_box_knows_its_shape() -> None:
    box = BoundingBox.of(brayns.Bounds(min=(0, 0, 0), max=(2, 4, 6)))
    assert box.center == (1, 2, 3)
    assert box.size == (2, 4, 6)
    assert len(set(box.corners)) == 8
    assert (1, 1, 1) in box
    assert (3, 1, 1) not in box
    assert box.translated((1, 0, 0)).min == (1, 0, 0)
    assert box.scaled(-1).min == (-2, -4, -6)
    turned = box.rotated(Rotation.about((0, 0, 1), 90))
    assert close(turned.size, (4, 2, 6))


def test_boxes_merge_without_empty_ones() -> None:
    inf = math.inf
    empty = brayns.Bounds(min=(inf, inf, inf), max=(-inf, -inf, -inf))
    first = brayns.Bounds(min=(0, 0, 0), max=(1, 1, 1))
    second = brayns.Bounds(min=(-1, 2, 0), max=(0, 3, 1))
    merged = BoundingBox.merged([first, empty, second])
    assert (merged.min, merged.max) == ((-1, 0, 0), (1, 3, 1))
    with pytest.raises(brayns.UsageError, match="around nothing"):
        BoundingBox.merged([empty])


def test_presets_look_at_the_origin() -> None:
    assert CameraView.front().direction == (0, 0, -1)
    assert CameraView.front().right_direction == (1, 0, 0)
    assert CameraView.back().right_direction == (-1, 0, 0)
    assert CameraView.left().position == (-1, 0, 0)
    assert CameraView.right().position == (1, 0, 0)
    assert CameraView.top().position == (0, 1, 0)
    assert CameraView.top().up_direction == (0, 0, -1)
    assert CameraView.bottom().position == (0, -1, 0)


def test_view_turns_around_its_target() -> None:
    view = CameraView.towards((5, 0, 0), direction=(0, 0, -1), distance=2)
    turned = view.rotated(Rotation.about((0, 1, 0), 90))
    assert close(turned.position, (7, 0, 0))
    assert close(turned.target, (5, 0, 0))
    assert turned.distance == pytest.approx(2)


def test_view_of_a_reply_can_be_moved(instance: brayns.Instance) -> None:
    moved = CameraView.of(brayns.get_camera_view(instance)).translated((1, 2, 3))
    brayns.set_camera_view(instance, position=moved.position, target=moved.target, up=moved.up)
    assert brayns.get_camera_view(instance).position == pytest.approx(moved.position)


def test_resolution_has_pixels() -> None:
    assert brayns.Resolution.full_hd == (1920, 1080)
    assert brayns.Resolution.ultra_hd.aspect_ratio == pytest.approx(16 / 9)
    with pytest.raises(brayns.UsageError, match="pixels"):
        brayns.Resolution(0, 100)
