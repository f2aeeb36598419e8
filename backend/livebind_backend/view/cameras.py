"""Cameras: where they stand and how they project."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import numpy as np

from livebind_backend.arrays import Vector2, Vector3
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError

__all__ = [
    "PROJECTIONS",
    "Camera",
    "CameraRegionMessage",
    "Orthographic",
    "Perspective",
    "Projection",
    "View",
    "check_near_clip",
    "check_projection",
    "check_view",
]


@dataclass(frozen=True)
class Perspective:
    """A camera for which distant things are small."""

    aperture_radius: Annotated[
        float | None, About("Radius of the lens in world units; 0 shows everything sharp")
    ] = None
    focus_distance: Annotated[
        float | None, About("Distance at which a lens shows things sharp, in world units")
    ] = None
    fovy: Annotated[float | None, About("Angle between lower and upper edge, in degrees")] = None


@dataclass(frozen=True)
class Orthographic:
    """A camera for which distance does not matter."""

    height: Annotated[float, About("What fits between lower and upper edge, in world units")]


Projection: TypeAlias = Perspective | Orthographic

PROJECTIONS: Final[dict[str, Projection]] = {
    "perspective": Perspective(aperture_radius=0.0, focus_distance=1.0, fovy=45.0),
    "orthographic": Orthographic(height=1.0),
}
"""Every projection as it starts, by its name in the API."""


@dataclass(frozen=True)
class View:
    """Where a camera stands and looks to."""

    position: Annotated[Vector3, About("Where the camera is, XYZ")]
    target: Annotated[Vector3, About("Point in the middle of the picture, XYZ")]
    up: Annotated[Vector3, About("Direction that is upwards in the picture, XYZ")]


@dataclass(frozen=True)
class CameraRegionMessage:
    """The part of the picture that is rendered, by two opposite corners in any order.

    The hand-written client gives the upper left and the lower right one, because the real service
    does not turn its pictures; here they are never upside down.
    """

    image_end: Annotated[Vector2, About("One corner, 0 to 1 along X and Y from the lower left")]
    image_start: Annotated[
        Vector2, About("The opposite corner, 0 to 1 along X and Y from the lower left")
    ]


@dataclass(frozen=True)
class Camera:
    """The whole state of a camera."""

    projection: Projection = PROJECTIONS["perspective"]
    """How it projects."""
    view: View = View(position=(0.0, 0.0, 0.0), target=(0.0, 0.0, 1.0), up=(0.0, 1.0, 0.0))
    """Where it stands."""
    near_clip: float = 1e-6
    """Distance from the camera, in world units, up to which nothing is shown."""
    region: CameraRegionMessage = CameraRegionMessage(image_end=(1.0, 0.0), image_start=(0.0, 1.0))
    """Part of the picture that is rendered."""


def check_near_clip(distance: float) -> None:
    """Refuse a distance behind the camera.

    Raises:
        InternalError: The distance is negative.
    """
    if distance < 0:
        raise InternalError("Near clipping distance cannot be < 0")


def check_view(view: View) -> None:
    """Refuse a camera that looks nowhere, or of which nobody can say what is upwards.

    It is computed with 32 bits, as in a real service, so that extreme numbers pass here as there.

    Raises:
        InternalError: Two of its points are one, or it looks along `up`.
    """
    position, target, up = (
        np.array(row, np.float32) for row in (view.position, view.target, view.up)
    )
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        forward = target - position
        if not forward.any():
            raise InternalError("Camera position and target are the same")
        if up @ up == 0:
            raise InternalError("The up direction of the camera has no length")
        along = (forward / np.sqrt(forward @ forward)) @ (up / np.sqrt(up @ up))
    if abs(along) >= 1:
        raise InternalError("The camera looks along its up direction")


def check_projection(projection: Projection) -> None:
    """Refuse a projection that shows nothing.

    Raises:
        InternalError: An angle or height is out of range.
    """
    if isinstance(projection, Orthographic):
        if projection.height <= 0:
            raise InternalError("Orthographic height must be > 0")
    elif (projection.fovy or 0) <= 0:
        raise InternalError("Field of view must be > 0")
