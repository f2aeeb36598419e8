"""The plugin with molecules: atoms from XYZ and PDB files as spheres."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, cast

import numpy as np

from livebind_backend.arrays import Color4, Vector3
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.loaders.text_lines import lines_of, number_of, whole_number_of
from livebind_backend.loaders.triangles import MalformedError
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import WHITE, color_by_primitive
from livebind_backend.scene.models import Model, ModelInfo, Surface
from livebind_backend.scene.shapes import Sphere
from livebind_backend.scene.tessellation import bounding_points, tessellate

__all__ = ["PLUGIN"]

_NAME: Final = "Molecule Explorer"

_MOST_ATOMS: Final = 1_000_000
"""Atoms of the largest molecule: the spheres of more would be coarser than anybody wants."""

_ELEMENTS: Final[dict[str, tuple[float, Color4]]] = {
    "H": (1.2, (1.0, 1.0, 1.0, 1.0)),
    "C": (1.7, (0.3, 0.3, 0.3, 1.0)),
    "N": (1.55, (0.1, 0.2, 0.9, 1.0)),
    "O": (1.52, (0.9, 0.1, 0.1, 1.0)),
    "P": (1.8, (0.9, 0.5, 0.1, 1.0)),
    "S": (1.8, (0.9, 0.8, 0.2, 1.0)),
}
"""Radius by van der Waals, in angstroms, and colour as in models of wood, of common elements."""

_OTHER: Final[tuple[float, Color4]] = (1.6, (0.8, 0.4, 0.8, 1.0))


@dataclass(frozen=True, slots=True)
class Atom:
    """An atom and what it is a part of."""

    element: str
    place: Vector3
    residue: str = ""
    chain: str = ""


@dataclass(frozen=True)
class ProteinLoaderParameters:
    """How a protein is shown."""

    color_scheme: Annotated[
        Literal["none", "by_id", "protein_atoms", "protein_chains", "protein_residues"],
        About("What decides about the colour of an atom"),
    ] = "none"
    radius_multiplier: Annotated[float, About("Factor on the radii of atoms")] = 1.0


def load_xyz(source: Source, _params: object, progress: Progress) -> list[Model]:
    """Load the atoms of an XYZ file, in the colours of their elements.

    Raises:
        InternalError: The file is malformed, or has no atoms.
    """
    atoms = _parse(_parse_xyz, source, progress)
    return [_model(atoms, [_ELEMENTS.get(atom.element, _OTHER)[1] for atom in atoms], 1.0)]


def load_protein(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the atoms of a PDB file.

    Raises:
        InternalError: The file is malformed, or has no atoms.
    """
    given = cast("ProteinLoaderParameters", params)
    atoms = _parse(_parse_pdb, source, progress)
    return [_model(atoms, _colors(atoms, given.color_scheme), given.radius_multiplier)]


def _parse(
    parse: Callable[[Source, Progress], list[Atom]], source: Source, progress: Progress
) -> list[Atom]:
    progress.stage(0.0, "Parsing molecule ...")
    try:
        atoms = parse(source, progress)
    except MalformedError as error:
        raise InternalError(f"Cannot parse the molecule: {error}") from None
    if not 0 < len(atoms) <= _MOST_ATOMS:
        raise InternalError(f"The molecule has {len(atoms)} atoms, not 1 to {_MOST_ATOMS}")
    return atoms


def _parse_xyz(source: Source, progress: Progress) -> list[Atom]:
    """Read the number of atoms, a comment, and a line for each atom: element, X, Y, Z."""
    lines = [line.split() for line in lines_of(source.data, progress)]
    if not lines or len(lines[0]) != 1:
        raise MalformedError("the first line is not the number of atoms")
    count = whole_number_of(lines[0][0])
    rows = lines[2 : 2 + count]
    if len(rows) < count or any(len(row) < 4 for row in rows):  # noqa: PLR2004 - see above
        raise MalformedError(f"there are not {count} lines of an element and three coordinates")
    return [_atom(row[0], row[1:4]) for row in rows]


def _parse_pdb(source: Source, progress: Progress) -> list[Atom]:
    """Read the records of atoms, whose fields stand in fixed columns."""
    return [
        _atom(
            line[76:78] if line[76:78].strip() else line[12:16].strip()[:1],
            (line[30:38], line[38:46], line[46:54]),
            line[17:20].decode("ascii", "replace").strip(),
            line[21:22].decode("ascii", "replace"),
        )
        for line in lines_of(source.data, progress)
        if line.startswith((b"ATOM  ", b"HETATM"))
    ]


def _atom(element: bytes, place: Sequence[bytes], residue: str = "", chain: str = "") -> Atom:
    x, y, z = (number_of(word.strip()) for word in place)
    if not np.isfinite((x, y, z)).all():
        raise MalformedError("an atom is nowhere")
    return Atom(element.decode("ascii", "replace").strip().upper(), (x, y, z), residue, chain)


def _colors(atoms: list[Atom], scheme: str) -> list[Color4]:
    match scheme:
        case "protein_atoms":
            return [_ELEMENTS.get(atom.element, _OTHER)[1] for atom in atoms]
        case "protein_chains":
            return _distinct([atom.chain for atom in atoms])
        case "protein_residues":
            return _distinct([atom.residue for atom in atoms])
        case "by_id":
            return _distinct([str(number) for number in range(len(atoms))])
        case _:
            return [WHITE] * len(atoms)


def _distinct(names: list[str]) -> list[Color4]:
    """Give each name a colour; hues a golden angle apart differ for as many as there are."""
    known = {name: number for number, name in enumerate(dict.fromkeys(names))}
    turns = np.array([known[name] for name in names]) * 0.381966
    hues = np.abs((turns[:, None] + np.array([0, 2 / 3, 1 / 3])) % 1 * 6 - 3) - 1
    return [(float(r), float(g), float(b), 1.0) for r, g, b in np.clip(hues, 0.1, 1)]


def _model(atoms: list[Atom], colors: list[Color4], factor: float) -> Model:
    spheres = [
        Sphere(center=atom.place, radius=_ELEMENTS.get(atom.element, _OTHER)[0] * factor)
        for atom in atoms
    ]
    mesh = tessellate([*spheres])
    surface = Surface(
        mesh=mesh,
        coloring=color_by_primitive(mesh, colors),
        bounding_points=np.concatenate([bounding_points(sphere) for sphere in spheres]),
    )
    return Model("molecule", surface, ModelInfo(metadata={"atoms": str(len(atoms))}))


PLUGIN: Final = Plugin(
    name="braynsMoleculeExplorer",
    loaders=(
        Loader(
            name="protein",
            extensions=("pdb", "pdb1"),
            params=ProteinLoaderParameters,
            load=load_protein,
            accepts_uploads=False,
            plugin=_NAME,
        ),
        Loader(
            name="xyz",
            extensions=("xyz",),
            params=EmptyLoaderParams,
            load=load_xyz,
            plugin=_NAME,
        ),
    ),
)
