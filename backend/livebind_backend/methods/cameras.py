"""Methods about the camera."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.engine import Engine
from livebind_backend.methods.variants import Part
from livebind_backend.typed_method import MethodGroup
from livebind_backend.variants import name_of
from livebind_backend.view.cameras import (
    CameraRegionMessage,
    Orthographic,
    Perspective,
    Projection,
    View,
    check_near_clip,
    check_view,
)

__all__ = ["CAMERAS", "PROJECTION"]

CAMERAS: Final = MethodGroup()


@dataclass(frozen=True)
class CameraNearClipMessage:
    """How near a camera sees."""

    distance: Annotated[float, About("Distance in world units up to which the camera sees nothing")]


def _project(engine: Engine, projection: Projection) -> None:
    projection.check()
    engine.camera = dataclasses.replace(engine.camera, projection=projection)


PROJECTION: Final = Part[Projection](
    "camera", read=lambda engine: engine.camera.projection, write=_project
)
"""The projection, for which plugins may have more types."""


@CAMERAS.add("get-camera-type")
def get_camera_type(call: Call) -> str:
    """Tell how the camera projects."""
    return name_of(call.engine.camera.projection)


PROJECTION.define(
    CAMERAS,
    Perspective,
    "Tell the perspective; an error if the camera has none.",
    "Make the camera project in perspective.",
)
PROJECTION.define(
    CAMERAS,
    Orthographic,
    "Tell the orthographic projection; an error if the camera has none.",
    "Make the camera project without perspective.",
)


@CAMERAS.add("get-camera-view")
def get_camera_view(call: Call) -> View:
    """Tell where the camera stands and looks to."""
    return call.engine.camera.view


@CAMERAS.add("set-camera-view")
def set_camera_view(call: Call, params: View) -> None:
    """Place the camera."""
    check_view(params)
    call.engine.camera = dataclasses.replace(call.engine.camera, view=params)


@CAMERAS.add("get-camera-near-clip")
def get_camera_near_clip(call: Call) -> CameraNearClipMessage:
    """Tell how near the camera sees."""
    return CameraNearClipMessage(call.engine.camera.near_clip)


@CAMERAS.add("set-camera-near-clip")
def set_camera_near_clip(call: Call, params: CameraNearClipMessage) -> None:
    """Choose how near the camera sees."""
    check_near_clip(params.distance)
    call.engine.camera = dataclasses.replace(call.engine.camera, near_clip=params.distance)


@CAMERAS.add("get-camera-region")
def get_camera_region(call: Call) -> CameraRegionMessage:
    """Tell which part of the picture is rendered."""
    return call.engine.camera.region


@CAMERAS.add("set-camera-region")
def set_camera_region(call: Call, params: CameraRegionMessage) -> None:
    """Choose which part of the picture is rendered; it fills the whole frame."""
    call.engine.camera = dataclasses.replace(call.engine.camera, region=params)
