"""Light that volumes give off and hold back along rays."""

from typing import Final

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.render.geometry import PlacedVolume
from livebind_backend.scene.transforms import apply_to_points
from livebind_backend.scene.volumes import ColorRamp, Volume

__all__ = ["march"]

STEPS: Final = 96
"""Samples along the diagonal of a volume; the ramp's opacity is that of one step."""

_TINY: Final = np.float32(1e-12)


def march(
    placed: PlacedVolume, origins: Floats, directions: Floats, limits: Floats
) -> tuple[Floats, Floats]:
    """Go along rays through a volume until they leave it or reach their limit.

    Args:
        placed: The volume.
        origins: Where rays start, shape (n, 3).
        directions: Unit directions, shape (n, 3).
        limits: Distance of the next surface, infinite for none, shape (n,).

    Returns:
        Light collected, shape (n, 3), and the part of light from behind that passes, shape (n,).
    """
    inverse = np.linalg.pinv(placed.matrix.astype(np.float64)).astype(np.float32)
    starts = apply_to_points(inverse, origins)
    ways = directions @ inverse[:3, :3].T
    near, far = _crossing(starts, ways, placed.volume.size)
    far = np.minimum(far, limits)
    light = np.zeros_like(origins)
    through = np.ones(len(origins), np.float32)
    rays = np.flatnonzero(near < far).astype(np.int32)
    step = np.float32(np.linalg.norm(placed.volume.size) / STEPS)
    lengths = np.linalg.norm(ways, axis=1)
    for index in range(STEPS):
        where = near + (index + 0.5) * step / np.maximum(lengths, _TINY)
        rays = rays[(where[rays] < far[rays]) & (through[rays] > 1 / 256)]
        if len(rays) == 0:
            break
        points = starts[rays] + ways[rays] * where[rays, None]
        colors = _colors(placed.ramp, _values(placed.volume, points))
        light[rays] += (through[rays] * colors[:, 3])[:, None] * colors[:, :3]
        through[rays] *= 1 - colors[:, 3]
    return light, through


def _crossing(starts: Floats, ways: Floats, size: Floats) -> tuple[Floats, Floats]:
    safe = np.where(np.abs(ways) < _TINY, _TINY, ways)
    lower, upper = -starts / safe, (size - starts) / safe
    near = np.maximum(np.minimum(lower, upper).max(axis=1), 0)
    far = np.maximum(lower, upper).min(axis=1)
    return near.astype(np.float32), far.astype(np.float32)


def _values(volume: Volume, points: Floats) -> Floats:
    """Interpolate between the middles of cells."""
    limits = np.array(volume.values.shape[::-1], np.int32) - 1
    places: Floats = np.divide(points, np.array(volume.spacing, np.float32))
    middles = places - np.float32(0.5)
    cells: Floats = np.minimum(np.maximum(middles, 0), limits.astype(np.float32))
    low = np.minimum(cells.astype(np.int32), np.maximum(limits - 1, 0))
    high = np.minimum(low + 1, limits)
    part: Floats = cells - low
    total: Floats = np.zeros(len(points), np.float32)
    for corner in range(8):
        chosen = [(corner >> axis) & 1 for axis in range(3)]
        x, y, z = (_pick(low, high, axis, chosen[axis]) for axis in range(3))
        weight: Floats = np.ones(len(points), np.float32)
        for axis in range(3):
            along: Floats = part[:, axis]
            weight *= along if chosen[axis] else np.float32(1) - along
        total += weight * volume.values[z, y, x]
    return total


def _pick(low: Integers, high: Integers, axis: int, upper: int) -> Integers:
    return high[:, axis] if upper else low[:, axis]


def _colors(ramp: ColorRamp, values: Floats) -> Floats:
    table = np.array(ramp.colors or [(0, 0, 0, 0)], np.float32)
    low, high = ramp.range or (0.0, 1.0)
    place = (values - low) / max(high - low, float(_TINY)) * (len(table) - 1)
    place = np.clip(place, 0, len(table) - 1)
    first = np.minimum(place.astype(np.int32), max(0, len(table) - 2))
    second = np.minimum(first + 1, len(table) - 1)
    part = (place - first)[:, None]
    blended: Floats = table[first] * (1 - part) + table[second] * part
    return blended
