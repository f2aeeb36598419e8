"""Compartment reports of the Blue Brain Project: HDF5 files, and binary ones.

Both have a value for each compartment of each cell, frame by frame, and say for each compartment
in which section of its cell it is.
"""

from importlib import import_module
from pathlib import PurePath
from typing import Any, Final, Literal, Protocol

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.files import Files
from livebind_backend.plugins.circuits import Circuit
from livebind_backend.plugins.reports import CompartmentReport
from livebind_backend.scene.simulations import Simulation

__all__ = ["read_report"]

_UNREADABLE: Final = (OSError, KeyError, IndexError, ValueError, AttributeError, TypeError)
"""What reading of a malformed file raises."""

_MOST_FRAMES: Final = 2**31
"""Frames of the longest report."""

_MOST_COMPARTMENTS: Final = 50_000_000
"""Compartments of the largest report: a compressed file may claim any number."""


class _ReportFile(Protocol):
    """A report in a file."""

    start: float
    end: float
    dt: float
    elements: Integers
    """Number of the cell and of the section of each compartment, shape (compartments, 2)."""

    def frame(self, number: int) -> Floats:
        """Return the values of all compartments, shape (compartments,)."""
        ...


def read_report(files: Files, path: str, circuit: Circuit) -> Simulation:
    """Show a report about the cells of a circuit.

    Raises:
        InternalError: The file is malformed or not allowed, or a cell is not in it.
    """
    name = PurePath(path).name
    try:
        report: _ReportFile
        if PurePath(path).suffix == ".bbp":
            report = _BinaryReport(files, path, circuit.ids)
        else:
            report = _Hdf5Report(files, path, circuit.ids)
        if not (report.dt > 0 and 0 <= (report.end - report.start) / report.dt < _MOST_FRAMES):
            raise ValueError("its times are no times")
        elements = circuit.rows_of(report.elements)
    except _UNREADABLE as error:
        raise _unreadable(name, error) from None

    def read(time: float) -> Floats:
        try:
            values = report.frame(round((time - report.start) / report.dt))
        except _UNREADABLE as error:
            raise _unreadable(name, error) from None
        if len(values) != len(report.elements):
            raise InternalError(f"The report {name} has changed since it was loaded")
        return values

    return CompartmentReport(read, elements, report.start, report.dt, report.end).simulation()


def _check_count(compartments: int) -> None:
    if not 0 < compartments <= _MOST_COMPARTMENTS:
        raise ValueError(f"{compartments} compartments are none, or more than {_MOST_COMPARTMENTS}")


def _unreadable(name: str, error: Exception) -> InternalError:
    return InternalError(f"Cannot read the report {name}: {' '.join(str(error).split())}")


class _Hdf5Report:
    """A file with a group for each cell, such as `a42`, in which there is a group for the report.

    That has the sections of the compartments as `mapping`, shape (1, compartments), and the values
    as `data`, shape (frames, compartments), whose attributes tell the times.
    """

    def __init__(self, files: Files, path: str, gids: list[int]) -> None:
        self._files, self._path, self._gids = files, path, list(dict.fromkeys(gids))
        with self._open() as file:
            first = file[f"a{self._gids[0]}"]
            self._name: str = next(iter(first))
            times = first[self._name]["data"].attrs
            self.start, self.end = float(times["tstart"]), float(times["tstop"])
            self.dt = float(times["Dt"])
            mappings = [self._group(file, gid)["mapping"] for gid in self._gids]
            _check_count(sum(mapping.shape[1] for mapping in mappings))
            sections = [np.asarray(mapping)[0] for mapping in mappings]
        self.elements: Integers = np.concatenate(
            [
                np.stack([np.full(len(row), gid), row], 1)
                for gid, row in zip(self._gids, sections, strict=True)
            ]
        ).astype(np.int64)

    def frame(self, number: int) -> Floats:
        """Return the values of all compartments, shape (compartments,)."""
        with self._open() as file:
            rows = [np.asarray(self._group(file, gid)["data"][number]) for gid in self._gids]
        return np.concatenate(rows).astype(np.float32)

    def _open(self) -> Any:  # noqa: ANN401 - from a library without types
        try:
            h5py: Any = import_module("h5py")
        except ImportError:
            raise InternalError("Reports in HDF5 need the package h5py") from None
        return h5py.File(self._files.check_readable(self._path), "r")

    def _group(self, file: Any, gid: int) -> Any:  # noqa: ANN401 - from a library without types
        if f"a{gid}" not in file:
            raise InternalError(f"Cell {gid} is not in the report")
        return file[f"a{gid}"][self._name]


_HEADER: Final = np.dtype(
    {
        "names": ["identifier", "size", "cells", "compartments", "start", "end", "dt", "columns"],
        "formats": ["f8", "i4", "i4", "i4", "f8", "f8", "f8", "i4"],
        "offsets": [0, 8, 48, 52, 72, 80, 88, 128],
        "itemsize": 1024,
    }
)
"""How a binary report begins."""

_CELL: Final = np.dtype(
    {
        "names": ["number", "compartments", "data", "mapping"],
        "formats": ["i4", "i4", "u8", "u8"],
        "offsets": [0, 8, 16, 32],
        "itemsize": 64,
    }
)
"""What is said of each cell behind that: where its values of the first frame and its sections are.
"""

_IDENTIFIER: Final = 1.001
"""What the first eight bytes are, in the byte order of the file."""


class _BinaryReport:
    """A file with a header, all sections, and then all values."""

    def __init__(self, files: Files, path: str, gids: list[int]) -> None:
        self._files, self._path = files, path
        head = files.read_part(path, 0, _HEADER.itemsize)
        is_little = np.frombuffer(head, "<f8", 1)[0] == _IDENTIFIER
        self._order: Literal["<", ">"] = "<" if is_little else ">"
        header = np.frombuffer(head, _HEADER.newbyteorder(self._order), 1)[0]
        if header["identifier"] != _IDENTIFIER:
            raise ValueError("it does not begin as one")
        self.start, self.end = float(header["start"]), float(header["end"])
        self.dt = float(header["dt"])
        self._count = int(header["compartments"])
        _check_count(self._count)
        if not 0 < int(header["cells"]) <= self._count:
            raise ValueError("its number of cells is impossible")
        size = int(header["cells"]) * _CELL.itemsize
        table = files.read_part(path, int(header["size"]), size)
        cells = np.frombuffer(table, _CELL.newbyteorder(self._order))
        self._begin = int(cells["data"].min())
        self.elements: Integers = np.full((self._count, 2), -1, np.int64)
        for cell in cells[np.isin(cells["number"], gids)]:
            length = int(cell["compartments"])
            columns = max(1, int(header["columns"]))
            data = files.read_part(path, int(cell["mapping"]), length * columns * 4)
            first = (int(cell["data"]) - self._begin) // 4
            rows = self.elements[first : first + length]
            rows[:, 0] = cell["number"]
            rows[:, 1] = np.frombuffer(data, f"{self._order}f4")[::columns]

    def frame(self, number: int) -> Floats:
        """Return the values of all compartments, shape (compartments,)."""
        start = self._begin + number * self._count * 4
        data = self._files.read_part(self._path, start, self._count * 4)
        return np.frombuffer(data, f"{self._order}f4").astype(np.float32)
