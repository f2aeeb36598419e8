"""Atlases: a grid whose cells are a part of something, or are not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from livebind_backend.arrays import Booleans, Floats, Integers, Vector3
from livebind_backend.errors import InternalError
from livebind_backend.scene.coloring import Coloring
from livebind_backend.scene.meshes import Mesh
from livebind_backend.scene.models import Model, ModelInfo, Surface, VolumeContent
from livebind_backend.scene.transforms import Transform
from livebind_backend.scene.volumes import Volume, default_ramp

__all__ = ["USE_CASES", "Atlas", "AtlasSurface", "AtlasType", "UseCase", "shell_of"]

AtlasType: TypeAlias = Literal["scalar", "orientation", "flatmap", "layer_distance", "vector"]
"""What the values of cells mean."""

_COMPONENTS: Final[dict[AtlasType, int]] = {
    "scalar": 1,
    "orientation": 4,
    "flatmap": 2,
    "layer_distance": 2,
    "vector": 3,
}
"""Values of a cell."""

_MOST_SIDES: Final = 2_500_000
"""Sides of cells in the largest shell, each two triangles."""

_OPACITY: Final = 0.3
"""How opaque shells are, as with a real service."""

_CORNERS: Final = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.int64)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Values on a grid."""

    kind: AtlasType
    values: Floats
    """Shape (z, y, x, components)."""
    spacing: Vector3
    """Size of a cell along X, Y and Z."""
    transform: Transform
    """Where the grid is."""

    def __post_init__(self) -> None:
        """Refuse values that cannot mean this.

        Raises:
            InternalError: Cells have more or fewer values.
        """
        expected, found = _COMPONENTS[self.kind], self.values.shape[-1]
        if found != expected:
            raise InternalError(
                f"Cells of the type {self.kind} have {expected} values, not {found}"
            )

    @property
    def valid(self) -> Booleans:
        """Which cells are a part of what is mapped, shape (z, y, x)."""
        finite: Booleans = np.isfinite(self.values)
        mapped = finite
        if self.kind in {"scalar", "flatmap"}:
            # What is not mapped has the lowest value.
            mapped = finite & (self.values > np.min(self.values, initial=np.inf, where=finite))
        valid: Booleans = np.all(mapped, axis=-1)
        if self.kind in {"orientation", "vector"}:
            valid = valid & np.any(self.values != 0, axis=-1)
        return valid

    def model(self, content: Surface | VolumeContent) -> Model:
        """Make a model that stands where the atlas is."""
        return Model("atlas", content, ModelInfo(base_transform=self.transform, metadata={}))


@dataclass
class AtlasSurface(Surface):
    """A surface that was made of an atlas, and knows it."""

    atlas: Atlas | None = field(default=None, repr=False)


def shell_of(atlas: Atlas) -> Model:
    """Show the outline of what is mapped: the sides of cells between what is and what is not.

    Raises:
        InternalError: Nothing is mapped, or the shell is too large.
    """
    inside = np.pad(atlas.valid, 1)
    ways = [(axis, step) for axis in range(3) for step in (1, -1)]
    if not 0 < sum(np.count_nonzero(_bare(inside, *way)) for way in ways) <= _MOST_SIDES:
        raise InternalError(f"The atlas has no cells with values, or more than {_MOST_SIDES} sides")
    parts = [_sides(inside, *way) for way in ways]
    corners = np.concatenate([corners for corners, _ in parts])
    normals = np.concatenate([normals for _, normals in parts])
    size = np.array(atlas.values.shape[2::-1])
    vertices, numbers = _merged(corners.reshape(-1, 3), size + 1)
    spacing = np.array(atlas.spacing, np.float32)
    quads = numbers.reshape(-1, 4)
    faces = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)
    mesh = Mesh(
        vertices=(vertices * spacing).astype(np.float32),
        faces=faces,
        normals=np.repeat(normals, 2, axis=0)[:, None].repeat(3, axis=1).astype(np.float32),
        primitives=np.zeros(len(faces), np.int32),
    )
    ends = [(0.0, float(end)) for end in size * spacing]
    surface = AtlasSurface(
        mesh=mesh,
        coloring=Coloring(
            np.array([(1, 1, 1, _OPACITY)], np.float32), np.zeros((len(faces), 3), np.int32)
        ),
        bounding_points=np.array(np.meshgrid(*ends), np.float32).reshape(3, -1).T,
        color_methods=("solid",),
        atlas=atlas,
    )
    return atlas.model(surface)


def _bare(inside: Booleans, axis: int, step: int) -> Booleans:
    """Tell which cells that are inside have one beside them that is not, shape (z, y, x)."""
    bare: Booleans = inside & ~np.roll(inside, -step, axis=2 - axis)
    return bare


def _sides(inside: Booleans, axis: int, step: int) -> tuple[Integers, Floats]:
    """Return the outer sides of cells across an axis (0 is X) towards lower or higher cells.

    Returns:
        Corners XYZ counterclockwise from outside, shape (sides, 4, 3), and normals, (sides, 3).
    """
    cells = np.argwhere(_bare(inside, axis, step))[:, ::-1] - 1
    first, second = (axis + 1) % 3, (axis + 2) % 3
    corners = np.repeat(cells[:, None], 4, axis=1)
    order = _CORNERS if step > 0 else _CORNERS[::-1]
    corners[:, :, first] += order[:, 0]
    corners[:, :, second] += order[:, 1]
    corners[:, :, axis] += int(step > 0)
    normals = np.zeros((len(cells), 3), np.float32)
    normals[:, axis] = step
    return corners, normals


def _merged(points: Integers, size: Integers) -> tuple[Integers, Integers]:
    """Return the different ones among points of a grid, and the number of that of each."""
    keys = (points[:, 2] * size[1] + points[:, 1]) * size[0] + points[:, 0]
    different, numbers = np.unique(keys, return_inverse=True)
    rest, x = np.divmod(different, size[0])
    z, y = np.divmod(rest, size[1])
    return np.stack([x, y, z], axis=1), numbers


def density_of(atlas: Atlas) -> Model:
    """Show scalar values as a volume."""
    values = atlas.values[..., 0]
    lowest = np.min(values, initial=np.inf, where=np.isfinite(values))
    values = np.where(np.isfinite(values), values, lowest if np.isfinite(lowest) else 0)
    volume = Volume(values.astype(np.float32), atlas.spacing)
    return atlas.model(VolumeContent(volume, default_ramp(volume)))


@dataclass(frozen=True, slots=True)
class UseCase:
    """A way to show atlases."""

    kinds: frozenset[AtlasType]
    """Which ones it can show."""
    show: Callable[[Atlas], Model]


USE_CASES: Final[dict[str, UseCase]] = {
    "Density": UseCase(frozenset({"scalar"}), density_of),
    "Outline mesh shell": UseCase(frozenset(_COMPONENTS), shell_of),
}
"""All ways to show atlases, by the names that a real service gives them."""
