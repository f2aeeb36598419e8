"""What the loaders of circuits take."""

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from livebind_backend.declarations import About
from livebind_backend.plugins.morphologies import NeuronMorphologyLoaderParameters

__all__ = [
    "BBPLoaderParameters",
    "CellPlacementLoaderParameters",
    "SonataLoaderParameters",
    "SonataNodePopulationParameters",
]

_Number = Annotated[int, About(minimum=0)]
_MORPHOLOGY: Final = About("What of each neuron to load, and how it is shown")
_FADING: Final = About("Milliseconds in which a spike comes and goes", minimum=0)


def _share(text: str) -> About:
    return About(text, minimum=0, maximum=1)


@dataclass(frozen=True)
class BBPLoaderParameters:
    """What of a circuit to load."""

    gids: Annotated[
        list[_Number] | None, About("Numbers of the cells; instead of targets and percentage")
    ] = None
    load_afferent_synapses: Annotated[bool, About("Whether to show afferent synapses")] = False
    load_efferent_synapses: Annotated[bool, About("Whether to show efferent synapses")] = False
    neuron_morphology_parameters: Annotated[NeuronMorphologyLoaderParameters, _MORPHOLOGY] = field(
        default_factory=NeuronMorphologyLoaderParameters
    )
    percentage: Annotated[float, _share("Part of the cells to load")] = 0.1
    report_name: Annotated[str | None, About("Name of a compartment report")] = None
    report_type: Annotated[
        Literal["none", "spikes", "compartment"], About("Report to load with the cells")
    ] = "none"
    spike_transition_time: Annotated[float, _FADING] = 1.0
    targets: Annotated[
        list[str] | None, About("Names of the targets to load; empty for the default one")
    ] = None


@dataclass(frozen=True)
class CellPlacementLoaderParameters:
    """What of placed cells to load."""

    extension: Annotated[str | None, About("File name extension of the morphologies")] = None
    ids: Annotated[list[_Number] | None, About("Numbers of the cells; instead of percentage")] = (
        None
    )
    morphology_folder: Annotated[str | None, About("Folder of the morphologies")] = None
    morphology_parameters: Annotated[NeuronMorphologyLoaderParameters, _MORPHOLOGY] = field(
        default_factory=NeuronMorphologyLoaderParameters
    )
    percentage: Annotated[float, _share("Part of the cells to load")] = 1.0


@dataclass(frozen=True)
class VasculatureGeometrySettings:
    """How vessels are shown."""

    radius_multiplier: Annotated[float, About("Factor on all radii", minimum=0.1)] = 1.0


@dataclass(frozen=True)
class SonataEdgePopulationParameters:
    """What of an edge population to load."""

    edge_population: Annotated[str, About("Name of the population")]
    load_afferent: Annotated[bool, About("Whether to load afferent edges; else efferent ones")]
    edge_percentage: Annotated[float, _share("Part of the edges to load")] = 1.0
    edge_report_name: Annotated[str | None, About("Name of a report about the synapses")] = None
    radius: Annotated[float, About("Radius of synapses", minimum=0.1)] = 2.0


@dataclass(frozen=True)
class SonataNodePopulationParameters:
    """What of a node population to load."""

    node_population: Annotated[str, About("Name of the population")]
    edge_populations: Annotated[
        list[SonataEdgePopulationParameters] | None, About("Edge populations to load with it")
    ] = None
    neuron_morphology_parameters: Annotated[NeuronMorphologyLoaderParameters, _MORPHOLOGY] = field(
        default_factory=NeuronMorphologyLoaderParameters
    )
    node_count_limit: Annotated[int | None, About("Most nodes to load", minimum=0)] = None
    node_ids: Annotated[
        list[_Number] | None, About("Numbers of the nodes; instead of sets and percentage")
    ] = None
    node_percentage: Annotated[float, _share("Part of the nodes to load")] = 0.01
    node_sets: Annotated[
        list[str] | None, About("Names of node sets, or regular expressions for them")
    ] = None
    report_name: Annotated[str | None, About("Name of the report to load")] = None
    report_type: Annotated[
        Literal[
            "none",
            "spikes",
            "compartment",
            "summation",
            "synapse",
            "bloodflow_pressure",
            "bloodflow_speed",
            "bloodflow_radii",
        ],
        About("Report to load with the nodes"),
    ] = "none"
    spike_transition_time: Annotated[float, _FADING] = 1.0
    vasculature_geometry_parameters: Annotated[
        VasculatureGeometrySettings, About("How vessels are shown")
    ] = field(default_factory=VasculatureGeometrySettings)


@dataclass(frozen=True)
class SonataLoaderParameters:
    """What of a SONATA circuit to load."""

    node_population_settings: Annotated[
        list[SonataNodePopulationParameters], About("Node populations to load")
    ]
