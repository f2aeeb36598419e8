from __future__ import annotations

from dataclasses import replace
from math import radians
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from livebind_explore.brayns.camera_control import (
    Bounds,
    Camera,
    Orthographic,
    Perspective,
    View,
    centre,
    dolly,
    fit,
    frame,
    orbit,
    pan,
    project,
    ray,
)
from livebind_explore.brayns.vectors import add, cross, dot, length, scaled, subtract

if TYPE_CHECKING:
    from livebind_explore.brayns.vectors import Vector

COORDINATES = st.floats(-1000, 1000, allow_subnormal=False).map(lambda value: round(value, 3))
POINTS = st.tuples(COORDINATES, COORDINATES, COORDINATES)
PROJECTIONS = st.one_of(
    st.floats(5, 150).map(lambda fovy: Perspective(fovy=fovy)),
    st.floats(0.1, 1000).map(lambda height: Orthographic(height=height)),
)
DRAGS = st.floats(-1.5, 1.5)
PLACES = st.floats(-0.8, 0.8)
ASPECTS = st.floats(0.2, 5)

BOX = Bounds((-1.0, -2.0, -3.0), (3.0, 2.0, 1.0))
IN_FRONT = Camera(View((0.0, 0.0, 10.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Perspective())


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    """Cameras that look somewhere, and not along their up direction."""
    position, target, up = draw(POINTS), draw(POINTS), draw(POINTS)
    forward = subtract(target, position)
    assume(length(forward) > 0.1)
    assume(length(up) > 0.1)
    assume(length(cross(forward, up)) > radians(2) * length(forward) * length(up))
    return Camera(View(position, target, up), draw(PROJECTIONS))


def distance(camera: Camera) -> float:
    return length(subtract(camera.view.target, camera.view.position))


def near(vector: Vector, tolerance: float = 1e-6) -> object:
    return pytest.approx(vector, abs=tolerance * max(1.0, *map(abs, vector)))


@given(cameras(), DRAGS, DRAGS)
def test_an_orbit_keeps_target_distance_up_direction_and_projection(
    camera: Camera, across: float, upwards: float
) -> None:
    turned = orbit(camera, across, upwards)
    assert (turned.view.target, turned.view.up) == (camera.view.target, camera.view.up)
    assert turned.projection == camera.projection
    assert distance(turned) == pytest.approx(distance(camera), rel=1e-6)


@given(cameras(), st.lists(st.tuples(DRAGS, DRAGS), max_size=6))
def test_no_orbit_makes_the_camera_look_along_its_up_direction(
    camera: Camera, drags: list[tuple[float, float]]
) -> None:
    for across, upwards in drags:
        camera = orbit(camera, across, upwards)
    _, _, forward = frame(camera.view)
    up = scaled(camera.view.up, 1 / length(camera.view.up))
    assert length(cross(forward, up)) > radians(0.9)


def test_a_drag_to_the_right_shows_more_of_the_left_side() -> None:
    turned = orbit(IN_FRONT, 0.1, 0.0)
    assert turned.view.position[0] < 0
    assert turned.view.position[1] == pytest.approx(0)


def test_a_drag_upwards_shows_more_from_below() -> None:
    assert orbit(IN_FRONT, 0.0, 0.1).view.position[1] < 0


def test_a_drag_over_the_whole_height_turns_by_half_a_turn() -> None:
    assert orbit(IN_FRONT, 1.0, 0.0).view.position == near((0.0, 0.0, -10.0))


@given(cameras(), DRAGS, DRAGS)
def test_what_is_at_the_depth_of_the_target_follows_a_pan(
    camera: Camera, across: float, upwards: float
) -> None:
    moved = pan(camera, across, upwards)
    assert project(moved, camera.view.target) == pytest.approx((across, upwards), abs=1e-5)
    assert subtract(moved.view.target, moved.view.position) == near(
        subtract(camera.view.target, camera.view.position), 1e-5
    )


@given(cameras(), st.floats(-5, 5), PLACES, PLACES)
def test_what_is_under_the_pointer_stays_there_while_it_dollies(
    camera: Camera, steps: float, x: float, y: float
) -> None:
    under = pan(camera, -x, -y).view.target
    moved = dolly(camera, steps, x, y)
    assert project(moved, under) == pytest.approx((x, y), abs=1e-4)


@given(cameras(), st.floats(0.5, 5), PLACES, PLACES)
def test_a_dolly_shows_things_larger_and_its_reverse_takes_it_back(
    camera: Camera, steps: float, x: float, y: float
) -> None:
    nearer = dolly(camera, steps, x, y)
    assert _height_of(nearer) < _height_of(camera)
    back = dolly(nearer, -steps, x, y)
    assert back.view.position == near(camera.view.position, 1e-5)
    assert back.view.target == near(camera.view.target, 1e-5)


def _height_of(camera: Camera) -> float:
    """How much of the world the picture shows, by what one unit upwards is in it."""
    _, up, _ = frame(camera.view)
    place = project(camera, add(camera.view.target, up))
    assert place is not None
    return 1 / place[1]


@given(cameras(), st.floats(-1e9, 1e9))
def test_no_dolly_makes_position_and_target_one_point(camera: Camera, steps: float) -> None:
    for _ in range(30):
        camera = dolly(camera, steps, 0.1, -0.2)
    assert distance(camera) > 1e-6 * length(camera.view.target)


@given(cameras(), POINTS)
def test_a_centred_point_is_in_the_middle_and_nothing_else_changes(
    camera: Camera, point: Vector
) -> None:
    moved = centre(camera, point)
    assert project(moved, point) == pytest.approx((0, 0), abs=1e-6)
    assert subtract(moved.view.target, moved.view.position) == near(
        subtract(camera.view.target, camera.view.position)
    )


@given(cameras(), POINTS, POINTS, ASPECTS)
def test_all_corners_of_a_box_are_in_the_picture_after_a_fit(
    camera: Camera, low: Vector, high: Vector, aspect: float
) -> None:
    bounds = Bounds(
        (min(low[0], high[0]), min(low[1], high[1]), min(low[2], high[2])),
        (max(low[0], high[0]), max(low[1], high[1]), max(low[2], high[2])),
    )
    fitted = fit(camera, bounds, aspect)
    for x in (bounds.min[0], bounds.max[0]):
        for y in (bounds.min[1], bounds.max[1]):
            for z in (bounds.min[2], bounds.max[2]):
                place = project(fitted, (x, y, z))
                assert place is not None
                assert abs(place[0]) <= aspect / 2 + 1e-6
                assert abs(place[1]) <= 0.5 + 1e-6
    assert frame(fitted.view)[2] == near(frame(camera.view)[2], 1e-4)


@pytest.mark.parametrize("projection", [Perspective(), Perspective(fovy=120), Orthographic()])
def test_a_fitted_box_fills_most_of_the_picture(projection: Perspective | Orthographic) -> None:
    fitted = fit(replace(IN_FRONT, projection=projection), BOX, 1.0)
    places = [project(fitted, (x, y, 1.0)) for x in (-1.0, 3.0) for y in (-2.0, 2.0)]
    assert max(abs(value) for place in places if place is not None for value in place) > 0.3


def test_nothing_to_fit_leaves_the_camera_as_it_is() -> None:
    nothing = Bounds((1.0, 1.0, 1.0), (-1.0, -1.0, -1.0))
    assert fit(IN_FRONT, nothing, 1.5) == IN_FRONT


def test_a_single_point_is_fitted_from_a_little_away() -> None:
    fitted = fit(IN_FRONT, Bounds((5.0, 6.0, 7.0), (5.0, 6.0, 7.0)), 1.5)
    assert fitted.view.target == (5.0, 6.0, 7.0)
    assert distance(fitted) == pytest.approx(1)


@given(cameras(), PLACES, PLACES, st.floats(0.1, 100))
def test_points_of_a_ray_are_where_it_goes_through_the_picture(
    camera: Camera, x: float, y: float, along: float
) -> None:
    origin, direction = ray(camera, x, y)
    assert length(direction) == pytest.approx(1)
    assert project(camera, add(origin, scaled(direction, along))) == pytest.approx((x, y), abs=1e-4)


@pytest.mark.parametrize(
    "view",
    [
        View((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (0.0, 1.0, 0.0)),
        View((0.0, 5.0, 0.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        View((0.0, 5.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    ],
)
def test_a_view_that_looks_nowhere_gets_directions_at_right_angles(view: View) -> None:
    right, up, forward = frame(view)
    for first, second in ((right, up), (up, forward), (forward, right)):
        assert dot(first, second) == pytest.approx(0)
    assert [length(one) for one in (right, up, forward)] == pytest.approx([1, 1, 1])
