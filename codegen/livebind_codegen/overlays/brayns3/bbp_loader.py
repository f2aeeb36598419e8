"""Circuits described by a BlueConfig or CircuitConfig file (plugin Circuit Explorer)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .loading import ModelLoader
from .morphology_loaders import MorphologySettings

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BbpCells", "BbpLoader", "BbpReport"]


@dataclass(frozen=True)
class BbpCells:
    """Which cells of a circuit are loaded; make one with `from_density` and its siblings."""

    properties: dict[str, object]
    """The choice as the backend takes it."""

    @classmethod
    def all(cls) -> BbpCells:
        """Choose all cells of the default target."""
        return cls.from_density(1.0)

    @classmethod
    def from_density(cls, density: float) -> BbpCells:
        """Choose a part of the default target, 0 to 1."""
        return cls({"percentage": density})

    @classmethod
    def from_targets(cls, targets: Sequence[str], density: float = 1.0) -> BbpCells:
        """Choose targets by name, or a part of them, 0 to 1."""
        return cls({"targets": list(targets), "percentage": density})

    @classmethod
    def from_gids(cls, gids: Sequence[int]) -> BbpCells:
        """Choose single cells by their numbers."""
        return cls({"gids": list(gids)})


@dataclass(frozen=True)
class BbpReport:
    """What of a simulation is loaded; make one with `spikes` or `compartment`."""

    properties: dict[str, object]
    """The choice as the backend takes it."""

    @classmethod
    def none(cls) -> BbpReport:
        """Choose no report: the model has no simulation."""
        return cls({"report_type": "none"})

    @classmethod
    def spikes(cls, transition_time: float = 1.0) -> BbpReport:
        """Choose the spikes, which fade in and out within `transition_time` milliseconds."""
        return cls({"report_type": "spikes", "spike_transition_time": transition_time})

    @classmethod
    def compartment(cls, name: str) -> BbpReport:
        """Choose a compartment report by its name."""
        return cls({"report_type": "compartment", "report_name": name})


@dataclass(frozen=True, kw_only=True)
class BbpLoader(MorphologySettings, ModelLoader):
    """Circuits with their simulation. Neurons are spheres where no part of them is chosen."""

    loader_name: ClassVar[str] = "BBP loader"
    formats: ClassVar[tuple[str, ...]] = ("BlueConfig", "CircuitConfig")

    cells: BbpCells = field(default_factory=BbpCells.all)
    """Which cells."""
    report: BbpReport = field(default_factory=BbpReport.none)
    """What of the simulation."""
    load_afferent_synapses: bool = False
    """Whether to show the synapses through which cells receive."""
    load_efferent_synapses: bool = False
    """Whether to show the synapses through which cells send."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        return {
            **self.cells.properties,
            **self.report.properties,
            "load_afferent_synapses": self.load_afferent_synapses,
            "load_efferent_synapses": self.load_efferent_synapses,
            "neuron_morphology_parameters": self.morphology_properties(),
        }
