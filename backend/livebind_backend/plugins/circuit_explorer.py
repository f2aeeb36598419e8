"""The Circuit Explorer plugin: neurons from morphology files and circuits."""

from dataclasses import dataclass
from typing import Annotated, Final, cast

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError, UnsupportedByModelError
from livebind_backend.loaders.loader import Loader, Source
from livebind_backend.plugins.bbp import load_bbp
from livebind_backend.plugins.cell_placement import load_cell_placement
from livebind_backend.plugins.circuit_parameters import (
    BBPLoaderParameters,
    CellPlacementLoaderParameters,
    SonataLoaderParameters,
)
from livebind_backend.plugins.circuits import Cell, Circuit, build_circuit
from livebind_backend.plugins.morphologies import NeuronMorphologyLoaderParameters
from livebind_backend.plugins.morphology_files import read_morphology
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.plugins.sonata import load_sonata
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model
from livebind_backend.typed_method import MethodGroup

__all__ = ["PLUGIN"]

_NAME: Final = "Circuit Explorer"
_METHODS: Final = MethodGroup(_NAME)


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
    circuit.resize(params.radius_multiplier)
    call.engine.scene.touch()


def _circuit(call: Call, number: int, what: str) -> Circuit:
    content = call.engine.scene.get(number).model.content
    if not isinstance(content, Circuit):
        raise UnsupportedByModelError(f"The model does not have {what}")
    return content


def load_neuron(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load one neuron.

    Raises:
        InternalError: The file is malformed, or nothing of it is to be loaded.
    """
    parameters = cast("NeuronMorphologyLoaderParameters", params)
    progress.report(0.0, "Reading morphology ...")
    morphology = read_morphology(source.data, source.extension)
    return [build_circuit([Cell(0, morphology)], parameters, progress)]


_LOADERS: Final = (
    ("BBP loader", ("BlueConfig", "CircuitConfig"), BBPLoaderParameters, load_bbp),
    (
        "Cell placement loader",
        ("circuit.morphologies.h5",),
        CellPlacementLoaderParameters,
        load_cell_placement,
    ),
    (
        "Neuron Morphology loader",
        ("swc", "h5", "asc"),
        NeuronMorphologyLoaderParameters,
        load_neuron,
    ),
    ("SONATA loader", (".json",), SonataLoaderParameters, load_sonata),
)
"""Name, file name extensions, parameters and function of each loader."""

PLUGIN: Final = Plugin(
    name="braynsCircuitExplorer",
    methods=tuple(_METHODS.methods),
    loaders=tuple(
        Loader(name, extensions, params, load, accepts_uploads=False, plugin=_NAME)
        for name, extensions, params, load in _LOADERS
    ),
)
