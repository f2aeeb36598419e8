"""Cells that are only placed: nodes of a SONATA file, with morphologies from a folder."""

from typing import Final, cast

from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.loaders.loader import Source
from livebind_backend.plugins.circuit_parameters import CellPlacementLoaderParameters
from livebind_backend.plugins.circuits import build_circuit, evenly
from livebind_backend.plugins.morphology_files import Morphology, find_morphology
from livebind_backend.plugins.sonata_nodes import Foreign, chosen_by_number, open_nodes, read_cells
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model

__all__ = ["load_cell_placement"]

_EXTENSIONS: Final = ("asc", "h5", "swc")
"""Where no extension is given, the first of them that is there is taken."""


def load_cell_placement(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the chosen cells of each population of a file as one model.

    Raises:
        InvalidParamsError: Parts of cells are chosen, and no folder of morphologies is.
        InternalError: A file is malformed, or names something that is not there; or libsonata is
            not installed.
    """
    given = cast("CellPlacementLoaderParameters", params)
    parameters = given.morphology_parameters
    if not given.morphology_folder and not parameters.loads_nothing:
        raise InvalidParamsError("Parts of cells need 'morphology_folder', where they are read")
    progress.stage(0.0, "Reading cells ...")
    extensions = [given.extension] if given.extension else _EXTENSIONS
    folders = [(given.morphology_folder or "", extension) for extension in extensions]

    def morphology(name: str) -> Morphology:
        progress.report(0.1, "Reading morphologies ...")
        return find_morphology(source.files, folders, name)

    models: list[Model] = []
    for population in open_nodes(source.files.check_readable(source.path)).values():
        ids = _chosen(population, given)
        cells = read_cells(population, ids, None if parameters.loads_nothing else morphology)
        models.append(build_circuit(cells, parameters, progress))
    if not models:
        raise InternalError("The file has no node populations")
    return models


def _chosen(population: Foreign, given: CellPlacementLoaderParameters) -> list[int]:
    if given.ids:
        return chosen_by_number(population.size, given.ids)
    return evenly(range(population.size), given.percentage)
