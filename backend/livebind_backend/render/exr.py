"""Channels of pictures to EXR, through the OpenEXR library."""

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final, Literal, TypeAlias

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.errors import InternalError
from livebind_backend.render.picture import Picture

__all__ = ["Channel", "encode_color", "encode_exr"]

Channel: TypeAlias = Literal["color", "depth", "albedo", "normal"]

_COLOR: Final = ("R", "G", "B", "A")

FAR: Final = np.float32(1e30)
"""Depth where nothing is; a finite number, which every reader takes."""


def encode_exr(picture: Picture, channels: Sequence[Channel]) -> bytes:
    """Write an EXR file with the chosen channels, as 32-bit floats.

    Colour is `R`, `G`, `B` and `A`, depth is `Z`, the others are layers such as `normal.X`.

    Raises:
        InternalError: The OpenEXR library is not installed.
    """
    planes: dict[str, Floats] = {}
    for channel in channels:
        planes |= _planes(picture, channel)
    return _encode(planes)


def encode_color(color: Floats) -> bytes:
    """Write an EXR file of red, green, blue and opacity, shape (height, width, 4).

    Raises:
        InternalError: The OpenEXR library is not installed.
    """
    return _encode(_split(color, _COLOR))


def _encode(planes: dict[str, Floats]) -> bytes:
    library = _library()
    header: dict[str, object] = {
        "compression": library.ZIP_COMPRESSION,
        "type": library.scanlineimage,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "channels.exr"
        with library.File(header, planes) as file:
            file.write(str(path))
        return path.read_bytes()


def _library() -> ModuleType:
    """Import OpenEXR, which only this module needs."""
    try:
        return import_module("OpenEXR")
    except ImportError:
        raise InternalError("Export of G-buffers needs the package OpenEXR") from None


def _planes(picture: Picture, channel: Channel) -> dict[str, Floats]:
    match channel:
        case "color":
            return _split(picture.color, _COLOR)
        case "depth":
            return {"Z": np.minimum(picture.depth, FAR)}
        case "albedo":
            return _split(picture.albedo, ("albedo.R", "albedo.G", "albedo.B"))
        case "normal":
            return _split(picture.normal, ("normal.X", "normal.Y", "normal.Z"))


def _split(values: Floats, names: tuple[str, ...]) -> dict[str, Floats]:
    return {name: np.ascontiguousarray(values[..., index]) for index, name in enumerate(names)}
