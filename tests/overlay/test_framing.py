"""A full-screen view shows all of a model, as large as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import brayns
from overlay.models import box_obj
from overlay.pictures import extent

if TYPE_CHECKING:
    from pathlib import Path

RESOLUTIONS = {
    "wide": brayns.Resolution(320, 180),
    "square": brayns.Resolution(200, 200),
    "tall": brayns.Resolution(120, 240),
    "very wide": brayns.Resolution(480, 96),
}
VIEWS = {
    "front": brayns.CameraView.front(),
    "back": brayns.CameraView.back(),
    "left": brayns.CameraView.left(),
    "right": brayns.CameraView.right(),
    "top": brayns.CameraView.top(),
    "bottom": brayns.CameraView.bottom(),
    "oblique": brayns.CameraView.front().rotated(brayns.Rotation.from_euler(30, 40, 10)),
}
TRANSPARENT = brayns.InteractiveRenderer(background_color=(0.0, 0.0, 0.0, 0.0))


def loaded_bounds(instance: brayns.Instance, path: Path) -> brayns.Bounds:
    return brayns.MeshLoader().load(instance, path)[0].bounds


def check_fit(
    instance: brayns.Instance,
    camera: brayns.Camera,
    view: brayns.View,
    resolution: brayns.Resolution,
) -> None:
    snapshot = brayns.Snapshot(
        resolution=resolution, camera=camera, view=view, renderer=TRANSPARENT
    )
    seen = extent(snapshot.download(instance))
    assert seen.margin >= 1, "it touches a border"
    assert max(seen.width, seen.height) > 0.9, "it could be larger"


@pytest.mark.parametrize("direction", VIEWS)
@pytest.mark.parametrize("shape", RESOLUTIONS)
@pytest.mark.parametrize("fovy", [15.0, 100.0])
def test_perspective_view_fits(
    instance: brayns.Instance, box_path: Path, fovy: float, shape: str, direction: str
) -> None:
    resolution = RESOLUTIONS[shape]
    camera = brayns.PerspectiveCamera(fovy=fovy)
    view = camera.get_full_screen_view(
        loaded_bounds(instance, box_path),
        aspect_ratio=resolution.aspect_ratio,
        view=VIEWS[direction],
    )
    check_fit(instance, camera, view, resolution)


@pytest.mark.parametrize("direction", VIEWS)
@pytest.mark.parametrize("shape", RESOLUTIONS)
def test_orthographic_view_fits(
    instance: brayns.Instance, box_path: Path, shape: str, direction: str
) -> None:
    resolution, towards = RESOLUTIONS[shape], VIEWS[direction]
    bounds = loaded_bounds(instance, box_path)
    camera = brayns.OrthographicCamera.fitting(
        bounds, aspect_ratio=resolution.aspect_ratio, view=towards
    )
    view = camera.get_full_screen_view(bounds, aspect_ratio=resolution.aspect_ratio, view=towards)
    check_fit(instance, camera, view, resolution)


def test_default_is_a_front_view_for_full_hd(instance: brayns.Instance, box_path: Path) -> None:
    camera = brayns.PerspectiveCamera()
    view = camera.get_full_screen_view(loaded_bounds(instance, box_path))
    check_fit(instance, camera, view, brayns.Resolution(192, 108))
    assert view.direction == (0.0, 0.0, -1.0)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_size_of_the_model_does_not_matter(
    instance: brayns.Instance, tmp_path: Path, scale: float
) -> None:
    path = tmp_path / "box.obj"
    path.write_text(box_obj((0.0, 0.0, 0.0), (scale, 2 * scale, 3 * scale)))
    camera = brayns.PerspectiveCamera()
    view = camera.get_full_screen_view(loaded_bounds(instance, path))
    check_fit(instance, camera, view, brayns.Resolution(192, 108))


def test_view_of_a_point_has_a_direction() -> None:
    point = brayns.Bounds(min=(1.0, 2.0, 3.0), max=(1.0, 2.0, 3.0))
    view = brayns.PerspectiveCamera().get_full_screen_view(point)
    assert view.target == (1.0, 2.0, 3.0)
    assert view.distance > 0


def test_camera_stays_in_front_of_a_line_that_it_looks_along() -> None:
    line = brayns.Bounds(min=(0.0, 0.0, -5.0), max=(0.0, 0.0, 5.0))
    view = brayns.PerspectiveCamera().get_full_screen_view(line)
    assert view.position[2] > 5.0


def test_empty_scene_cannot_be_shown(instance: brayns.Instance) -> None:
    nothing = brayns.get_scene(instance).bounds
    with pytest.raises(brayns.UsageError, match="nothing to show"):
        brayns.PerspectiveCamera().get_full_screen_view(nothing)


def test_height_that_is_too_small_is_told() -> None:
    bounds = brayns.Bounds(min=(0.0, 0.0, 0.0), max=(1.0, 1.0, 1.0))
    with pytest.raises(brayns.UsageError, match="make the camera with"):
        brayns.OrthographicCamera(height=0.5).get_full_screen_view(bounds)


def test_view_along_its_up_vector_is_told() -> None:
    bounds = brayns.Bounds(min=(0.0, 0.0, 0.0), max=(1.0, 1.0, 1.0))
    upwards = brayns.View(position=(0.0, 0.0, 0.0), target=(0.0, 1.0, 0.0), up=(0.0, 1.0, 0.0))
    with pytest.raises(brayns.UsageError, match="up vector"):
        brayns.PerspectiveCamera().get_full_screen_view(bounds, view=upwards)


@pytest.mark.parametrize("fovy", [0.0, 180.0, -1.0, float("nan")])
def test_impossible_angle_is_told(fovy: float) -> None:
    bounds = brayns.Bounds(min=(0.0, 0.0, 0.0), max=(1.0, 1.0, 1.0))
    with pytest.raises(brayns.UsageError, match="fovy"):
        brayns.PerspectiveCamera(fovy=fovy).get_full_screen_view(bounds)


@pytest.mark.parametrize("ratio", [0.0, -1.0, float("inf"), float("nan")])
def test_impossible_aspect_ratio_is_told(ratio: float) -> None:
    bounds = brayns.Bounds(min=(0.0, 0.0, 0.0), max=(1.0, 1.0, 1.0))
    with pytest.raises(brayns.UsageError, match="aspect_ratio"):
        brayns.PerspectiveCamera().get_full_screen_view(bounds, aspect_ratio=ratio)
