"""Circuits in the format SONATA."""

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import Source
from livebind_backend.plugins.circuit_parameters import (
    SonataLoaderParameters,
    SonataNodePopulationParameters,
)
from livebind_backend.plugins.circuits import Circuit, build_circuit, evenly
from livebind_backend.plugins.morphology_files import Morphology, find_morphology
from livebind_backend.plugins.reports import CompartmentReport, SpikeReport
from livebind_backend.plugins.sonata_nodes import (
    Foreign,
    attempt,
    chosen_by_number,
    open_nodes,
    read_cells,
    sonata,
)
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.scene.simulations import Simulation

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["load_sonata"]


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


class _SonataCircuit:
    """A circuit, or a simulation with its circuit."""

    def __init__(self, source: Source) -> None:
        self._library = sonata()
        self._files = source.files
        text, folder = source.data.decode("utf-8", "replace"), Path(source.path).parent
        try:
            self._is_simulation = "network" in json.loads(text)
        except (ValueError, TypeError):
            raise InternalError("The SONATA configuration is not JSON") from None
        self._simulation: Foreign = None
        if self._is_simulation:
            self._simulation = attempt(lambda: self._library.SimulationConfig(text, str(folder)))
            path = Path(self._simulation.network)
            text = self._files.read(str(path)).decode("utf-8", "replace")
            folder = path.parent
        self._config: Foreign = attempt(lambda: self._library.CircuitConfig(text, str(folder)))

    def load(self, settings: SonataNodePopulationParameters, progress: Progress) -> Model:
        """Load a population."""
        if settings.edge_populations:
            raise InternalError("The reference backend loads no edges of SONATA circuits")
        name = settings.node_population
        if name not in self._config.node_populations:
            known = ", ".join(sorted(self._config.node_populations))
            raise InternalError(f"There is no node population '{name}' (there are: {known})")
        properties = attempt(lambda: self._config.node_population_properties(name))
        elements = self._files.check_readable(properties.elements_path)
        population = open_nodes(elements).get(name)
        if population is None:
            raise InternalError(f"{elements} has no node population '{name}'")
        ids = self._chosen(population, settings)
        parameters = settings.neuron_morphology_parameters

        def morphology(name: str) -> Morphology:
            progress.report(0.1, "Reading morphologies ...")
            return self._morphology(properties, name)

        cells = read_cells(population, ids, None if parameters.loads_nothing else morphology)
        model = build_circuit(cells, parameters, progress)
        circuit = cast("Circuit", model.content)
        if settings.report_type != "none":
            circuit.simulation = self._report(settings, circuit)
        return model

    def _chosen(self, population: Foreign, settings: SonataNodePopulationParameters) -> list[int]:
        if settings.node_ids is not None:
            return chosen_by_number(population.size, settings.node_ids)
        ids: Sequence[int] = range(population.size)
        if settings.node_sets:
            ids = self._in_sets(population, settings.node_sets)
        return evenly(ids, settings.node_percentage, settings.node_count_limit)

    def _in_sets(self, population: Foreign, patterns: list[str]) -> list[int]:
        path = self._config.node_sets_path
        if not path:
            raise InternalError("The circuit has no node sets")
        text = self._files.read(path).decode("utf-8", "replace")
        sets: Foreign = attempt(lambda: self._library.NodeSets(text))
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
            chosen: Foreign = attempt(partial(sets.materialize, name, population))
            found.update(int(number) for number in chosen.flatten())
        return sorted(found)

    def _morphology(self, properties: Foreign, name: str) -> Morphology:
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
        found: Foreign = attempt(
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
        population: Foreign = attempt(
            lambda: self._library.ElementReportReader(path)[settings.node_population]
        )
        selection = self._library.Selection(sorted(set(circuit.ids)))
        start, end, dt = population.times
        first = attempt(lambda: population.get(selection, start, start))
        elements = circuit.rows_of(np.asarray(first.ids))

        def read(time: float) -> Floats:
            # Half a step on both sides: times are sums of steps, which are not exact.
            low, high = max(start, time - dt / 2), time + dt / 2
            frame: Foreign = attempt(lambda: population.get(selection, low, high))
            values: Floats = np.asarray(frame.data, np.float32)[0]
            return values

        return CompartmentReport(read, elements, start, dt, end)
