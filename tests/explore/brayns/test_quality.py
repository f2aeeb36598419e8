from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_explore.brayns.quality import LEAST_SIDE, MovingSize, Size, rest_steps, shrunk

SIZES = st.tuples(st.integers(1, 8000), st.integers(1, 8000))
FULL = (640, 480)


def settled(full: Size, seconds_for_each_pixel: float, overhead: float) -> Size:
    """The size at which a backend that takes so long for each picture ends up."""
    moving = MovingSize()
    for _ in range(30):
        size = moving.quality(full).size
        moving = moving.after(size, full, overhead + size[0] * size[1] * seconds_for_each_pixel)
    return moving.quality(full).size


@pytest.mark.parametrize("seconds", [1e-7, 5e-7, 1e-6])
def test_pictures_of_a_moving_camera_settle_at_twenty_a_second(seconds: float) -> None:
    width, height = settled(FULL, seconds, overhead=0.002)
    if (width, height) != FULL:
        assert 1 / 25 < 0.002 + width * height * seconds < 1 / 17


def test_a_fast_backend_gets_all_pixels_also_while_the_camera_moves() -> None:
    assert settled(FULL, 1e-9, overhead=0.001) == FULL


def test_a_slow_backend_gets_the_fewest_pixels_that_there_may_be() -> None:
    assert min(settled(FULL, 1e-3, overhead=1.0)) == LEAST_SIDE


@given(SIZES, st.floats(1e-6, 1000))
def test_no_size_is_below_what_ends_a_real_service(full: Size, seconds: float) -> None:
    moving = MovingSize()
    for _ in range(8):
        size = moving.quality(full).size
        assert min(size) >= LEAST_SIDE
        assert size[0] <= max(full[0], LEAST_SIDE)
        assert size[1] <= max(full[1], LEAST_SIDE)
        moving = moving.after(size, full, seconds)


@given(st.tuples(st.integers(200, 3000), st.integers(200, 3000)), st.floats(0.3, 1))
def test_a_smaller_picture_has_the_same_shape(full: Size, part: float) -> None:
    width, height = shrunk(full, part)
    assert width / height == pytest.approx(full[0] / full[1], rel=0.05)


def test_one_picture_of_unusual_length_changes_little() -> None:
    before = MovingSize(0.5).quality(FULL).size
    after = MovingSize(0.5).after(before, FULL, 10.0).quality(FULL).size
    assert after[0] * after[1] >= before[0] * before[1] / 2.1


def test_at_rest_pictures_have_all_pixels_and_ever_more_samples() -> None:
    steps = rest_steps(FULL, own_samples=16)
    assert [step.samples for step in steps] == [1, 4, 16]
    assert {step.size for step in steps} == {FULL}
    assert all(step.is_rest for step in steps)


def test_edges_are_smooth_at_rest_also_where_the_renderer_takes_one_sample() -> None:
    assert [step.samples for step in rest_steps(FULL, own_samples=1)] == [1, 4]


def test_screens_with_very_many_pixels_get_fewer_at_rest() -> None:
    width, height = rest_steps((7680, 4320), own_samples=1)[0].size
    assert width * height < 2_400_000
    assert width / height == pytest.approx(16 / 9, rel=0.01)
