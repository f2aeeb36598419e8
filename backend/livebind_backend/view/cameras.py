"""Cameras: where they stand and how they project."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeAlias

import numpy as np

from livebind_backend.arrays import Floats, Vector2, Vector3
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.variants import at_start, by_name

__all__ = [
    "FOVY",
    "PROJECTIONS",
    "Camera",
    "CameraRegionMessage",
    "Frame",
    "Lens",
    "Orthographic",
    "Perspective",
    "Projection",
    "View",
    "check_angle",
    "check_near_clip",
    "check_view",
    "frame_of",
    "half_height",
]

_WIDEST: Final = 1e6
"""Tangent of half a field of view that cannot be told from half a turn."""

FOVY: Final = About("Angle between lower and upper edge, in degrees", start=45.0)

Lens: TypeAlias = tuple[Floats, Floats]
"""Where each ray passes the lens, to the right and upwards, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a camera is and how it is turned; the vectors are of length one and shape (3,)."""

    eye: Floats
    right: Floats
    up: Floats
    forward: Floats
    aspect: float
    """Width of the picture, if its height is 1."""


@dataclass(frozen=True)
class Projection(ABC):
    """How a camera projects."""

    @property
    def lens_radius(self) -> float:
        """Radius of the lens in world units; 0 if it does not matter where rays pass it."""
        return 0.0

    @abstractmethod
    def check(self) -> None:
        """Refuse a projection that shows nothing.

        Raises:
            InternalError: An angle or height is out of range.
        """

    @abstractmethod
    def rays(self, frame: Frame, x: Floats, y: Floats, lens: Lens | None) -> tuple[Floats, Floats]:
        """Make a ray for each point of the picture.

        Args:
            frame: From where.
            x: Points along the width, -1 to 1, shape (n,).
            y: Points along the height, -1 to 1, shape (n,).
            lens: Where the rays pass the lens; its middle by default.

        Returns:
            Origins and directions of any length, each of shape (n, 3).
        """


@dataclass(frozen=True)
class Perspective(Projection):
    """A camera for which distant things are small."""

    aperture_radius: Annotated[
        float | None,
        About("Radius of the lens in world units; 0 shows everything sharp", start=0.0),
    ] = None
    focus_distance: Annotated[
        float | None,
        About("Distance at which a lens shows things sharp, in world units", start=1.0),
    ] = None
    fovy: Annotated[float | None, FOVY] = None

    @property
    def lens_radius(self) -> float:
        """Radius of the lens in world units."""
        return max(self.aperture_radius or 0.0, 0.0)

    def check(self) -> None:
        """Refuse an angle that shows nothing."""
        check_angle(self.fovy)

    def rays(self, frame: Frame, x: Floats, y: Floats, lens: Lens | None) -> tuple[Floats, Floats]:
        """Make rays that spread from a point, or from a lens so that they meet in its focus."""
        half = half_height(self.fovy)
        across, upwards = x * (half * frame.aspect), y * half
        directions = frame.forward + across[:, None] * frame.right + upwards[:, None] * frame.up
        origins = np.broadcast_to(frame.eye, directions.shape)
        if lens is not None and self.lens_radius > 0:
            focus = max(self.focus_distance or 0, 1e-6)
            shift = lens[0][:, None] * frame.right + lens[1][:, None] * frame.up
            shift = self.lens_radius * shift
            return origins + shift, directions - shift / focus
        return origins, directions


@dataclass(frozen=True)
class Orthographic(Projection):
    """A camera for which distance does not matter."""

    height: Annotated[
        float, About("What fits between lower and upper edge, in world units", start=1.0)
    ]

    def check(self) -> None:
        """Refuse a height that shows nothing."""
        if self.height <= 0:
            raise InternalError("Orthographic height must be > 0")

    def rays(self, frame: Frame, x: Floats, y: Floats, lens: Lens | None) -> tuple[Floats, Floats]:
        """Make parallel rays; there is no lens."""
        del lens
        half = np.float32(self.height / 2)
        across, upwards = x * (half * frame.aspect), y * half
        origins = frame.eye + across[:, None] * frame.right + upwards[:, None] * frame.up
        return origins, np.broadcast_to(frame.forward, origins.shape)


PROJECTIONS: Final[dict[str, type[Projection]]] = by_name(Perspective, Orthographic)
"""The projections of the core by their names; plugins add others."""


def check_angle(fovy: float | None) -> None:
    """Refuse an angle that shows nothing.

    Raises:
        InternalError: It is not positive.
    """
    if (fovy or 0) <= 0:
        raise InternalError("Field of view must be > 0")


def half_height(fovy: float | None) -> np.float32:
    """Return half the height of a picture at distance 1."""
    return np.float32(np.clip(np.tan(np.radians((fovy or 0) / 2)), -_WIDEST, _WIDEST))


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

    projection: Projection = field(default_factory=lambda: at_start(Perspective))
    """How it projects."""
    view: View = View(position=(0.0, 0.0, 0.0), target=(0.0, 0.0, 1.0), up=(0.0, 1.0, 0.0))
    """Where it stands."""
    near_clip: float = 1e-6
    """Distance from the camera, in world units, up to which nothing is shown."""
    region: CameraRegionMessage = CameraRegionMessage(image_end=(1.0, 0.0), image_start=(0.0, 1.0))
    """Part of the picture that is rendered."""


def frame_of(view: View, aspect: float) -> Frame:
    """Find how a camera is turned.

    Raises:
        InternalError: It looks nowhere.
    """
    eye, target, up = (np.array(row, np.float64) for row in (view.position, view.target, view.up))
    forward = target - eye
    right = np.cross(forward, up)
    if not np.linalg.norm(forward) > 0 or not np.linalg.norm(right) > 0:
        raise InternalError("The camera looks nowhere: position, target and up are on one line")
    forward /= np.linalg.norm(forward)
    right /= np.linalg.norm(right)
    upwards = np.cross(right, forward)
    rows = [row.astype(np.float32) for row in (eye, right, upwards, forward)]
    return Frame(rows[0], rows[1], rows[2], rows[3], aspect)


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
