"""The files of the Blue Brain Project: targets, MVD3 and spikes as text."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Any, Final

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.files import Files

__all__ = [
    "Placements",
    "cells_of",
    "read_placements",
    "read_spikes",
    "read_targets",
]

_TARGET: Final = re.compile(r"Target\s+(Cell|Compartment)\s+(\S+)\s*\{([^{}]*)\}")

_MOST_CELLS: Final = 20_000_000
"""Cells of the largest circuit: a compressed file may claim any number."""

_DEEPEST: Final = 64
"""Targets inside each other."""


@dataclass(frozen=True, slots=True)
class Placements:
    """Where the cells of a circuit are; the first one has the number 1."""

    positions: Floats
    """Shape (cells, 3)."""
    rotations: Floats
    """Quaternions XYZW, shape (cells, 4)."""
    morphologies: list[str]


def read_targets(data: bytes) -> dict[str, list[str]]:
    """Return what each cell target of a target file consists of: cells as `a1`, or targets."""
    text = re.sub(r"#.*", "", data.decode("utf-8", "replace"))
    return {name: body.split() for kind, name, body in _TARGET.findall(text) if kind == "Cell"}


def cells_of(targets: dict[str, list[str]], name: str, depth: int = 0) -> set[int]:
    """Return the numbers of the cells in a target and in those that it consists of.

    Raises:
        InternalError: There is no such target, or they contain each other.
    """
    if name not in targets:
        known = ", ".join(sorted(targets)[:20]) or "none"
        raise InternalError(f"There is no target '{name}' (there are: {known})")
    if depth == _DEEPEST:
        raise InternalError(f"The target '{name}' contains itself")
    cells: set[int] = set()
    for word in targets[name]:
        if re.fullmatch(r"a\d{1,9}", word):
            cells.add(int(word[1:]))
        else:
            cells |= cells_of(targets, word, depth + 1)
    return cells


def read_placements(files: Files, path: str) -> Placements:
    """Read an MVD3 file.

    Raises:
        InternalError: It is malformed or not allowed, or h5py is not installed.
    """
    try:
        h5py: Any = import_module("h5py")
    except ImportError:
        raise InternalError("Circuits in MVD3 need the package h5py") from None
    try:
        with h5py.File(files.check_readable(path), "r") as file:
            cells = file["cells"]
            if len(cells["positions"]) > _MOST_CELLS:
                raise InternalError(f"The circuit has more than {_MOST_CELLS} cells")
            positions = np.asarray(cells["positions"], np.float32).reshape(-1, 3)
            rotations = np.asarray(cells["orientations"], np.float32).reshape(-1, 4)
            chosen: Integers = np.asarray(cells["properties"]["morphology"], np.int64)
            library = [name.decode() for name in file["library"]["morphology"][()]]
            names = [library[index] for index in chosen]
    except (OSError, KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        text = " ".join(str(error).split())
        raise InternalError(f"Cannot read the cells of {PurePath(path).name}: {text}") from None
    if not len(positions) == len(rotations) == len(names):
        raise InternalError(f"The cells of {PurePath(path).name} are incomplete")
    return Placements(positions, rotations, names)


def read_spikes(data: bytes) -> dict[int, list[float]]:
    """Return the times of the spikes of each cell from lines of a time and a number.

    Raises:
        InternalError: A line is something else.
    """
    spikes: dict[int, list[float]] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        words = line.split()
        if not words or words == ["/scatter"]:
            continue
        try:
            time, number = float(words[0]), int(words[1])
        except (ValueError, IndexError):
            raise InternalError("The spikes are not lines of a time and a number") from None
        spikes.setdefault(number, []).append(time)
    return spikes
