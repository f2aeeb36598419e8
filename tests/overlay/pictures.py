"""What is on a picture."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

__all__ = ["Extent", "extent", "image_of"]


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
