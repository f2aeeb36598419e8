"""What tracing one ray for each of many pixels yields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from livebind_backend.arrays import Color4, Floats, Integers
from livebind_backend.render.geometry import SurfacePoints

__all__ = ["FirstHits", "Samples", "Tracer", "blend_background"]


@dataclass(frozen=True, slots=True)
class FirstHits:
    """What the rays meet first, for the channels besides colour; zero where they meet nothing."""

    depths: Floats
    """Distance from where the ray starts, infinite for nothing, shape (n,)."""
    normals: Floats
    """Unit normals, shape (n, 3)."""
    albedo: Floats
    """Colour of the surface itself, shape (n, 3)."""

    @classmethod
    def nothing(cls, count: int) -> "FirstHits":
        """Make the first hits of rays that meet nothing."""
        return cls(
            np.full(count, np.inf, np.float32),
            np.zeros((count, 3), np.float32),
            np.zeros((count, 3), np.float32),
        )

    def record(self, rays: Integers, depths: Floats, points: SurfacePoints) -> None:
        """Note what some rays met."""
        self.depths[rays] = depths
        self.normals[rays] = points.normals
        self.albedo[rays] = points.colors[:, :3]


@dataclass(frozen=True, slots=True)
class Samples:
    """Colours of rays, and what they met first."""

    colors: Floats
    """Linear red, green, blue, and opacity, shape (n, 4)."""
    first: FirstHits
    """What they met first."""


Tracer: TypeAlias = Callable[[Floats, Floats, np.random.Generator], Samples]
"""Traces rays: origins and unit directions, each of shape (n, 3)."""


def blend_background(colors: Floats, through: Floats, background: Color4) -> Floats:
    """Put the background behind rays of which a part of the light passed everything.

    Args:
        colors: Light collected so far, shape (n, 3).
        through: Part that passed, shape (n,).
        background: Red, green, blue and opacity.

    Returns:
        Colours with opacity, shape (n, 4).
    """
    behind = np.array(background, np.float32)
    blended = colors + through[:, None] * behind[:3]
    opacity = 1 - through + through * behind[3]
    return np.concatenate([blended, opacity[:, None]], axis=1)
