"""Circuits of the Blue Brain Project."""

from pathlib import Path
from typing import Final, cast

import numpy as np

from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import Source
from livebind_backend.plugins.bbp_files import (
    Placements,
    cells_of,
    read_blue_config,
    read_placements,
    read_spikes,
    read_targets,
)
from livebind_backend.plugins.circuit_parameters import BBPLoaderParameters
from livebind_backend.plugins.circuits import Cell, Circuit, build_circuit, evenly
from livebind_backend.plugins.morphology_files import Morphology, find_morphology
from livebind_backend.plugins.reports import SpikeReport
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.transforms import Transform

__all__ = ["load_bbp"]

_FOLDERS: Final = (("", "swc"), ("", "asc"), ("", "h5"), ("ascii", "asc"), ("v1", "h5"))
"""Where morphologies are, from the folder of the configuration, and in which format."""


def load_bbp(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the chosen cells of a circuit as one model, with their spikes.

    Raises:
        InternalError: A file is malformed, or names something that is not there; or something is
            chosen that is not loaded, such as synapses.
    """
    given = cast("BBPLoaderParameters", params)
    if given.load_afferent_synapses or given.load_efferent_synapses:
        raise InternalError("The reference backend loads no synapses")
    if given.report_type == "compartment":
        raise InternalError("The reference backend loads no compartment reports of BBP circuits")
    progress.stage(0.0, "Reading circuit ...")
    config = _BlueConfig(source)
    placements = read_placements(source.files, config.circuit)
    gids = config.chosen(given, len(placements.morphologies))
    parameters = given.neuron_morphology_parameters
    cells = config.cells(gids, placements, None if parameters.loads_nothing else progress)
    model = build_circuit(cells, parameters, progress)
    if given.report_type == "spikes":
        circuit = cast("Circuit", model.content)
        circuit.simulation = config.spikes(circuit, given.spike_transition_time)
    return [model]


class _BlueConfig:
    """The section `Run` of a BlueConfig, whose paths may be relative to its folder."""

    def __init__(self, source: Source) -> None:
        self._files = source.files
        self._folder = Path(source.path).parent
        self._run = read_blue_config(source.data)

    def _value(self, name: str) -> str:
        value = self._run.get(name)
        if value is None:
            raise InternalError(f"The BlueConfig has no '{name}'")
        return value

    def _path(self, name: str) -> Path:
        return self._folder / self._value(name)

    @property
    def circuit(self) -> str:
        """The file of the cells."""
        path = self._path("CircuitPath")
        return str(path if path.suffix == ".mvd3" else path / "circuit.mvd3")

    def _number(self, name: str) -> float:
        try:
            return float(self._value(name))
        except ValueError:
            raise InternalError(f"'{name}' of the BlueConfig is no number") from None

    def chosen(self, given: BBPLoaderParameters, count: int) -> list[int]:
        """Choose cells by their numbers, or a part of those in targets; the default is all."""
        if given.gids:
            gids = given.gids
        else:
            names = given.targets or [name for name in [self._run.get("CircuitTarget")] if name]
            found = set(range(1, count + 1))
            if names:
                targets = self._targets()
                found = {cell for name in names for cell in cells_of(targets, name)}
            gids = evenly(sorted(found), given.percentage)
        wrong = [gid for gid in gids if not 0 < gid <= count]
        if wrong:
            raise InternalError(f"Cell {wrong[0]} is not in 1-{count}")
        return gids

    def _targets(self) -> dict[str, list[str]]:
        """Read the targets of the circuit, and those of the user, which are there perhaps."""
        targets: dict[str, list[str]] = {}
        if "nrnPath" in self._run:
            path = self._path("nrnPath") / "start.target"
            if path.exists():
                targets |= read_targets(self._files.read(str(path)))
        if "TargetFile" in self._run:
            targets |= read_targets(self._files.read(str(self._path("TargetFile"))))
        return targets

    def cells(
        self, gids: list[int], placements: Placements, progress: Progress | None
    ) -> list[Cell]:
        """Place cells, with their morphologies if there is a progress of reading them."""
        known: dict[str, Morphology] = {}
        cells: list[Cell] = []
        for gid in gids:
            name = placements.morphologies[gid - 1]
            if progress is not None and name not in known:
                progress.report(0.1, "Reading morphologies ...")
                known[name] = self._morphology(name)
            x, y, z = placements.positions[gid - 1].tolist()
            i, j, k, w = placements.rotations[gid - 1].tolist()
            place = Transform(rotation=(i, j, k, w), translation=(x, y, z))
            cells.append(Cell(gid, known.get(name), place))
        return cells

    def _morphology(self, name: str) -> Morphology:
        root = self._path("MorphologyPath")
        folders = [(str(root / folder), extension) for folder, extension in _FOLDERS]
        return find_morphology(self._files, folders, name)

    def spikes(self, circuit: Circuit, transition: float) -> Simulation:
        """Read the spikes of a circuit."""
        path = self._path("SpikesPath" if "SpikesPath" in self._run else "OutputRoot")
        path = path / "out.dat" if path.is_dir() else path
        spikes = read_spikes(self._files.read(str(path)))
        report = SpikeReport(
            spikes=[np.array(sorted(spikes.get(gid, []))) for gid in circuit.ids],
            cells=circuit.cells,
            transition=transition,
            dt=self._number("Dt"),
            end=self._number("Duration"),
        )
        return report.simulation()
