"""Reflection at smooth and rough surfaces.

Rough ones consist of small mirrors whose normals are distributed as by GGX. Their slopes are
`roughness` squared, which looks even from 0 to 1 (B. Burley, 2012).
"""

from typing import Final

import numpy as np

from livebind_backend.arrays import Booleans, Floats
from livebind_backend.render.sampling import disc, mirrored, tangents

__all__ = ["RoughMirror", "fresnel", "refracted"]

_SMOOTHEST: Final = np.float32(1e-3)
"""Slope below which a surface is a perfect mirror: no point of light is ever seen in it."""

_TINY: Final = np.float32(1e-7)


def fresnel(cosine: Floats, ratio: Floats) -> Floats:
    """Return the part of unpolarized light that a boundary mirrors, by Fresnel's equations.

    Args:
        cosine: Between direction and normal, 0 to 1, shape (n,).
        ratio: Index of refraction behind the boundary divided by that before it, shape (n,).
    """
    square = 1 - (1 - cosine**2) / ratio**2
    behind = np.sqrt(np.maximum(square, 0))
    parallel = (ratio * cosine - behind) / np.maximum(ratio * cosine + behind, _TINY)
    crossed = (cosine - ratio * behind) / np.maximum(cosine + ratio * behind, _TINY)
    # Where light cannot leave, all of it stays.
    return np.where(square <= 0, 1, (parallel**2 + crossed**2) / 2).astype(np.float32)


def refracted(directions: Floats, normals: Floats, ratio: Floats) -> tuple[Floats, Booleans]:
    """Bend directions at boundaries, by Snell's law.

    Args:
        directions: Unit vectors towards the boundary, shape (n, 3).
        normals: Unit vectors against them, shape (n, 3).
        ratio: Index of refraction behind the boundary divided by that before it, shape (n,).

    Returns:
        Unit vectors, shape (n, 3), and for which rows light cannot pass, shape (n,).
    """
    cosine = -np.einsum("na,na->n", directions, normals)
    square = 1 - (1 - cosine**2) / ratio**2
    along = cosine / ratio - np.sqrt(np.maximum(square, 0))
    return directions / ratio[:, None] + along[:, None] * normals, square <= 0


class RoughMirror:
    """Surfaces that mirror, more or less clearly.

    Args:
        directions: Unit vectors towards the surfaces, shape (n, 3).
        normals: Unit vectors against them, shape (n, 3).
        roughness: 0 to 1, shape (n,).
    """

    def __init__(self, directions: Floats, normals: Floats, roughness: Floats) -> None:
        self._viewer = -directions
        self._normals = normals
        self._slope = np.maximum(np.square(roughness), _SMOOTHEST / 10).astype(np.float32)
        self._facing = np.maximum(_dot(self._viewer, normals), np.float32(1e-4))

    @property
    def smooth(self) -> Booleans:
        """Which surfaces are perfect mirrors, shape (n,)."""
        smooth: Booleans = self._slope < _SMOOTHEST
        return smooth

    def response(self, directions: Floats) -> Floats:
        """Return the part of light from these directions that is mirrored to the viewer, (n,)."""
        middle = self._viewer + directions
        middle = middle / np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), _TINY)
        falling = np.maximum(_dot(directions, self._normals), 0)
        square = np.square(self._slope)
        upright = np.square(_dot(middle, self._normals))
        spread = square / (np.pi * np.square(upright * (square - 1) + 1))
        hidden = 1 + self._hiding(self._facing) + self._hiding(np.maximum(falling, _TINY))
        seen = spread / (hidden * 4 * self._facing)
        return np.where((falling > 0) & (self._slope >= _SMOOTHEST), seen, 0).astype(np.float32)

    def draw(self, random: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw where light comes from that is mirrored to the viewer.

        Only mirrors that the viewer can see are drawn: E. Heitz, "Sampling the GGX Distribution of
        Visible Normals" (2018).

        Returns:
            Unit vectors, shape (n, 3), and the part of that light which is mirrored, shape (n,).
        """
        first, second = tangents(self._normals)
        x, y = (_dot(self._viewer, axis) for axis in (first, second))
        stretched = np.stack([self._slope * x, self._slope * y, self._facing], axis=1)
        stretched /= np.linalg.norm(stretched, axis=1, keepdims=True)
        across, along = tangents(stretched)
        right, up = disc(len(x), random)
        # The disc is seen from the side: its half that points away is squeezed.
        part = (1 + stretched[:, 2]) / 2
        up = (1 - part) * np.sqrt(np.maximum(1 - right**2, 0)) + part * up
        toward = np.sqrt(np.maximum(1 - right**2 - up**2, 0))
        # The second tangent must lie in the plane of viewer and normal, for which both are turned.
        across, along = _upright(stretched, across, along)
        half = right[:, None] * across + up[:, None] * along + toward[:, None] * stretched
        half = half * np.stack([self._slope, self._slope, np.ones_like(x)], axis=1)
        half[:, 2] = np.maximum(half[:, 2], _TINY)
        half /= np.linalg.norm(half, axis=1, keepdims=True)
        mirrors = half[:, :1] * first + half[:, 1:2] * second + half[:, 2:] * self._normals
        directions = mirrored(-self._viewer, mirrors)
        falling = _dot(directions, self._normals)
        viewer, light = self._hiding(self._facing), self._hiding(np.maximum(falling, _TINY))
        weights = np.where(falling > 0, (1 + viewer) / (1 + viewer + light), 0)
        return directions.astype(np.float32), weights.astype(np.float32)

    def _hiding(self, cosine: Floats) -> Floats:
        """Return how much more mirrors are hidden behind others than seen, by Smith."""
        hiding: Floats = np.sqrt(1 + np.square(self._slope) * (1 / np.square(cosine) - 1)) - 1
        return hiding / 2


def _upright(axes: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Turn tangents of axes so that the first one is level: without a part along Z."""
    level = np.stack([-axes[:, 1], axes[:, 0], np.zeros(len(axes), np.float32)], axis=1)
    length = np.linalg.norm(level, axis=1, keepdims=True)
    chosen = np.where(length > _TINY, level / np.maximum(length, _TINY), first)
    return chosen, np.where(length > _TINY, np.cross(axes, chosen), second)


def _dot(left: Floats, right: Floats) -> Floats:
    product: Floats = np.einsum("na,na->n", left, right)
    return product
