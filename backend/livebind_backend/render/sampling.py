"""Random directions."""

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.geometry import unit

__all__ = ["around", "disc", "jitter", "mirrored"]


def around(normals: Floats, random: np.random.Generator) -> Floats:
    """Draw a direction around each normal, more likely the closer it is; shape (n, 3)."""
    ball = unit(random.standard_normal(normals.shape, dtype=np.float32))
    return unit(normals + np.float32(0.999) * ball)


def mirrored(directions: Floats, normals: Floats) -> Floats:
    """Mirror directions at surfaces, shape (n, 3)."""
    along = np.einsum("na,na->n", directions, normals)
    turned: Floats = directions - 2 * along[:, None] * normals
    return turned


def jitter(
    directions: Floats, roughness: Floats, normals: Floats, random: np.random.Generator
) -> Floats:
    """Spread directions by roughness, never below the surface; shape (n, 3)."""
    ball = unit(random.standard_normal(directions.shape, dtype=np.float32))
    spread = unit(directions + (np.float32(0.9) * roughness**2)[:, None] * ball)
    below = np.einsum("na,na->n", spread, normals) <= 0
    return np.where(below[:, None], directions, spread)


def disc(count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw points of a disc with radius 1, as two arrays of shape (count,)."""
    angle = random.random(count, dtype=np.float32) * np.float32(2 * np.pi)
    radius = np.sqrt(random.random(count, dtype=np.float32))
    return radius * np.cos(angle), radius * np.sin(angle)
