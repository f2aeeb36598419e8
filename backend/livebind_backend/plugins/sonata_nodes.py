"""Nodes of SONATA files, through libsonata, which has no types: which there are, and where."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, TypeAlias, TypeVar

from livebind_backend.errors import InternalError
from livebind_backend.plugins.circuits import Cell
from livebind_backend.plugins.morphology_files import Morphology
from livebind_backend.scene.transforms import Transform

__all__ = ["Foreign", "attempt", "chosen_by_number", "open_nodes", "read_cells", "sonata"]

T = TypeVar("T")

Foreign: TypeAlias = Any
"""An object of the library."""

_QUATERNION: Final = ("orientation_x", "orientation_y", "orientation_z", "orientation_w")


def sonata() -> Foreign:
    """Import the library.

    Raises:
        InternalError: It is not installed.
    """
    try:
        return import_module("libsonata")
    except ImportError:
        raise InternalError("SONATA circuits need the package libsonata") from None


def attempt(call: Callable[[], T]) -> T:
    """Do something with the library, which raises all kinds of errors.

    Raises:
        InternalError: It failed.
    """
    try:
        return call()
    except (sonata().SonataError, RuntimeError, ValueError, IndexError) as error:
        text = " ".join(str(error).split())
        raise InternalError(f"Cannot read the SONATA circuit: {text}") from None


def open_nodes(path: str) -> dict[str, Foreign]:
    """Open the node populations of a file, by their names.

    Raises:
        InternalError: It is malformed.
    """

    def populations() -> dict[str, Foreign]:
        storage: Foreign = sonata().NodeStorage(path)
        return {name: storage.open_population(name) for name in sorted(storage.population_names)}

    return attempt(populations)


def chosen_by_number(count: int, ids: list[int]) -> list[int]:
    """Return the nodes that were chosen by their numbers.

    Raises:
        InternalError: There is none of such a number.
    """
    wrong = [number for number in ids if number >= count]
    if wrong:
        raise InternalError(f"Node {wrong[0]} is not in 0-{count - 1}")
    return ids


def read_cells(
    population: Foreign, ids: Sequence[int], morphology: Callable[[str], Morphology] | None
) -> list[Cell]:
    """Place the nodes of a population.

    Args:
        population: Has their properties.
        ids: Their numbers.
        morphology: Reads a morphology of that name; None for cells that are balls.

    Raises:
        InternalError: A property is missing.
    """
    selection = sonata().Selection(list(ids))

    def attribute(name: str) -> list[Any]:
        values: Foreign = attempt(lambda: population.get_attribute(name, selection))
        return list(values)

    places = list(zip(*(attribute(axis) for axis in ("x", "y", "z")), strict=True))
    turns: list[Any] = [None] * len(ids)
    if set(_QUATERNION) <= set(population.attribute_names):
        turns = list(zip(*(attribute(name) for name in _QUATERNION), strict=True))
    names = attribute("morphology") if morphology is not None else [""] * len(ids)
    known = {} if morphology is None else {name: morphology(name) for name in dict.fromkeys(names)}
    rows = zip(ids, names, places, turns, strict=True)
    return [
        Cell(number, known.get(name), Transform(rotation=turn, translation=place))
        for number, name, place, turn in rows
    ]
