"""Morphology files to sections, through MorphIO, which has no types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np

from livebind_backend.errors import InternalError
from livebind_backend.files import Files
from livebind_backend.plugins.morphologies import Section, Soma

__all__ = ["Morphology", "find_morphology", "read_morphology"]

_LIBRARY: Final[Any] = import_module("morphio")

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Morphology:
    """A neuron."""

    soma: Soma | None
    """Its body; None if the file has none."""
    axon: list[Section]
    """Sections of the axon."""
    dendrites: list[Section]
    """Sections of all dendrites."""


def read_morphology(data: bytes, extension: str) -> Morphology:
    """Read the content of an SWC, ASC or H5 file.

    Raises:
        InternalError: The content is malformed.
    """
    _LIBRARY.set_maximum_warnings(0)
    try:
        # The library reads files, and that of the client may have changed since it was checked.
        with NamedTemporaryFile(suffix=f".{extension}") as file:
            file.write(data)
            file.flush()
            read: Any = _LIBRARY.Morphology(file.name)
    except (_LIBRARY.MorphioError, RuntimeError) as error:
        text = " ".join(_COLOURS.sub("", str(error)).split())
        raise InternalError(f"Cannot parse the morphology: {text}") from None
    axon: list[Section] = []
    dendrites: list[Section] = []
    ends: dict[int, float] = {}
    for section in read.iter():
        start = 0.0 if section.is_root else ends[section.parent.id]
        points = np.asarray(section.points, np.float32)
        found = Section(
            points, np.asarray(section.diameters, np.float32) / 2, start, section.id + 1
        )
        ends[section.id] = float(found.distances[-1])
        (axon if section.type == _LIBRARY.SectionType.axon else dendrites).append(found)
    return Morphology(_soma_of(read.soma), axon, dendrites)


def find_morphology(files: Files, folders: Sequence[tuple[str, str]], name: str) -> Morphology:
    """Read a morphology from the first folder that has it.

    Args:
        files: Reads it.
        folders: Folders, or "" for none, each with an extension.
        name: Its name.

    Raises:
        InternalError: No folder has it, or it is malformed.
    """
    for folder, extension in folders:
        if folder and (path := Path(folder) / f"{name}.{extension}").exists():
            return read_morphology(files.read(str(path)), extension)
    raise InternalError(f"The morphology '{name}' is not there")


def _soma_of(soma: Any) -> Soma | None:  # noqa: ANN401 - from a library without types
    points = np.asarray(soma.points, np.float32)
    if len(points) == 0:
        return None
    x, y, z = (float(value) for value in points.mean(axis=0))
    radius = float(np.asarray(soma.diameters, np.float32).mean()) / 2
    # A soma of several points is their outline, seen from above, rather than one ball.
    if len(points) > 1:
        spread = np.linalg.norm(points - points.mean(axis=0), axis=1)
        radius = max(radius, float(spread.mean()))
    return Soma((x, y, z), radius)
