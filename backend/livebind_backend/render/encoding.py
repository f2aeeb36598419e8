"""Pictures to PNG, JPEG and EXR."""

import functools
import io
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt

from livebind_backend.arrays import Color4, Floats
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.render.exr import encode_color
from livebind_backend.render.tones import map_tones

__all__ = ["Canvas", "ImageMetadata", "check_format", "encode_image"]


@dataclass(frozen=True)
class ImageMetadata:
    """What is written into an image about it."""

    description: Annotated[str, About("What the image shows")]
    keywords: Annotated[list[str], About("Words to find the image by")]
    title: Annotated[str, About("Name of the image")]
    where_used: Annotated[str, About("What the image was made for, such as a talk")]


_LINEAR_END: Final = 0.0031308
"""Light up to which the sRGB curve is a line."""

_STEPS: Final = 2**16 - 1
"""Steps of light that the curve is tabulated for: much finer than a byte, even in the dark."""

_ROWS: Final = 64
"""Rows of a picture that are made bytes at once."""

_LEAST_OPACITY: Final = np.float32(1 / 512)
"""Opacity that is no step of a channel with 8 bits."""

_MAX_QUALITY: Final = 95
"""Above this, JPEG files grow and pictures do not improve."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture in front of its background."""

    color: Floats
    """Linear red, green, blue, already blended with the background, and opacity, shape (height,
    width, 4)."""
    background: Color4
    """Red, green, blue and opacity."""

    def pixels(self, *, opaque: bool) -> npt.NDArray[np.uint8]:
        """Make bytes of the picture: tones mapped, then by the sRGB curve.

        Args:
            opaque: Whether to leave the background in and the opacity out; otherwise what a
                transparent background added is taken out, so that edges fit to any other one.

        Returns:
            Red, green, blue and, unless opaque, opacity; shape (height, width, 3 or 4).
        """
        height, width = self.color.shape[:2]
        pixels = np.empty((height, width, 3 if opaque else 4), np.uint8)
        # Some rows at a time: what comes in between takes several times the memory.
        for start in range(0, height, _ROWS):
            rows = slice(start, start + _ROWS)
            color = self.color[rows]
            light = color[..., :3] if opaque else self._without_background(color)
            pixels[rows, :, :3] = _curve()[_steps(map_tones(light))]
            if not opaque:
                pixels[rows, :, 3] = _steps(color[..., 3]) // ((_STEPS + 1) // 256)
        return pixels

    def _without_background(self, color: Floats) -> Floats:
        red, green, blue, opacity = self.background
        if opacity >= 1:
            return color[..., :3]
        alpha = color[..., 3:]
        behind = np.array((red, green, blue), np.float32)
        light = color[..., :3] - (1 - alpha) * behind
        shown: Floats = np.where(
            alpha > _LEAST_OPACITY, light / np.maximum(alpha, _LEAST_OPACITY), behind
        )
        return shown


def check_format(name: str) -> None:
    """Refuse an image format that cannot be written.

    Raises:
        InternalError: There is no such format.
    """
    if name not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise InternalError(f"Format not supported: '{name}' (there are: {known})")


def encode_image(
    picture: Canvas, image_format: str, quality: int, metadata: ImageMetadata | None = None
) -> bytes:
    """Write an image file.

    Args:
        picture: What to write.
        image_format: `png`, `exr`, or `jpg`, which has no opacity.
        quality: 0 to 100, for JPEG.
        metadata: Written as text chunks of PNG, as comment of JPEG, and not in EXR.

    Raises:
        InternalError: There is no such format.
    """
    check_format(image_format)
    return _FORMATS[image_format](picture, quality, _texts(metadata))


def _encode_png(picture: Canvas, _quality: int, texts: dict[str, str]) -> bytes:
    from PIL import Image, PngImagePlugin  # noqa: PLC0415 - not needed at the start

    chunks = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        chunks.add_itxt(key, text)
    output = io.BytesIO()
    Image.fromarray(picture.pixels(opaque=False)).save(
        output, "PNG", pnginfo=chunks, compress_level=3
    )
    return output.getvalue()


def _encode_jpg(picture: Canvas, quality: int, texts: dict[str, str]) -> bytes:
    from PIL import Image  # noqa: PLC0415 - not needed at the start

    image = Image.fromarray(picture.pixels(opaque=True))
    comment = "\n".join(f"{key}: {text}" for key, text in texts.items())
    quality = max(1, min(quality, _MAX_QUALITY))
    output = io.BytesIO()
    image.save(output, "JPEG", quality=quality, subsampling=0, comment=comment.encode())
    return output.getvalue()


def _encode_exr(picture: Canvas, _quality: int, _texts: dict[str, str]) -> bytes:
    return encode_color(picture.color)


_FORMATS: Final = {"png": _encode_png, "jpg": _encode_jpg, "exr": _encode_exr}
"""What writes each format."""


def _texts(metadata: ImageMetadata | None) -> dict[str, str]:
    if metadata is None:
        return {}
    return {
        "Title": metadata.title,
        "Description": metadata.description,
        "Where used": metadata.where_used,
        "Keywords": ", ".join(metadata.keywords),
    }


def _steps(light: Floats) -> npt.NDArray[np.uint16]:
    return (np.clip(light, 0, 1) * np.float32(_STEPS) + np.float32(0.5)).astype(np.uint16)


@functools.cache
def _curve() -> npt.NDArray[np.uint8]:
    """Return the byte for each step of light, by the sRGB curve (IEC 61966-2-1)."""
    light = np.arange(_STEPS + 1) / _STEPS
    curve = 1.055 * np.maximum(light, _LINEAR_END) ** (1 / 2.4) - 0.055
    curved = np.where(light <= _LINEAR_END, light * 12.92, curve)
    return (curved * 255 + 0.5).astype(np.uint8)
