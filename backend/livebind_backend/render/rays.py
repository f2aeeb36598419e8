"""Camera and pixels to rays."""

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.view.cameras import Camera, Frame, Lens, frame_of

__all__ = ["RayMaker"]


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
        self.frame: Frame = frame_of(camera.view, size[0] / max(size[1], 1))
        """Where the camera is and how it is turned."""

    @property
    def has_lens(self) -> bool:
        """Whether it matters where rays pass the lens."""
        return self._camera.projection.lens_radius > 0

    def make(
        self, columns: Floats, rows: Floats, lens: Lens | None = None
    ) -> tuple[Floats, Floats]:
        """Make one ray for each point of the picture.

        Args:
            columns: Pixels from the left edge, shape (n,).
            rows: Pixels from the lower edge, shape (n,).
            lens: Where each ray passes the lens; its middle by default.

        Returns:
            Origins and unit directions, each of shape (n, 3).
        """
        region, (width, height) = self._camera.region, self.size
        left, right = sorted((region.image_start[0], region.image_end[0]))
        lower, upper = sorted((region.image_start[1], region.image_end[1]))
        x = left + (right - left) * columns / width
        y = lower + (upper - lower) * rows / height
        return self.through(x.astype(np.float32), y.astype(np.float32), lens)

    def through(self, x: Floats, y: Floats, lens: Lens | None = None) -> tuple[Floats, Floats]:
        """Make one ray for each point of the whole picture, 0 to 1 from lower left."""
        origins, directions = self._camera.projection.rays(self.frame, 2 * x - 1, 2 * y - 1, lens)
        units = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        # The clipping plane is flat: rays to the corners pass more of what is in front of it.
        facing = units @ self.frame.forward
        skipped = self._camera.near_clip / np.maximum(facing, 1e-6)
        starts = origins + units * skipped[:, None]
        return starts.astype(np.float32), units.astype(np.float32)
