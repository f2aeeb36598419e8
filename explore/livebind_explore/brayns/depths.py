"""Reads the depth in the middle of an EXR file."""

from __future__ import annotations

import tempfile
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any, Final

__all__ = ["middle_depth"]

_FAR: Final = 1e29
"""Depths above are those of pictures where nothing is: some files hold no infinite numbers."""


def middle_depth(content: bytes) -> float | None:
    """Return the number in the middle of a file that holds depths alone; None where nothing is.

    Raises:
        ValueError: it is no EXR file with one channel of numbers.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "depth.exr"
        path.write_bytes(content)  # the library reads files only
        try:
            with import_module("OpenEXR").File(str(path)) as file:
                depths = _first_channel(file)
                depth = float(depths[depths.shape[0] // 2, depths.shape[1] // 2])
        except (RuntimeError, IndexError, StopIteration, AttributeError) as error:
            raise ValueError(f"the picture of depths cannot be read: {error}") from error
    return depth if isfinite(depth) and depth < _FAR else None


def _first_channel(file: Any) -> Any:  # noqa: ANN401 - the library has no types
    channels = file.parts[0].channels
    return next(iter(channels.values())).pixels
