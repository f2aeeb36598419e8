"""A small circuit of the Blue Brain Project, with spikes, as files."""

import struct
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backend.plugins.sonata_files import NEURON

h5py: Final[Any] = import_module("h5py")  # which has no types

CELLS: Final = 8

FRAMES: Final = 20

SECTIONS: Final = (0, 1, 1, 2)
"""Sections of the compartments of each cell."""

BLUE_CONFIG: Final = """\
# A comment
Run Default
{
    CircuitPath circuit   # beside this file
    MorphologyPath morphologies
    nrnPath targets
    OutputRoot output
    CircuitTarget Everything
    Duration 10.0
    Dt 0.5
}

Report soma
{
    Target Everything
    Type compartment
    Format HDF5
}
Report binary
{
    Format Bin
}
Report stream
{
    Format Stream
}
"""

TARGETS: Final = """\
Target Cell Left { a1 a2 }
Target Cell Right { a7 a8 }
Target Cell Sides { Left Right }
Target Cell Everything { a1 a2 a3 a4 a5 a6 a7 a8 }
Target Cell Loop { Loop }
Target Compartment Other { x }
"""


def write_circuit(folder: Path) -> Path:
    """Write a row of equal cells along X, of which cell N spikes after N ms."""
    for name in ("circuit", "morphologies/ascii", "targets", "output"):
        (folder / name).mkdir(parents=True)
    (folder / "morphologies" / "cell.swc").write_text(NEURON)
    with h5py.File(folder / "circuit" / "circuit.mvd3", "w") as file:
        positions = np.zeros((CELLS, 3), np.float32)
        positions[:, 0] = np.arange(CELLS) * 10
        file["cells/positions"] = positions
        file["cells/orientations"] = np.tile(np.array([0, 0, 0, 1], np.float32), (CELLS, 1))
        file["cells/properties/morphology"] = np.zeros(CELLS, np.int64)
        file["library/morphology"] = np.array([b"cell"], h5py.string_dtype())
    (folder / "targets" / "start.target").write_text(TARGETS)
    spikes = "".join(f"{number}.0 {number}\n" for number in range(1, CELLS + 1))
    (folder / "output" / "out.dat").write_text("/scatter\n" + spikes)
    write_hdf5_report(folder / "output" / "soma.h5")
    write_binary_report(folder / "output" / "binary.bbp")
    path = folder / "BlueConfig"
    path.write_text(BLUE_CONFIG)
    return path


def voltages() -> npt.NDArray[np.float32]:
    """Return values of which those of the soma rise with time, shape (frames, cells, sections)."""
    values = np.full((FRAMES, CELLS, len(SECTIONS)), -80, np.float32)
    values[:, :, 0] = np.linspace(-80, -10, FRAMES)[:, None]
    return values


def write_hdf5_report(path: Path) -> None:
    """Write voltages, a group for each cell."""
    with h5py.File(path, "w") as file:
        for index in range(CELLS):
            group = file.create_group(f"a{index + 1}/soma")
            group["mapping"] = np.array([SECTIONS], np.float32)
            group["data"] = voltages()[:, index]
            group["data"].attrs.update({"tstart": 0.0, "tstop": 10.0, "Dt": 0.5})


def write_binary_report(path: Path, order: str = "<", first: int = 1) -> None:
    """Write voltages as one binary file, in which the cells are counted from a number."""
    size, table = 1024, 64 * CELLS
    mapping = CELLS * len(SECTIONS) * 4
    header = bytearray(size)
    for position, kind, value in (
        (0, "d", 1.001),
        (8, "i", size),
        (48, "i", CELLS),
        (52, "i", CELLS * len(SECTIONS)),
        (64, "i", FRAMES),
        (72, "d", 0.0),
        (80, "d", 10.0),
        (88, "d", 0.5),
        (128, "i", 1),
    ):
        struct.pack_into(order + kind, header, position, value)
    cells = bytearray(table)
    for index in range(CELLS):
        own = index * len(SECTIONS) * 4
        struct.pack_into(f"{order}ixxxxi", cells, 64 * index, index + first, len(SECTIONS))
        struct.pack_into(f"{order}Q", cells, 64 * index + 16, size + table + mapping + own)
        struct.pack_into(f"{order}Q", cells, 64 * index + 32, size + table + own)
    sections = np.tile(np.array(SECTIONS, f"{order}f4"), CELLS)
    values = voltages().astype(f"{order}f4")
    path.write_bytes(bytes(header + cells) + sections.tobytes() + values.tobytes())
