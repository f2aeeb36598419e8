"""Light that volumes give off and hold back along rays."""

from typing import Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Floats
from livebind_backend.scene.ramps import ColorRamp, color_table, shades_of
from livebind_backend.scene.transforms import apply_to_points
from livebind_backend.scene.volumes import Volume

__all__ = ["VisibleVolume"]

STEPS: Final = 96
"""Samples along the diagonal of a volume; the ramp's opacity is that of one step."""

_AT_ONCE: Final = 16
"""Steps that are taken at once, before rays that have ended are given up."""

_MOST_FINE_CELLS: Final = 2**22
"""Cells up to which a coarse volume is refined: few enough to stay in the cache."""

_HIDDEN: Final = np.float32(1 / 256)
"""Part of the light from behind that nobody sees any more."""

_TINY: Final = np.float32(1e-12)


class VisibleVolume:
    """A volume, as rays see it.

    Interpolating eight values a sample is what takes the time. So a coarse volume is refined once,
    each fine cell gets the number of its colour, and rays look up the cell that they are in. What
    is left of its edges vanishes in a shift of each ray by up to half a fine cell.

    Args:
        volume: The values.
        ramp: Their colours.
        matrix: Moves the volume.
    """

    def __init__(self, volume: Volume, ramp: ColorRamp, matrix: Floats) -> None:
        self._inverse = np.linalg.pinv(matrix.astype(np.float64)).astype(np.float32)
        self._step = np.float32(np.linalg.norm(volume.size) / STEPS)
        *channels, opacities = color_table(ramp).T
        self._channels = [np.ascontiguousarray(channel) for channel in channels]
        self._opacities = np.ascontiguousarray(opacities)
        shades = _refined(volume, ramp)
        self._shape = np.array(shades.shape[::-1], np.int32)
        self._shades = shades.ravel()
        self._scale = (self._shape - 2) / volume.size
        self._lower, self._upper = self._visible_part(shades)

    def _visible_part(self, shades: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """Return the corners of the box, in the volume, outside of which nothing is to be seen."""
        seen = (self._opacities > 0)[shades]
        lower, upper = np.zeros(3), np.zeros(3)
        for axis in range(3):
            others = tuple(other for other in range(3) if other != 2 - axis)
            found = np.flatnonzero(seen.any(axis=others))
            if len(found) > 0:
                # The shift of rays shows a cell up to half its size away.
                lower[axis], upper[axis] = found[0] - 1.5, found[-1] + 0.5
        lower, upper = np.maximum(lower, 0), np.minimum(upper, self._shape - 2)
        return (lower / self._scale).astype(np.float32), (upper / self._scale).astype(np.float32)

    def march(
        self, origins: Floats, directions: Floats, limits: Floats, random: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Go along rays until they leave the volume or reach their limit.

        Args:
            origins: Where rays start, shape (n, 3).
            directions: Unit directions, shape (n, 3).
            limits: Distance of the next surface, infinite for none, shape (n,).
            random: Shifts rays.

        Returns:
            Light collected, shape (n, 3), and the part of light from behind that passes, (n,).
        """
        light = np.zeros((len(origins), 3), np.float32)
        through = np.ones(len(origins), np.float32)
        starts = apply_to_points(self._inverse, origins)
        ways = directions @ self._inverse[:3, :3].T
        near, far = self._crossing(starts, ways)
        far = np.minimum(far, limits)
        rays = np.flatnonzero(near < far)
        if len(rays) == 0:
            return light, through
        starts, ways, near, far = starts[rays], ways[rays], near[rays], far[rays]
        step = self._step / np.maximum(np.linalg.norm(ways, axis=1), _TINY)
        shift = random.random(starts.shape, dtype=np.float32)
        cells = (starts * self._scale + np.float32(0.5) + shift).astype(np.float32).T.copy()
        along = (ways * self._scale).astype(np.float32).T.copy()
        passed = np.ones(len(rays), np.float32)
        numbers = np.arange(_AT_ONCE, dtype=np.float32)[:, None] + np.float32(0.5)
        while len(rays) > 0:
            where = near + step * numbers
            shades = self._shades_at(cells, along, np.minimum(where, far))
            weights = self._opacities.take(shades)
            weights *= where < far
            # From front to back: each step shows its colour through what the ones before left.
            for number in range(_AT_ONCE):
                weights[number] *= passed
                passed = passed - weights[number]
            for channel, colors in enumerate(self._channels):
                light[rays, channel] += np.einsum("kn,kn->n", weights, colors.take(shades))
            through[rays] = passed
            near = near + step * _AT_ONCE
            going = np.flatnonzero((near < far) & (passed > _HIDDEN))
            rays, passed, near, far = rays[going], passed[going], near[going], far[going]
            cells, along, step = cells[:, going], along[:, going], step[going]
        return light, through

    def _crossing(self, starts: Floats, ways: Floats) -> tuple[Floats, Floats]:
        """Return where rays enter and leave the part that is to be seen."""
        # Slabs: a ray is inside between the last side that it enters and the first it leaves.
        near = np.zeros(len(starts), np.float32)
        far = np.full(len(starts), np.inf, np.float32)
        for start, way, lower, upper in zip(
            starts.T, ways.T, self._lower, self._upper, strict=True
        ):
            per_way = 1 / np.where(np.abs(way) < _TINY, _TINY, way)
            first, second = (lower - start) * per_way, (upper - start) * per_way
            near = np.maximum(near, np.minimum(first, second))
            far = np.minimum(far, np.maximum(first, second))
        return near, far

    def _shades_at(self, cells: Floats, along: Floats, where: Floats) -> npt.NDArray[np.uint8]:
        """Look up the cells at distances along rays, shape (k, n); cells and ways are (3, n)."""
        x, y, z = ((cells[axis] + along[axis] * where).astype(np.int32) for axis in range(3))
        z *= self._shape[1]
        z += y
        z *= self._shape[0]
        z += x
        shades = np.empty(z.shape, np.uint8)
        self._shades.take(z, mode="clip", out=shades)
        return shades


def _refined(volume: Volume, ramp: ColorRamp) -> npt.NDArray[np.uint8]:
    """Return the numbers of colours in fine cells, shape (z, y, x), with a margin of one cell."""
    factor = max(1, int((_MOST_FINE_CELLS / volume.values.size) ** (1 / 3)))
    shape = tuple(size * factor for size in volume.values.shape)
    shades = np.empty(tuple(size + 2 for size in shape), np.uint8)
    values = volume.values.astype(np.float32, copy=False)
    lower, upper, part = _neighbours(shape[0], factor)
    # One layer after the other: all at once would take several times the memory.
    for layer in range(shape[0]):
        flat = values[lower[layer]]
        flat = flat + (values[upper[layer]] - flat) * part[layer]
        for axis in (0, 1):
            before, after, weight = _neighbours(shape[axis + 1], factor)
            weight = weight[:, None] if axis == 0 else weight
            first = flat.take(before, axis)
            flat = first + (flat.take(after, axis) - first) * weight
        shades[layer + 1] = np.pad(shades_of(ramp, flat), 1, mode="edge")
    shades[0], shades[-1] = shades[1], shades[-2]
    return shades


def _neighbours(
    count: int, factor: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """Return between which coarse cells the middles of fine ones are, and where between them."""
    places = np.clip((np.arange(count) + 0.5) / factor - 0.5, 0, count // factor - 1)
    lower = places.astype(np.int32)
    upper = np.minimum(lower + 1, count // factor - 1).astype(np.int32)
    return lower, upper, (places - lower).astype(np.float32)
