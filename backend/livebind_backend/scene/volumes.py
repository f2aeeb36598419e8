"""Volumes: values on a regular grid, shown through a colour ramp."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Color4, Floats, Vector3
from livebind_backend.scene.ramps import ColorRamp

__all__ = ["Volume", "default_ramp"]


@dataclass(frozen=True, slots=True)
class Volume:
    """Values on a regular grid whose first cell begins in the origin."""

    values: Floats
    """One value a cell, shape (z, y, x)."""
    spacing: Vector3
    """Size of a cell along X, Y and Z."""

    @property
    def size(self) -> Floats:
        """Size of the whole grid along X, Y and Z."""
        return np.array(self.values.shape[::-1], np.float32) * np.array(self.spacing, np.float32)


_RAMP: Final[list[Color4]] = [
    (0.0, 0.0, 0.3, 0.0),
    (0.0, 0.3, 0.8, 0.05),
    (0.1, 0.8, 0.7, 0.2),
    (0.9, 0.9, 0.2, 0.5),
    (1.0, 0.3, 0.1, 0.9),
]


def default_ramp(volume: Volume) -> ColorRamp:
    """Make a ramp from blue to red over all values of a volume; low ones are transparent."""
    low, high = float(volume.values.min()), float(volume.values.max())
    return ColorRamp(colors=_RAMP, range=(low, high))
