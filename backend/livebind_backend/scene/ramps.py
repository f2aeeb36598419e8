"""Colours for values."""

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Color4, Floats, Vector2
from livebind_backend.declarations import About

__all__ = ["ColorRamp", "color_table", "shades_of"]

_SHADES: Final = 256
"""Colours of a ramp that are told apart."""


@dataclass(frozen=True)
class ColorRamp:
    """Colours for values: the first for the low end of the range, the last for its high end."""

    colors: Annotated[
        list[Color4] | None,
        About("Red, green, blue and opacity, 0 to 1, evenly spaced", max_items=256),
    ] = None
    range: Annotated[Vector2 | None, About("Values of the first and the last colour")] = None


def color_table(ramp: ColorRamp) -> Floats:
    """Return the colours of a ramp by the numbers that `shades_of` gives, shape (256, 4)."""
    table = np.array(ramp.colors or [(0, 0, 0, 0)], np.float32)
    places = np.linspace(0, len(table) - 1, _SHADES)
    channels: list[Floats] = [
        np.interp(places, np.arange(len(table)), table[:, channel]) for channel in range(4)
    ]
    return np.ascontiguousarray(np.stack(channels, axis=1), np.float32)


def shades_of(ramp: ColorRamp, values: Floats) -> npt.NDArray[np.uint8]:
    """Return the number of the colour of each value, of the same shape."""
    low, high = ramp.range or (0.0, 1.0)
    scale = np.float32((_SHADES - 1) / max(high - low, 1e-12))
    places = np.clip((values - np.float32(low)) * scale, 0, _SHADES - 1)
    numbers: npt.NDArray[np.uint8] = (places + np.float32(0.5)).astype(np.uint8)
    return numbers
