"""Random directions."""

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.render.geometry import unit

__all__ = ["around", "cone", "disc", "mirrored", "tangents"]


def around(normals: Floats, random: np.random.Generator) -> Floats:
    """Draw a direction around each normal, more likely the closer it is; shape (n, 3)."""
    ball = unit(random.standard_normal(normals.shape, dtype=np.float32))
    # A point of the unit sphere around the tip of the normal: then density follows the cosine.
    return unit(normals + np.float32(0.999) * ball)


def mirrored(directions: Floats, normals: Floats) -> Floats:
    """Mirror directions at surfaces, shape (n, 3)."""
    along = np.einsum("na,na->n", directions, normals)
    turned: Floats = directions - 2 * along[:, None] * normals
    return turned


def tangents(normals: Floats) -> tuple[Floats, Floats]:
    """Return two unit vectors that are perpendicular to each normal and to each other.

    Without a branch where a normal is close to an axis: T. Duff et al., "Building an Orthonormal
    Basis, Revisited" (2017).
    """
    x, y, z = normals.T
    sign = np.copysign(np.float32(1), z)
    a = -1 / (sign + z)
    b = x * y * a
    first = np.stack([1 + sign * x * x * a, sign * b, -sign * x], axis=1)
    second = np.stack([b, sign + y * y * a, -y], axis=1)
    return first, second


def cone(axes: Floats, width: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw a direction evenly from the cone around each axis.

    Args:
        axes: Unit vectors, shape (n, 3).
        width: One minus the cosine between axis and edge, shape (n,).
        random: Where chance comes from.

    Returns:
        Directions, shape (n, 3), and the cosines between them and the axes, shape (n,).
    """
    draw = random.random((2, len(axes)), dtype=np.float32)
    cosine = 1 - draw[0] * width
    sine, angle = np.sqrt(np.maximum(1 - cosine**2, 0)), draw[1] * np.float32(2 * np.pi)
    first, second = tangents(axes)
    aside = np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second
    return cosine[:, None] * axes + sine[:, None] * aside, cosine


def disc(count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw points of a disc with radius 1, as two arrays of shape (count,)."""
    angle = random.random(count, dtype=np.float32) * np.float32(2 * np.pi)
    # The root makes the outer rings, which are larger, as dense as the inner ones.
    radius = np.sqrt(random.random(count, dtype=np.float32))
    return radius * np.cos(angle), radius * np.sin(angle)
