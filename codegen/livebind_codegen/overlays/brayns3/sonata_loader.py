"""Circuits in the SONATA format (plugin Circuit Explorer)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from .loading import ModelLoader
from .morphology_loaders import MorphologySettings

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SonataEdges",
    "SonataLoader",
    "SonataNodes",
    "SonataPopulation",
    "SonataReport",
    "SonataReportType",
]

SonataReportType: TypeAlias = Literal[
    "compartment",
    "summation",
    "synapse",
    "bloodflow_pressure",
    "bloodflow_speed",
    "bloodflow_radii",
]
"""Types of reports that are stored under a name."""


@dataclass(frozen=True)
class SonataNodes:
    """Which nodes of a population are loaded; make one with `from_density` and its siblings."""

    properties: dict[str, object]
    """The choice as the backend takes it."""

    @classmethod
    def all(cls) -> SonataNodes:
        """Choose all nodes."""
        return cls.from_density(1.0)

    @classmethod
    def from_density(cls, density: float) -> SonataNodes:
        """Choose a part of all nodes, 0 to 1."""
        return cls({"node_percentage": density})

    @classmethod
    def from_sets(cls, names: Sequence[str], density: float = 1.0) -> SonataNodes:
        """Choose node sets by name or regular expression, or a part of them, 0 to 1."""
        return cls({"node_sets": list(names), "node_percentage": density})

    @classmethod
    def from_ids(cls, ids: Sequence[int]) -> SonataNodes:
        """Choose single nodes by their numbers."""
        return cls({"node_ids": list(ids)})

    def limited(self, count: int) -> SonataNodes:
        """Return the same choice, but of at most `count` nodes."""
        return replace(self, properties={**self.properties, "node_count_limit": count})


@dataclass(frozen=True)
class SonataReport:
    """What of a simulation is loaded; make one with `spikes` or `named`."""

    properties: dict[str, object]
    """The choice as the backend takes it."""

    @classmethod
    def none(cls) -> SonataReport:
        """Choose no report: the model has no simulation."""
        return cls({"report_type": "none"})

    @classmethod
    def spikes(cls, transition_time: float = 1.0) -> SonataReport:
        """Choose the spikes, which fade in and out within `transition_time` milliseconds."""
        return cls({"report_type": "spikes", "spike_transition_time": transition_time})

    @classmethod
    def named(cls, report_type: SonataReportType, name: str) -> SonataReport:
        """Choose a report of a type by its name."""
        return cls({"report_type": report_type, "report_name": name})


@dataclass(frozen=True)
class SonataEdges:
    """Synapses or end feet of a population."""

    name: str
    """Name of the edge population."""
    afferent: bool
    """Whether they are shown where they end (afferent) or where they come from (efferent)."""
    density: float = 1.0
    """Part of them to load, 0 to 1."""
    radius: float = 2.0
    """Radius of the spheres that stand for synapses, in world units, at least 0.1."""
    report: str | None = None
    """Name of a synapse report to load with them."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        properties: dict[str, object] = {
            "edge_population": self.name,
            "load_afferent": self.afferent,
            "edge_percentage": self.density,
            "radius": self.radius,
        }
        if self.report is not None:
            properties["edge_report_name"] = self.report
        return properties


@dataclass(frozen=True, kw_only=True)
class SonataPopulation(MorphologySettings):
    """A population of nodes. Neurons are spheres where no part of them is chosen."""

    name: str
    """Name of the node population."""
    nodes: SonataNodes = field(default_factory=lambda: SonataNodes.from_density(0.01))
    """Which nodes: one of a hundred if nothing is said."""
    report: SonataReport = field(default_factory=SonataReport.none)
    """What of the simulation."""
    edges: Sequence[SonataEdges] = ()
    """What else to show with the nodes."""
    vasculature_radius_multiplier: float = 1.0
    """Factor on the radii of blood vessels, at least 0.1."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        vasculature = {"radius_multiplier": self.vasculature_radius_multiplier}
        return {
            "node_population": self.name,
            **self.nodes.properties,
            **self.report.properties,
            "edge_populations": [edges.properties() for edges in self.edges],
            "neuron_morphology_parameters": self.morphology_properties(),
            "vasculature_geometry_parameters": vasculature,
        }


@dataclass(frozen=True)
class SonataLoader(ModelLoader):
    """Circuits in the SONATA format, one population after the other."""

    loader_name: ClassVar[str] = "SONATA loader"
    formats: ClassVar[tuple[str, ...]] = ("json",)

    populations: Sequence[SonataPopulation]
    """What to load."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        settings = [population.properties() for population in self.populations]
        return {"node_population_settings": settings}
