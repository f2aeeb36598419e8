from __future__ import annotations

from typing import Any

import pytest

from livebind_explore.brayns.camera_control import Camera, Perspective, View, dolly, orbit, pan
from livebind_explore.brayns.mouse import CameraMouse

AHEAD = Camera(View((0.0, 0.0, 10.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Perspective())


def event(kind: str, x: float, y: float, **others: object) -> dict[str, Any]:
    return {"type": kind, "x": x, "y": y, "w": 400, "h": 200, "action": "down", **others}


def dragged(press: dict[str, Any], *moves: dict[str, Any]) -> Camera:
    mouse, camera = CameraMouse(), AHEAD
    for one in (press, *moves):
        camera = mouse.moved(camera, one) or camera
    return camera


def assert_near(camera: Camera, expected: Camera) -> None:
    assert camera.view.position == pytest.approx(expected.view.position)
    assert camera.view.target == pytest.approx(expected.view.target)


def test_a_left_drag_orbits_by_parts_of_the_height() -> None:
    camera = dragged(event("LeftButtonPress", 10, 10), event("MouseMove", 30, 20))
    assert_near(camera, orbit(AHEAD, 0.1, 0.05))


@pytest.mark.parametrize(
    "press",
    [
        event("RightButtonPress", 10, 10),
        event("MiddleButtonPress", 10, 10),
        event("LeftButtonPress", 10, 10, shiftKey=1),
    ],
)
def test_a_right_drag_or_one_with_shift_pans(press: dict[str, Any]) -> None:
    assert_near(dragged(press, event("MouseMove", 30, 20)), pan(AHEAD, 0.1, 0.05))


def test_every_move_counts_from_the_one_before() -> None:
    camera = dragged(
        event("RightButtonPress", 10, 10), event("MouseMove", 30, 20), event("MouseMove", 40, 20)
    )
    assert_near(camera, pan(AHEAD, 0.15, 0.05))


def test_a_mouse_without_button_moves_nothing() -> None:
    mouse = CameraMouse()
    assert mouse.moved(AHEAD, event("MouseMove", 30, 20, action="up")) is None
    mouse.moved(AHEAD, event("LeftButtonPress", 10, 10))
    mouse.moved(AHEAD, event("LeftButtonRelease", 10, 10, action="up"))
    assert mouse.moved(AHEAD, event("MouseMove", 30, 20)) is None


@pytest.mark.parametrize(("spin", "steps"), [(1, -1), (-1, 1), (1000, -3)])
def test_the_wheel_dollies_towards_the_pointer(spin: float, steps: float) -> None:
    moved = CameraMouse().moved(AHEAD, event("MouseWheel", 300, 150, spinY=spin, action="up"))
    assert moved == dolly(AHEAD, steps, 0.5, 0.25)


def test_fingers_that_part_show_things_larger() -> None:
    mouse = CameraMouse()
    mouse.moved(AHEAD, {"type": "StartPinch", "factor": 1})
    nearer = mouse.moved(AHEAD, {"type": "Pinch", "factor": 1.3})
    assert nearer is not None
    assert nearer.view.position[2] < 8


@pytest.mark.parametrize("kind", ["StartInteractionEvent", "PointerEnter", "", "KeyDown"])
def test_other_events_move_nothing(kind: str) -> None:
    assert CameraMouse().moved(AHEAD, {"type": kind}) is None
