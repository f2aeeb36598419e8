"""Methods about the camera."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InvalidRequestError
from livebind_backend.scene.merging import merge
from livebind_backend.typed_method import MethodGroup
from livebind_backend.view.cameras import (
    PROJECTIONS,
    CameraRegionMessage,
    Orthographic,
    Perspective,
    Projection,
    View,
    check_near_clip,
    check_projection,
    check_view,
)
from livebind_backend.view.engine_objects import name_of

__all__ = ["CAMERAS"]

CAMERAS: Final = MethodGroup()

ProjectionT = TypeVar("ProjectionT", Perspective, Orthographic)


@dataclass(frozen=True)
class CameraNearClipMessage:
    """How near a camera sees."""

    distance: Annotated[float, About("Distance in world units up to which the camera sees nothing")]


@CAMERAS.add("get-camera-type")
def get_camera_type(call: Call) -> str:
    """Tell how the camera projects."""
    return name_of(call.engine.camera.projection)


@CAMERAS.add("get-camera-perspective")
def get_camera_perspective(call: Call) -> Perspective:
    """Tell the perspective; an error if the camera has none."""
    return _current(call, Perspective)


@CAMERAS.add("get-camera-orthographic")
def get_camera_orthographic(call: Call) -> Orthographic:
    """Tell the orthographic projection; an error if the camera has none."""
    return _current(call, Orthographic)


@CAMERAS.add("set-camera-perspective")
def set_camera_perspective(call: Call, params: Perspective) -> None:
    """Make the camera project in perspective."""
    _change(call, params)


@CAMERAS.add("set-camera-orthographic")
def set_camera_orthographic(call: Call, params: Orthographic) -> None:
    """Make the camera project without perspective."""
    _change(call, params)


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


def _current(call: Call, kind: type[ProjectionT]) -> ProjectionT:
    projection = call.engine.camera.projection
    if not isinstance(projection, kind):
        raise InvalidRequestError(f"Invalid camera type (should be '{name_of(projection)}')")
    return projection


def _change(call: Call, update: Projection) -> None:
    current = call.engine.camera.projection
    base = current if type(current) is type(update) else PROJECTIONS[name_of(update)]
    projection: Projection = merge(base, update)
    check_projection(projection)
    call.engine.camera = dataclasses.replace(call.engine.camera, projection=projection)
