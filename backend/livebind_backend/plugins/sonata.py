"""Circuits in the format SONATA, through libsonata, which has no types."""

import json
import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, cast

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import Source
from livebind_backend.plugins.circuit_parameters import (
    SonataLoaderParameters,
    SonataNodePopulationParameters,
)
from livebind_backend.plugins.circuits import Cell, Circuit, build_circuit, evenly
from livebind_backend.plugins.morphology_files import Morphology, find_morphology
from livebind_backend.plugins.reports import CompartmentReport, SpikeReport
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.transforms import Transform

__all__ = ["load_sonata"]

T = TypeVar("T")

_Foreign: TypeAlias = Any
"""An object of the library."""

_QUATERNION: Final = ("orientation_x", "orientation_y", "orientation_z", "orientation_w")


def load_sonata(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the chosen node populations, each as a model, with their reports.

    Raises:
        InternalError: A file is malformed, or names something that is not there; libsonata is not
            installed; or something is chosen that is not loaded, such as edges.
    """
    given = cast("SonataLoaderParameters", params)
    if not given.node_population_settings:
        raise InternalError("No node population is chosen")
    progress.stage(0.0, "Reading circuit ...")
    circuit = _SonataCircuit(source)
    return [circuit.load(settings, progress) for settings in given.node_population_settings]


def _library() -> _Foreign:
    try:
        return import_module("libsonata")
    except ImportError:
        raise InternalError("SONATA circuits need the package libsonata") from None


class _SonataCircuit:
    """A circuit, or a simulation with its circuit."""

    def __init__(self, source: Source) -> None:
        self._library = _library()
        self._files = source.files
        text, folder = source.data.decode("utf-8", "replace"), Path(source.path).parent
        try:
            self._is_simulation = "network" in json.loads(text)
        except (ValueError, TypeError):
            raise InternalError("The SONATA configuration is not JSON") from None
        self._simulation: _Foreign = None
        if self._is_simulation:
            self._simulation = self._try(lambda: self._library.SimulationConfig(text, str(folder)))
            path = Path(self._simulation.network)
            text = self._files.read(str(path)).decode("utf-8", "replace")
            folder = path.parent
        self._config: _Foreign = self._try(lambda: self._library.CircuitConfig(text, str(folder)))

    def _try(self, call: Callable[[], T]) -> T:
        """Do something with the library, which raises all kinds of errors."""
        try:
            return call()
        except (self._library.SonataError, RuntimeError, ValueError, IndexError) as error:
            text = " ".join(str(error).split())
            raise InternalError(f"Cannot read the SONATA circuit: {text}") from None

    def load(self, settings: SonataNodePopulationParameters, progress: Progress) -> Model:
        """Load a population."""
        if settings.edge_populations:
            raise InternalError("The reference backend loads no edges of SONATA circuits")
        name = settings.node_population
        if name not in self._config.node_populations:
            known = ", ".join(sorted(self._config.node_populations))
            raise InternalError(f"There is no node population '{name}' (there are: {known})")
        properties = self._try(lambda: self._config.node_population_properties(name))
        elements = self._files.check_readable(properties.elements_path)
        population: _Foreign = self._try(
            lambda: self._library.NodeStorage(elements).open_population(name)
        )
        ids = self._chosen(population, settings)
        parameters = settings.neuron_morphology_parameters
        reading = None if parameters.loads_nothing else progress
        cells = self._cells(population, properties, ids, reading)
        model = build_circuit(cells, parameters, progress)
        circuit = cast("Circuit", model.content)
        if settings.report_type != "none":
            circuit.simulation = self._report(settings, circuit)
        return model

    def _chosen(self, population: _Foreign, settings: SonataNodePopulationParameters) -> list[int]:
        ids = list(range(population.size))
        if settings.node_ids is not None:
            wrong = [number for number in settings.node_ids if number >= len(ids)]
            if wrong:
                raise InternalError(f"Node {wrong[0]} is not in 0-{len(ids) - 1}")
            return settings.node_ids
        if settings.node_sets:
            ids = self._in_sets(population, settings.node_sets)
        return evenly(ids, settings.node_percentage, settings.node_count_limit)

    def _in_sets(self, population: _Foreign, patterns: list[str]) -> list[int]:
        path = self._config.node_sets_path
        if not path:
            raise InternalError("The circuit has no node sets")
        text = self._files.read(path).decode("utf-8", "replace")
        sets: _Foreign = self._try(lambda: self._library.NodeSets(text))
        try:
            names = [
                name
                for name in sorted(sets.names)
                if any(re.fullmatch(pattern, name) for pattern in patterns)
            ]
        except re.error as error:
            raise InternalError(f"A node set is no regular expression: {error}") from None
        if not names:
            raise InternalError(f"No node set is called {' or '.join(patterns)}")
        found: set[int] = set()
        for name in names:
            chosen: _Foreign = self._try(partial(sets.materialize, name, population))
            found.update(int(number) for number in chosen.flatten())
        return sorted(found)

    def _cells(
        self,
        population: _Foreign,
        properties: _Foreign,
        ids: list[int],
        progress: Progress | None,
    ) -> list[Cell]:
        selection = self._library.Selection(ids)

        def attribute(name: str) -> list[Any]:
            values: _Foreign = self._try(lambda: population.get_attribute(name, selection))
            return list(values)

        names = population.attribute_names
        places = list(zip(*(attribute(axis) for axis in ("x", "y", "z")), strict=True))
        turns: list[Any] = [None] * len(ids)
        if set(_QUATERNION) <= set(names):
            turns = list(zip(*(attribute(name) for name in _QUATERNION), strict=True))
        known: dict[str, Morphology] = {}
        cells: list[Cell] = []
        rows = zip(ids, attribute("morphology"), places, turns, strict=True)
        for number, morphology, place, turn in rows:
            if progress is not None and morphology not in known:
                progress.report(0.1, "Reading morphologies ...")
                known[morphology] = self._morphology(properties, str(morphology))
            transform = Transform(rotation=turn, translation=place)
            cells.append(Cell(number, known.get(morphology), transform))
        return cells

    def _morphology(self, properties: _Foreign, name: str) -> Morphology:
        """Read a morphology from one of the folders that the configuration names."""
        others = dict(properties.alternate_morphology_formats)
        folders: list[tuple[str, str]] = [
            (properties.morphologies_dir or "", "swc"),
            (others.get("neurolucida-asc", ""), "asc"),
            (others.get("h5v1", ""), "h5"),
        ]
        return find_morphology(self._files, folders, name)

    def _report(self, settings: SonataNodePopulationParameters, circuit: Circuit) -> Simulation:
        if self._simulation is None:
            raise InternalError("Reports need the configuration of a simulation")
        if settings.report_type == "spikes":
            return self._spikes(settings, circuit).simulation()
        return self._compartments(settings, circuit).simulation()

    def _spikes(self, settings: SonataNodePopulationParameters, circuit: Circuit) -> SpikeReport:
        output, run = self._simulation.output, self._simulation.run
        path = self._files.check_readable(str(Path(output.output_dir) / output.spikes_file))
        selection = self._library.Selection(sorted(set(circuit.ids)))
        found: _Foreign = self._try(
            lambda: self._library.SpikeReader(path)[settings.node_population].get(selection)
        )
        times: dict[int, list[float]] = {number: [] for number in circuit.ids}
        for number, time in found:
            times[number].append(time)
        return SpikeReport(
            spikes=[np.array(sorted(times[number]), np.float64) for number in circuit.ids],
            cells=circuit.cells,
            transition=settings.spike_transition_time,
            dt=run.dt,
            end=run.tstop,
        )

    def _compartments(
        self, settings: SonataNodePopulationParameters, circuit: Circuit
    ) -> CompartmentReport:
        name = settings.report_name or ""
        if name not in self._simulation.list_report_names:
            known = ", ".join(sorted(self._simulation.list_report_names)) or "none"
            raise InternalError(f"There is no report '{name}' (there are: {known})")
        path = self._files.check_readable(self._simulation.report(name).file_name)
        population: _Foreign = self._try(
            lambda: self._library.ElementReportReader(path)[settings.node_population]
        )
        selection = self._library.Selection(sorted(set(circuit.ids)))
        start, end, dt = population.times
        first = self._try(lambda: population.get(selection, start, start))
        elements = _elements_of(circuit, np.asarray(first.ids))

        def read(time: float) -> Floats:
            # Half a step on both sides: times are sums of steps, which are not exact.
            low, high = max(start, time - dt / 2), time + dt / 2
            frame: _Foreign = self._try(lambda: population.get(selection, low, high))
            values: Floats = np.asarray(frame.data, np.float32)[0]
            return values

        return CompartmentReport(read, elements, start, dt, end)


def _elements_of(circuit: Circuit, elements: Integers) -> Integers:
    """Return the row of the element that shows each capsule: of its section, or of its soma.

    Args:
        circuit: Has the capsules.
        elements: Number of the cell and of the section of each element, shape (elements, 2).

    Raises:
        InternalError: A cell is not in the report.
    """
    rows = {
        (int(cell), int(section)): row
        for row, (cell, section) in reversed(list(enumerate(elements)))
    }
    found: list[int] = []
    for cell, section in zip(circuit.cells, circuit.sections, strict=True):
        number = circuit.ids[int(cell)]
        row = rows.get((number, int(section)), rows.get((number, 0)))
        if row is None:
            raise InternalError(f"Node {number} is not in the report")
        found.append(row)
    return np.array(found, np.int32)
