"""How large and how good the next picture is: fast while the camera moves, good when it rests."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeAlias

__all__ = ["LEAST_SIDE", "MovingSize", "Quality", "Size", "rest_steps", "shrunk"]

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

LEAST_SIDE: Final = 64
"""Smaller pictures end the process of a Brayns 3.10."""

_MOST_PIXELS: Final = 1920 * 1200
"""Of the picture at rest, on screens with very many."""
_AIM: Final = 0.045
"""Seconds that a picture may take while the camera moves, a little less than 1/20: what the way to
the browser costs still leaves more than 15 a second."""
_TOLERANCE: Final = 0.15
"""Part by which the time may miss the aim before the size changes, so that it does not flicker."""
_LARGEST_CHANGE: Final = 2.0
"""How many times as many pixels, or how few, the next picture has at most."""
_FIRST_PART: Final = 0.25
"""Part of all pixels that the first picture has, when nothing has been measured."""
_SMOOTH: Final = 4
"""Samples of each pixel for smooth edges, where the renderer itself takes fewer."""
_MOVING_JPEG: Final = 75
_RESTING_JPEG: Final = 92


@dataclass(frozen=True, slots=True)
class Quality:
    """What one picture costs."""

    size: Size
    samples: int
    """Rays for each pixel."""
    jpeg_quality: int
    """0 is small, 100 is good."""
    is_rest: bool
    """Whether it is for a camera that rests."""


@dataclass(frozen=True, slots=True)
class MovingSize:
    """Chooses the size of pictures while the camera moves, from the time that the last one took."""

    part: float = _FIRST_PART
    """Part of all pixels that the next picture has."""

    def quality(self, full: Size) -> Quality:
        """Return what the next picture costs, in a window of this size."""
        size = shrunk(full, self.part)
        return Quality(size, samples=1, jpeg_quality=_MOVING_JPEG, is_rest=False)

    def after(self, size: Size, full: Size, seconds: float) -> MovingSize:
        """Return the choice after a picture of a size took that long."""
        pixels = full[0] * full[1]
        ratio = _AIM / max(seconds, 1e-6)
        if abs(1 - ratio) <= _TOLERANCE:
            return self
        wanted = size[0] * size[1] / pixels * min(max(ratio, 1 / _LARGEST_CHANGE), _LARGEST_CHANGE)
        return MovingSize(min(max(wanted, LEAST_SIDE * LEAST_SIDE / pixels), 1.0))


def rest_steps(full: Size, own_samples: int) -> tuple[Quality, ...]:
    """Return the pictures that follow each other once the camera rests, better and better.

    Args:
        full: size of the window in pixels.
        own_samples: samples of each pixel that the renderer of the instance is set to.
    """
    size = shrunk(full, 1.0)
    numbers = sorted({1, _SMOOTH, max(own_samples, _SMOOTH)})
    return tuple(Quality(size, samples, _RESTING_JPEG, is_rest=True) for samples in numbers)


def shrunk(full: Size, part: float) -> Size:
    """Return a size of the same shape with a part of the pixels, as far as sizes allow."""
    width, height = max(full[0], 1), max(full[1], 1)
    factor = sqrt(min(part * width * height, _MOST_PIXELS) / (width * height))
    return max(LEAST_SIDE, round(width * factor)), max(LEAST_SIDE, round(height * factor))
