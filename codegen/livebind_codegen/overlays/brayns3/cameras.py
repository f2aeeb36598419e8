"""Cameras for snapshots, and where to place them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from livebind import DEFAULT, Instance, Task, Timeout, UsageError

from .. import EngineObjectData, Orthographic, Perspective
from .engine_objects import set_engine_object_task
from .framing import fit_orthographic, fit_perspective
from .resolutions import Resolution
from .views import CameraView

if TYPE_CHECKING:
    from .. import Bounds, View

__all__ = [
    "Camera",
    "OrthographicCamera",
    "PerspectiveCamera",
    "set_camera",
    "set_camera_task",
]

_ASPECT_RATIO = Resolution.full_hd.aspect_ratio


class Camera(Protocol):
    """What `Snapshot` needs of a camera; one of a plugin can be written the same way."""

    def engine_object(self) -> EngineObjectData:
        """Return the camera as the backend takes it, such as for `camera` of `snapshot`."""
        ...


def set_camera(instance: Instance, camera: Camera, *, timeout: Timeout = DEFAULT) -> None:
    """Make the instance use a camera; `set_view` says where it stands.

    Args:
        instance: the connection to use.
        camera: such as a `PerspectiveCamera`.
        timeout: seconds to wait for the reply; None waits for ever.

    Raises:
        RemoteError: the instance has no such camera.
    """
    set_camera_task(instance, camera).result(timeout)


def set_camera_task(instance: Instance, camera: Camera) -> Task[None]:
    """Start `set_camera` and return at once."""
    return set_engine_object_task(instance, "camera", camera)


@dataclass(frozen=True)
class PerspectiveCamera:
    """A camera for which distant things are small.

    `Snapshot` and `set_camera` take it as it is; `engine_object` makes of it what the generated
    `snapshot` and `export_gbuffers` take.
    """

    fovy: float = 45.0
    """Angle between lower and upper edge of the picture, in degrees."""
    aperture_radius: float = 0.0
    """Radius of the lens in world units; 0 shows everything sharp."""
    focus_distance: float = 1.0
    """Distance at which a lens shows things sharp, in world units."""

    def engine_object(self) -> EngineObjectData:
        """Return the camera as the backend takes it, such as for `camera` of `snapshot`."""
        params = Perspective(
            fovy=self.fovy,
            aperture_radius=self.aperture_radius,
            focus_distance=self.focus_distance,
        )
        return EngineObjectData(name="perspective", params=params)

    def get_full_screen_view(
        self, bounds: Bounds, *, aspect_ratio: float = _ASPECT_RATIO, view: View | None = None
    ) -> CameraView:
        """Return the nearest view that shows all of `bounds`.

        Args:
            bounds: what to show, such as those of a model, in world units.
            aspect_ratio: width of the picture divided by its height; 16:9 if it is not given.
            view: gives the direction and what is up; from the front if it is not given.

        Raises:
            UsageError: the bounds are empty, or a number makes no sense.
        """
        return fit_perspective(
            bounds, view or CameraView.front(), fovy=self.fovy, aspect_ratio=aspect_ratio
        )


@dataclass(frozen=True)
class OrthographicCamera:
    """A camera for which distance does not matter.

    How much it shows is its height alone: `fitting` makes one for given bounds. It is used as a
    `PerspectiveCamera` is.
    """

    height: float = 1.0
    """What fits between lower and upper edge of the picture, in world units."""

    @classmethod
    def fitting(
        cls, bounds: Bounds, *, aspect_ratio: float = _ASPECT_RATIO, view: View | None = None
    ) -> OrthographicCamera:
        """Return the camera of the smallest height that shows all of `bounds`.

        Arguments and errors are those of `get_full_screen_view`.
        """
        _, height = fit_orthographic(bounds, view or CameraView.front(), aspect_ratio=aspect_ratio)
        return cls(height)

    def engine_object(self) -> EngineObjectData:
        """Return the camera as the backend takes it, such as for `camera` of `snapshot`."""
        return EngineObjectData(name="orthographic", params=Orthographic(height=self.height))

    def get_full_screen_view(
        self, bounds: Bounds, *, aspect_ratio: float = _ASPECT_RATIO, view: View | None = None
    ) -> CameraView:
        """Return a view that shows all of `bounds`.

        Args:
            bounds: what to show, such as those of a model, in world units.
            aspect_ratio: width of the picture divided by its height; 16:9 if it is not given.
            view: gives the direction and what is up; from the front if it is not given.

        Raises:
            UsageError: the camera's height is too small for it, the bounds are empty, or a number
                makes no sense.
        """
        placed, needed = fit_orthographic(
            bounds, view or CameraView.front(), aspect_ratio=aspect_ratio
        )
        if self.height < needed:
            raise UsageError(
                f"a height of {self.height:g} is too small for these bounds, which need "
                f"{needed:g}: make the camera with OrthographicCamera.fitting(bounds)"
            )
        return placed
