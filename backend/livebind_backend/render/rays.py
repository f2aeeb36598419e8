"""Camera and pixels to rays."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.errors import InternalError
from livebind_backend.view.cameras import Camera, Orthographic, Perspective, View

__all__ = ["RayMaker"]

_WIDEST: Final = 1e6
"""Tangent of half a field of view that cannot be told from half a turn."""


@dataclass(frozen=True, slots=True)
class _Frame:
    eye: Floats
    right: Floats
    up: Floats
    forward: Floats


class RayMaker:
    """Makes the rays of one picture.

    Args:
        camera: Where they start and how they spread.
        size: Width and height of the picture in pixels.

    Raises:
        InternalError: The camera looks nowhere.
    """

    def __init__(self, camera: Camera, size: tuple[int, int]) -> None:
        self._camera = camera
        self.size = size
        """Width and height of the picture in pixels."""
        self._width, self._height = size
        self._frame = _frame_of(camera.view)

    @property
    def has_lens(self) -> bool:
        """Whether it matters where rays pass the lens."""
        projection = self._camera.projection
        return isinstance(projection, Perspective) and (projection.aperture_radius or 0) > 0

    @property
    def axes(self) -> tuple[Floats, Floats, Floats]:
        """The unit vectors to the right, upwards and forward, each of shape (3,)."""
        return self._frame.right, self._frame.up, self._frame.forward

    def make(
        self, columns: Floats, rows: Floats, lens: tuple[Floats, Floats] | None = None
    ) -> tuple[Floats, Floats]:
        """Make one ray for each point of the picture.

        Args:
            columns: Pixels from the left edge, shape (n,).
            rows: Pixels from the lower edge, shape (n,).
            lens: Where each ray passes the lens, two arrays from -1 to 1; its middle by default.

        Returns:
            Origins and unit directions, each of shape (n, 3).
        """
        region = self._camera.region
        left, right = sorted((region.image_start[0], region.image_end[0]))
        lower, upper = sorted((region.image_start[1], region.image_end[1]))
        x = left + (right - left) * columns / self._width
        y = lower + (upper - lower) * rows / self._height
        return self.through(x.astype(np.float32), y.astype(np.float32), lens)

    def through(
        self, x: Floats, y: Floats, lens: tuple[Floats, Floats] | None = None
    ) -> tuple[Floats, Floats]:
        """Make one ray for each point of the whole picture, 0 to 1 from lower left."""
        frame, projection = self._frame, self._camera.projection
        aspect = self._width / self._height
        across, upwards = (2 * x - 1) * aspect, 2 * y - 1
        if isinstance(projection, Orthographic):
            half = projection.height / 2
            plane = across[:, None] * frame.right + upwards[:, None] * frame.up
            origins = frame.eye + np.float32(half) * plane
            directions = np.broadcast_to(frame.forward, origins.shape)
        else:
            half = np.clip(np.tan(np.radians((projection.fovy or 0) / 2)), -_WIDEST, _WIDEST)
            directions = (
                frame.forward
                + across[:, None] * np.float32(half) * frame.right
                + upwards[:, None] * np.float32(half) * frame.up
            )
            origins = np.broadcast_to(frame.eye, directions.shape)
            radius = projection.aperture_radius or 0
            if lens is not None and radius > 0:
                focus = max(projection.focus_distance or 0, 1e-6)
                shift = radius * (lens[0][:, None] * frame.right + lens[1][:, None] * frame.up)
                origins = origins + shift
                directions = directions - shift / focus
        lengths = np.linalg.norm(directions, axis=1, keepdims=True)
        units = directions / lengths
        facing = units @ frame.forward
        skipped = self._camera.near_clip / np.maximum(facing, 1e-6)
        return (
            (origins + units * skipped[:, None]).astype(np.float32),
            units.astype(np.float32),
        )


def _frame_of(view: View) -> _Frame:
    eye, target, up = (np.array(row, np.float64) for row in (view.position, view.target, view.up))
    forward = target - eye
    right = np.cross(forward, up)
    if not np.linalg.norm(forward) > 0 or not np.linalg.norm(right) > 0:
        raise InternalError("The camera looks nowhere: position, target and up are on one line")
    forward /= np.linalg.norm(forward)
    right /= np.linalg.norm(right)
    upwards = np.cross(right, forward)
    return _Frame(*(row.astype(np.float32) for row in (eye, right, upwards, forward)))
