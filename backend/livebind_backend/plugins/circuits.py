"""Neurons as models: capsules that know which cell and section they are of."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.plugins.morphologies import (
    NeuronMorphologyLoaderParameters,
    Soma,
    grow,
    section_capsules,
)
from livebind_backend.plugins.morphology_files import Morphology
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import WHITE, color_by_primitive
from livebind_backend.scene.models import Model, ModelInfo, Surface
from livebind_backend.scene.shapes import Capsule
from livebind_backend.scene.tessellation import bounding_points, tessellate
from livebind_backend.scene.transforms import IDENTITY, Transform, apply_to_points, matrix_of

__all__ = ["Cell", "Circuit", "build_circuit", "evenly"]

_BALL: Final = Soma((0.0, 0.0, 0.0), 1.0)

_MOST_CAPSULES: Final = 500_000
"""Capsules of the largest circuit: what is larger is loaded in parts."""


@dataclass
class Circuit(Surface):
    """Neurons as capsules, which keep the thickness that they were loaded with."""

    capsules: list[Capsule] = field(default_factory=list[Capsule])
    """What the mesh was made of."""
    ids: list[int] = field(default_factory=list[int])
    """Numbers of the neurons."""
    cells: Integers = field(default_factory=lambda: np.zeros(0, np.int32))
    """Place in `ids` of the neuron of each capsule, shape (capsules,)."""
    sections: Integers = field(default_factory=lambda: np.zeros(0, np.int32))
    """Number of the section of each capsule, 0 for the soma, shape (capsules,)."""

    def rows_of(self, elements: Integers) -> Integers:
        """Return which element of a report shows each capsule: of its section, or of its soma.

        Args:
            elements: Number of the cell and of the section of each element, shape (elements, 2).

        Raises:
            InternalError: A cell is not in the report.
        """
        rows = {
            (int(cell), int(section)): row
            for row, (cell, section) in reversed(list(enumerate(elements)))
        }
        found: list[int] = []
        for cell, section in zip(self.cells, self.sections, strict=True):
            number = self.ids[int(cell)]
            row = rows.get((number, int(section)), rows.get((number, 0)))
            if row is None:
                raise InternalError(f"Cell {number} is not in the report")
            found.append(row)
        return np.array(found, np.int32)

    def resize(self, factor: float) -> None:
        """Make the neurons as thick as they were loaded, times a factor."""
        thick = [
            dataclasses.replace(capsule, r0=capsule.r0 * factor, r1=capsule.r1 * factor)
            for capsule in self.capsules
        ]
        self.mesh = tessellate([*thick])
        self.bounding_points = np.concatenate([bounding_points(capsule) for capsule in thick])


@dataclass(frozen=True, slots=True)
class Cell:
    """A neuron and where it is."""

    number: int
    morphology: Morphology | None
    """None for a neuron that is a ball with a radius of 1."""
    place: Transform = IDENTITY


def build_circuit(
    cells: Sequence[Cell], parameters: NeuronMorphologyLoaderParameters, progress: Progress
) -> Model:
    """Make a model of neurons.

    Raises:
        InternalError: Nothing of them is to be loaded, or too much.
        TaskCancelledError: The request was cancelled.
    """
    capsules: list[Capsule] = []
    owners: list[int] = []
    numbers: list[int] = []
    sections = 0
    for index, cell in enumerate(cells):
        progress.report(0.2 + 0.6 * index / len(cells), "Building neurons ...")
        made, of_sections = _capsules_of(cell, parameters)
        sections += len(set(of_sections) - {0})
        capsules += made
        owners += [index] * len(made)
        numbers += of_sections
        if len(capsules) > _MOST_CAPSULES:
            raise InternalError(f"More than {_MOST_CAPSULES} segments: load fewer neurons")
    if not capsules:
        raise InternalError(
            "Nothing to load: choose load_soma, load_axon or load_dendrites, and growth above 0"
        )
    mesh = tessellate([*capsules])
    circuit = Circuit(
        mesh=mesh,
        coloring=color_by_primitive(mesh, [WHITE] * len(capsules)),
        bounding_points=np.concatenate([bounding_points(capsule) for capsule in capsules]),
        capsules=capsules,
        ids=[cell.number for cell in cells],
        cells=np.array(owners, np.int32),
        sections=np.array(numbers, np.int32),
    )
    metadata = {"sections": str(sections), "segments": str(len(capsules))}
    return Model("neurons", circuit, ModelInfo(metadata=metadata))


def evenly(numbers: Sequence[int], part: float, most: int | None = None) -> list[int]:
    """Choose a part of cells, at least one, evenly, so that it looks like the whole.

    Raises:
        InternalError: No cell is chosen, or too many are.
    """
    count = min(max(round(len(numbers) * part), 1), len(numbers))
    if most is not None:
        count = min(count, most)
    if part == 0 or count == 0:
        raise InternalError("No cell is chosen")
    if count > _MOST_CAPSULES:
        raise InternalError(f"{count} neurons are more than {_MOST_CAPSULES}: load fewer")
    return [numbers[index * len(numbers) // count] for index in range(count)]


def _capsules_of(
    cell: Cell, parameters: NeuronMorphologyLoaderParameters
) -> tuple[list[Capsule], list[int]]:
    """Return the capsules of a cell, where it is, and the number of the section of each."""
    morphology = cell.morphology or Morphology(_BALL, [], [])
    chosen = morphology.axon if parameters.load_axon else []
    if parameters.load_dendrites:
        chosen = chosen + morphology.dendrites
    capsules: list[Capsule] = []
    numbers: list[int] = []
    is_ball = cell.morphology is None
    if (parameters.load_soma or is_ball) and morphology.soma is not None:
        capsules.append(morphology.soma.capsule(parameters))
        numbers.append(0)
    for section in grow(chosen, parameters.growth):
        made = list(section_capsules(section, parameters))
        capsules += made
        numbers += [section.number] * len(made)
    if capsules and cell.place != IDENTITY:
        matrix = matrix_of(cell.place)
        starts, ends = (
            apply_to_points(matrix, np.array(points, np.float32))
            for points in zip(*((item.p0, item.p1) for item in capsules), strict=True)
        )
        capsules = [
            dataclasses.replace(item, p0=_vector(start), p1=_vector(end))
            for item, start, end in zip(capsules, starts, ends, strict=True)
        ]
    return capsules, numbers


def _vector(point: Floats) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in point)
    return x, y, z
