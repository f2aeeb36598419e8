"""A small circuit of the Blue Brain Project, with spikes, as files."""

from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from backend.plugins.sonata_files import NEURON

h5py: Final[Any] = import_module("h5py")  # which has no types

CELLS: Final = 8

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

Report soma { Target Everything }
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
    path = folder / "BlueConfig"
    path.write_text(BLUE_CONFIG)
    return path
