"""Hand-written views, cameras and renderers go wherever the backend's own are wanted.

That it is typed too is shown by the checkers, which read this as strictly as all else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

import brayns

VIEW = brayns.CameraView.towards((1.0, 2.0, 3.0), direction=(0.0, 0.0, -1.0), distance=4.0)


@pytest.mark.parametrize(
    ("camera", "kind"),
    [
        (brayns.PerspectiveCamera(fovy=30.0, aperture_radius=0.5), "perspective"),
        (brayns.OrthographicCamera(height=7.0), "orthographic"),
    ],
)
def test_camera_of_an_instance_is_set(
    instance: brayns.Instance, camera: brayns.Camera, kind: str
) -> None:
    brayns.set_camera(instance, camera)
    assert brayns.get_camera_type(instance) == kind
    if isinstance(camera, brayns.PerspectiveCamera):
        now = brayns.get_camera_perspective(instance)
        assert (now.fovy, now.aperture_radius) == (30.0, 0.5)
    else:
        assert brayns.get_camera_orthographic(instance).height == 7.0


def test_view_of_an_instance_is_set_and_taken_up_again(instance: brayns.Instance) -> None:
    brayns.set_view(instance, VIEW)
    there = brayns.get_camera_view(instance)
    assert brayns.CameraView.of(there) == VIEW
    brayns.set_view(instance, brayns.CameraView.front())
    brayns.set_view(instance, there)
    assert brayns.get_camera_view(instance) == there


def test_renderer_of_an_instance_is_set(instance: brayns.Instance) -> None:
    brayns.set_renderer(instance, brayns.ProductionRenderer(samples_per_pixel=3))
    assert brayns.get_renderer_type(instance) == "production"
    assert brayns.get_renderer_production(instance).samples_per_pixel == 3
    brayns.set_renderer(instance, brayns.InteractiveRenderer(samples_per_pixel=2))
    assert brayns.get_renderer_type(instance) == "interactive"
    assert brayns.get_renderer_interactive(instance).samples_per_pixel == 2


def test_tasks_do_it_without_waiting(instance: brayns.Instance) -> None:
    async def set_all() -> None:
        await brayns.set_view_task(instance, VIEW)
        await brayns.set_camera_task(instance, brayns.OrthographicCamera(height=2.0))
        await brayns.set_renderer_task(instance, brayns.InteractiveRenderer())

    asyncio.run(set_all())
    assert brayns.get_camera_orthographic(instance).height == 2.0
    assert brayns.CameraView.of(brayns.get_camera_view(instance)) == VIEW


@dataclass(frozen=True)
class Foreign:
    """A camera or renderer that the instance may have or not, such as one of a plugin."""

    data: brayns.EngineObjectData

    def engine_object(self) -> brayns.EngineObjectData:
        return self.data


def test_camera_of_a_plugin_is_set_alike(instance: brayns.Instance) -> None:
    plain = Foreign(brayns.EngineObjectData(name="perspective", params={"fovy": 20.0}))
    brayns.set_camera(instance, plain)
    assert brayns.get_camera_perspective(instance).fovy == 20.0
    brayns.set_camera(instance, brayns.OrthographicCamera())
    brayns.set_camera(instance, Foreign(brayns.EngineObjectData(name="perspective")))
    assert brayns.get_camera_type(instance) == "perspective"


def test_what_the_instance_does_not_have_is_an_error(instance: brayns.Instance) -> None:
    unknown = Foreign(brayns.EngineObjectData(name="unheard-of", params={}))
    with pytest.raises(brayns.RemoteError, match="set-camera-unheard-of"):
        brayns.set_camera(instance, unknown)
    with pytest.raises(brayns.RemoteError, match="set-renderer-unheard-of"):
        brayns.set_renderer(instance, unknown)
    with pytest.raises(brayns.UsageError, match="name"):
        brayns.set_camera(instance, Foreign(brayns.EngineObjectData()))


def test_snapshots_take_both(instance: brayns.Instance) -> None:
    camera, renderer = brayns.OrthographicCamera(height=4.0), brayns.InteractiveRenderer()
    by_hand = brayns.Snapshot(resolution=(64, 64), view=VIEW, camera=camera, renderer=renderer)
    plain = brayns.snapshot(
        instance,
        camera=camera.engine_object(),
        camera_view=VIEW,
        renderer=renderer.engine_object(),
        image_settings=brayns.ImageSettings(format="png", size=(64, 64), quality=100),
    )
    assert plain.data == by_hand.download(instance)
