"""A part of the Circuit Explorer plugin: single neurons from morphology files."""

import dataclasses
from dataclasses import dataclass, field
from typing import Annotated, Final, cast

import numpy as np

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError, UnsupportedByModelError
from livebind_backend.loaders.loader import Loader, Source, refuse
from livebind_backend.plugins.circuit_parameters import (
    BBPLoaderParameters,
    CellPlacementLoaderParameters,
    SonataLoaderParameters,
)
from livebind_backend.plugins.morphologies import (
    NeuronMorphologyLoaderParameters,
    Section,
    grow,
    section_capsules,
)
from livebind_backend.plugins.morphology_files import Morphology, read_morphology
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import WHITE, color_by_primitive
from livebind_backend.scene.models import Model, ModelInfo, Surface
from livebind_backend.scene.shapes import Capsule
from livebind_backend.scene.tessellation import bounding_points, tessellate
from livebind_backend.typed_method import MethodGroup

__all__ = ["PLUGIN"]

_NAME: Final = "Circuit Explorer"
_METHODS: Final = MethodGroup(_NAME)


@dataclass
class Circuit(Surface):
    """Neurons as capsules, which keep the thickness that they were loaded with."""

    capsules: list[Capsule] = field(default_factory=list[Capsule])
    """What the mesh was made of."""
    ids: list[int] = field(default_factory=list[int])
    """Numbers of the neurons."""


@dataclass(frozen=True)
class LoadedIdsModelMessage:
    """Which model to ask for neurons."""

    model_id: Annotated[int, About("Number of the model", minimum=0)]


@dataclass(frozen=True)
class SetCircuitThicknessMessage:
    """How thick neurons are."""

    model_id: Annotated[int, About("Number of the model", minimum=0)]
    radius_multiplier: Annotated[float, About("Factor on the radii that were loaded")]


@_METHODS.add("get-circuit-ids")
def get_circuit_ids(
    call: Call, params: LoadedIdsModelMessage
) -> list[Annotated[int, About(minimum=0)]]:
    """List the numbers of the neurons in a model."""
    return _circuit(call, params.model_id, "a list of Ids").ids


@_METHODS.add("set-circuit-thickness")
def set_circuit_thickness(call: Call, params: SetCircuitThicknessMessage) -> None:
    """Make the neurons of a model thicker or thinner than they were loaded."""
    circuit = _circuit(call, params.model_id, "thickness")
    if params.radius_multiplier <= 0:
        raise InternalError("The radius multiplier must be > 0")
    capsules = [_scaled(capsule, params.radius_multiplier) for capsule in circuit.capsules]
    circuit.mesh = tessellate([*capsules])
    circuit.bounding_points = np.concatenate([bounding_points(item) for item in capsules])
    call.engine.scene.touch()


def _circuit(call: Call, number: int, what: str) -> Circuit:
    content = call.engine.scene.get(number).model.content
    if not isinstance(content, Circuit):
        raise UnsupportedByModelError(f"The model does not have {what}")
    return content


def _scaled(capsule: Capsule, factor: float) -> Capsule:
    return dataclasses.replace(capsule, r0=capsule.r0 * factor, r1=capsule.r1 * factor)


def load_neuron(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load one neuron.

    Raises:
        InternalError: The file is malformed, or nothing of it is to be loaded.
    """
    parameters = cast("NeuronMorphologyLoaderParameters", params)
    progress.report(0.0, "Reading morphology ...")
    morphology = read_morphology(source.data, source.extension)
    sections = grow(_sections(morphology, parameters), parameters.growth)
    capsules: list[Capsule] = []
    if parameters.load_soma and morphology.soma is not None:
        capsules.append(morphology.soma.capsule(parameters))
    for number, section in enumerate(sections):
        progress.report(0.2 + 0.6 * number / len(sections), "Building neuron ...")
        capsules.extend(section_capsules(section, parameters))
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
        ids=[0],
    )
    metadata = {"sections": str(len(sections)), "segments": str(len(capsules))}
    return [Model("neurons", circuit, ModelInfo(metadata=metadata))]


def _sections(
    morphology: Morphology, parameters: NeuronMorphologyLoaderParameters
) -> list[Section]:
    sections: list[Section] = []
    if parameters.load_axon:
        sections += morphology.axon
    if parameters.load_dendrites:
        sections += morphology.dendrites
    return sections


PLUGIN: Final = Plugin(
    name="braynsCircuitExplorer",
    methods=tuple(_METHODS.methods),
    loaders=(
        Loader(
            name="BBP loader",
            extensions=("BlueConfig", "CircuitConfig"),
            params=BBPLoaderParameters,
            load=refuse,
            accepts_uploads=False,
            plugin=_NAME,
        ),
        Loader(
            name="Cell placement loader",
            extensions=("circuit.morphologies.h5",),
            params=CellPlacementLoaderParameters,
            load=refuse,
            accepts_uploads=False,
            plugin=_NAME,
        ),
        Loader(
            name="Neuron Morphology loader",
            extensions=("swc", "h5", "asc"),
            params=NeuronMorphologyLoaderParameters,
            load=load_neuron,
            accepts_uploads=False,
            plugin=_NAME,
        ),
        Loader(
            name="SONATA loader",
            extensions=(".json",),
            params=SonataLoaderParameters,
            load=refuse,
            accepts_uploads=False,
            plugin=_NAME,
        ),
    ),
)
