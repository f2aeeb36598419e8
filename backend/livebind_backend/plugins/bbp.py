"""Circuits of the Blue Brain Project."""

from typing import TYPE_CHECKING, Final, cast

import numpy as np

from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import Source
from livebind_backend.plugins.bbp_files import Placements, read_placements
from livebind_backend.plugins.bbp_reports import read_report
from livebind_backend.plugins.blue_config import BlueConfig
from livebind_backend.plugins.circuits import Cell, Circuit, build_circuit
from livebind_backend.plugins.morphology_files import Morphology, find_morphology
from livebind_backend.plugins.reports import SpikeReport
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.transforms import Transform

if TYPE_CHECKING:
    from livebind_backend.plugins.circuit_parameters import BBPLoaderParameters

__all__ = ["load_bbp"]

_FOLDERS: Final = (("", "swc"), ("", "asc"), ("", "h5"), ("ascii", "asc"), ("v1", "h5"))
"""Where morphologies are, from the folder of the configuration, and in which format."""


def load_bbp(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the chosen cells of a circuit as one model, with their report.

    Raises:
        InternalError: A file is malformed, or names something that is not there; or something is
            chosen that is not loaded, such as synapses.
    """
    given = cast("BBPLoaderParameters", params)
    if given.load_afferent_synapses or given.load_efferent_synapses:
        raise InternalError("The reference backend loads no synapses")
    progress.stage(0.0, "Reading circuit ...")
    config = BlueConfig(source.files, source.path, source.data)
    placements = read_placements(source.files, config.circuit)
    count = len(placements.morphologies)
    gids = config.chosen(given.gids or [], given.targets or [], given.percentage, count)
    parameters = given.neuron_morphology_parameters
    root = config.path("MorphologyPath") if not parameters.loads_nothing else None
    known: dict[str, Morphology] = {}
    if root is not None:
        folders = [(str(root / folder), extension) for folder, extension in _FOLDERS]
        for name in dict.fromkeys(placements.morphologies[gid - 1] for gid in gids):
            progress.report(0.1, "Reading morphologies ...")
            known[name] = find_morphology(source.files, folders, name)
    model = build_circuit(_cells(gids, placements, known), parameters, progress)
    circuit = cast("Circuit", model.content)
    if given.report_type == "spikes":
        circuit.simulation = _spikes(config, circuit, given.spike_transition_time)
    elif given.report_type == "compartment":
        path = config.report(given.report_name or "")
        circuit.simulation = read_report(source.files, path, circuit)
    return [model]


def _cells(gids: list[int], placements: Placements, known: dict[str, Morphology]) -> list[Cell]:
    """Place cells, with the morphologies that are known."""
    cells: list[Cell] = []
    for gid in gids:
        x, y, z = placements.positions[gid - 1].tolist()
        i, j, k, w = placements.rotations[gid - 1].tolist()
        place = Transform(rotation=(i, j, k, w), translation=(x, y, z))
        cells.append(Cell(gid, known.get(placements.morphologies[gid - 1]), place))
    return cells


def _spikes(config: BlueConfig, circuit: Circuit, transition: float) -> Simulation:
    spikes = config.spikes()
    report = SpikeReport(
        spikes=[np.array(sorted(spikes.get(gid, []))) for gid in circuit.ids],
        cells=circuit.cells,
        transition=transition,
        dt=config.number("Dt"),
        end=config.number("Duration"),
    )
    return report.simulation()
