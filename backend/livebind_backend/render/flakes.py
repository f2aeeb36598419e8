"""Flakes in car paint: where they are, and how each of them is tilted."""

from typing import Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Booleans, Floats
from livebind_backend.render.geometry import unit

__all__ = ["ALUMINIUM", "ROUGHNESS", "flakes_at"]

ALUMINIUM: Final = np.array([0.91, 0.92, 0.92], np.float32)
"""Colour of the flakes, seen straight on."""

ROUGHNESS: Final = np.float32(0.3)

_SCALE: Final = np.float32(100)
"""Flakes along one world unit."""

_SPREAD: Final = np.float32(0.3)
"""How far they are tilted: tangent of the angle, on average."""


def flakes_at(positions: Floats, normals: Floats, density: Floats) -> tuple[Booleans, Floats]:
    """Find the flakes at points of surfaces; the same ones each time.

    Args:
        positions: The points, shape (n, 3).
        normals: Unit normals, shape (n, 3).
        density: Share of the surface that is flakes, shape (n,).

    Returns:
        Where a flake is, shape (n,), and the unit normals of flakes, shape (n, 3).
    """
    numbers = _hash(np.floor(positions * _SCALE).astype(np.int64).astype(np.uint32))
    # Four numbers from 0 to 1 for each cell of a grid in space.
    draws = [((numbers >> shift) & 0xFF).astype(np.float32) / 255 for shift in (0, 8, 16, 24)]
    tilt = np.stack(draws[1:], axis=1) * 2 - 1
    is_flake: Booleans = draws[0] * np.float32(0.999) < density
    return is_flake, unit(normals + _SPREAD * tilt)


def _hash(cells: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Mix the coordinates of cells to numbers that look like chance, shape (n,)."""
    primes = np.array([73856093, 19349663, 83492791], np.uint32)
    mixed: npt.NDArray[np.uint32] = np.bitwise_xor.reduce(cells * primes, axis=1)
    for factor in (0x7FEB352D, 0x846CA68B):
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(factor)
    return mixed ^ (mixed >> np.uint32(16))
