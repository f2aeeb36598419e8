"""The plugin with molecules: points from XYZ files and atoms from PDB files, as spheres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, cast

import numpy as np

from livebind_backend.arrays import Color4, Vector3
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import EmptyLoaderParams, Loader, Source
from livebind_backend.loaders.text_lines import lines_of, number_of
from livebind_backend.loaders.triangles import MalformedError
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import WHITE, color_by_primitive
from livebind_backend.scene.models import Model, Surface
from livebind_backend.scene.shapes import Sphere
from livebind_backend.scene.tessellation import bounding_points, tessellate

__all__ = ["PLUGIN"]

_NAME: Final = "Molecule Explorer"

_MOST_ATOMS: Final = 1_000_000
"""Atoms of the largest molecule: the spheres of more would be coarser than anybody wants."""

_ELEMENTS: Final[dict[str, tuple[float, Color4]]] = {
    "H": (53, (0.87, 0.87, 0.87, 1.0)),
    "C": (67, (0.56, 0.56, 0.56, 1.0)),
    "N": (56, (0.19, 0.31, 0.97, 1.0)),
    "O": (48, (1.0, 0.05, 0.05, 1.0)),
    "P": (98, (1.0, 0.5, 0.0, 1.0)),
    "S": (88, (1.0, 1.0, 0.19, 1.0)),
}
"""Calculated radius in picometres and colour by the convention of Jmol, of common elements."""

_OTHER: Final[tuple[float, Color4]] = (25, (0.8, 0.4, 0.8, 1.0))

_ATOM_SCALE: Final = 1e-4
"""World units of a picometre of radius, as with a real service."""

_PLACE_SCALE: Final = 1e-2
"""World units of an angstrom of a place, as with a real service."""

_POINT_RADIUS: Final = 0.15
"""Radius of the spheres of an XYZ file, as with a real service."""


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
    """Load the points of a file with a line of three coordinates for each.

    Files of chemists, which begin with the number of atoms, are another format of that name.

    Raises:
        InternalError: The file is malformed, or has no points.
    """
    try:
        points = _parse_xyz(source.data, progress)
    except MalformedError as error:
        raise InternalError(f"Cannot parse the points: {error}") from None
    spheres = [Sphere(center=point, radius=_POINT_RADIUS) for point in points]
    surface = _surface(spheres, [WHITE] * len(spheres))
    surface.color_methods = ("solid", "primitive")
    return [Model("xyz", surface)]


def load_protein(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the atoms of a PDB file.

    Raises:
        InternalError: The file is malformed, or has no atoms.
    """
    given = cast("ProteinLoaderParameters", params)
    progress.stage(0.0, "Parsing molecule ...")
    try:
        atoms = _parse_pdb(source, progress)
    except MalformedError as error:
        raise InternalError(f"Cannot parse the molecule: {error}") from None
    if not 0 < len(atoms) <= _MOST_ATOMS:
        raise InternalError(f"The molecule has {len(atoms)} atoms, not 1 to {_MOST_ATOMS}")
    factor = given.radius_multiplier * _ATOM_SCALE
    spheres = [
        Sphere(center=atom.place, radius=_ELEMENTS.get(atom.element, _OTHER)[0] * factor)
        for atom in atoms
    ]
    surface = _surface(spheres, _colors(atoms, given.color_scheme))
    surface.color_methods = ()
    return [Model("protein", surface)]


def _parse_xyz(data: bytes, progress: Progress) -> list[Vector3]:
    """Read a line of X, Y and Z for each point, and tell of each; comments begin with #."""
    count = min(data.count(b"\n"), _MOST_ATOMS) or 1
    points: list[Vector3] = []
    for number, line in enumerate(lines_of(data, progress), 1):
        if line.lstrip().startswith(b"#"):
            continue
        words = line.split()
        if len(words) != 3:  # noqa: PLR2004 - X, Y and Z
            raise MalformedError(f"line {number} is not three coordinates")
        points.append(_place(words, 1.0))
        if len(points) > _MOST_ATOMS:
            raise MalformedError(f"more than {_MOST_ATOMS} points: split the file")
        progress.stage((len(points) - 1) / count, "Loading ...")
    if not points:
        raise MalformedError("there are none")
    return points


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
    name = element.decode("ascii", "replace").strip().upper()
    return Atom(name, _place(place, _PLACE_SCALE), residue, chain)


def _place(words: Sequence[bytes], scale: float) -> Vector3:
    x, y, z = (number_of(word.strip()) * scale for word in words)
    if not np.isfinite((x, y, z)).all():
        raise MalformedError("a point is nowhere")
    return x, y, z


def _colors(atoms: list[Atom], scheme: str) -> list[Color4]:
    match scheme:
        case "protein_chains":
            return _distinct([atom.chain for atom in atoms])
        case "protein_residues":
            return _distinct([atom.residue for atom in atoms])
        case "by_id":
            return _distinct([str(number) for number in range(len(atoms))])
        case _:
            return [_ELEMENTS.get(atom.element, _OTHER)[1] for atom in atoms]


def _distinct(names: list[str]) -> list[Color4]:
    """Give each name a colour; hues a golden angle apart differ for as many as there are."""
    known = {name: number for number, name in enumerate(dict.fromkeys(names))}
    turns = np.array([known[name] for name in names]) * 0.381966
    hues = np.abs((turns[:, None] + np.array([0, 2 / 3, 1 / 3])) % 1 * 6 - 3) - 1
    return [(float(r), float(g), float(b), 1.0) for r, g, b in np.clip(hues, 0.1, 1)]


def _surface(spheres: list[Sphere], colors: list[Color4]) -> Surface:
    mesh = tessellate([*spheres])
    return Surface(
        mesh=mesh,
        coloring=color_by_primitive(mesh, colors),
        bounding_points=np.concatenate([bounding_points(sphere) for sphere in spheres]),
    )


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
