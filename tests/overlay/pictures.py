"""What is on a picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Extent", "difference", "extent", "image_of"]


@dataclass(frozen=True)
class Extent:
    """How much of a picture a model takes, and how much is free around it."""

    width: float
    """Part of the picture's width, 0 to 1."""
    height: float
    """Part of its height, 0 to 1."""
    margin: int
    """Free pixels at the edge that has the fewest."""


def image_of(data: bytes) -> Image.Image:
    """Return a picture with its pixels read."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def extent(data: bytes) -> Extent:
    """Return where a picture is not transparent."""
    image = image_of(data)
    box = image.getchannel("A").getbbox()
    assert box is not None, "the picture is empty"
    left, upper, right, lower = box
    width, height = image.size
    margin = min(left, upper, width - right, height - lower)
    return Extent((right - left) / width, (lower - upper) / height, margin)


def difference(first: Path, second: Path) -> float:
    """Return how much two pictures of one size differ: 0 is not, 255 is black and white."""
    with Image.open(first) as one, Image.open(second) as other:
        assert one.size == other.size
        changes = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(ImageStat.Stat(changes).mean)
