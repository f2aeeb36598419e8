"""Models: what was loaded or described, and each place where it stands."""

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.declarations import About
from livebind_backend.scene.bounds import EMPTY, Bounds, bounds_of_points
from livebind_backend.scene.coloring import SHAPE_METHODS, Coloring, color_by_primitive
from livebind_backend.scene.lights import Light
from livebind_backend.scene.materials import Material, Phong
from livebind_backend.scene.meshes import Mesh
from livebind_backend.scene.ramps import ColorRamp, color_table, shades_of
from livebind_backend.scene.shapes import Shape
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.transforms import (
    IDENTITY,
    Transform,
    apply_to_points,
    complete,
    matrix_of,
)
from livebind_backend.scene.volumes import Volume
from livebind_backend.variants import at_start

__all__ = [
    "Clipping",
    "Content",
    "LoadInfo",
    "Model",
    "ModelInfo",
    "ModelInstance",
    "Placement",
    "Surface",
    "VolumeContent",
]


@dataclass(frozen=True)
class LoadInfo:
    """Where a model came from."""

    load_parameters: Annotated[object, About("What the loader was told", read_only=True)] = None
    loader_name: Annotated[str, About("Loader that was asked for", read_only=True)] = ""
    path: Annotated[str, About("File that was loaded, empty for an upload", read_only=True)] = ""
    source: Annotated[
        Literal["from_file", "from_blob", "none"], About("How it came here", read_only=True)
    ] = "none"


@dataclass(frozen=True)
class ModelInfo:
    """What is known about a model."""

    base_transform: Annotated[
        Transform | None, About("Transform that the loader gave it", read_only=True)
    ] = None
    load_info: Annotated[LoadInfo | None, About("Where it came from", read_only=True)] = None
    metadata: Annotated[
        dict[str, str] | None, About("Facts that depend on the kind of model", read_only=True)
    ] = None


@dataclass(frozen=True)
class ModelInstance:
    """One place where a model stands."""

    bounds: Annotated[Bounds, About("Box around it in the scene", read_only=True)] = EMPTY
    info: Annotated[ModelInfo, About("What is known about it", read_only=True)] = ModelInfo()
    is_visible: Annotated[bool | None, About("Whether it is shown")] = None
    model_id: Annotated[int, About("Its number in the scene", minimum=0, read_only=True)] = 0
    model_type: Annotated[str, About("Kind of model", read_only=True)] = ""
    transform: Annotated[Transform | None, About("Where it stands")] = None


@dataclass
class Surface:
    """Something that has a surface to see."""

    mesh: Mesh
    """Its triangles."""
    coloring: Coloring
    """Colours of the triangles."""
    bounding_points: Floats
    """Points whose bounds are those of the model, shape (n, 3)."""
    color_methods: tuple[str, ...] = SHAPE_METHODS
    """The ways to colour it."""
    material: Material = field(default_factory=lambda: at_start(Phong))
    simulation: Simulation | None = None

    def colors(self, frame: int) -> Coloring:
        """Return the colours in a frame of the simulation, if there is one and it is shown."""
        if self.simulation is None or not self.simulation.enabled:
            return self.coloring
        values = self.simulation.report.values(frame)
        numbers = shades_of(self.simulation.ramp, values)
        return color_by_primitive(self.mesh, color_table(self.simulation.ramp)[numbers])


@dataclass
class VolumeContent:
    """A volume and the colours that it is shown in."""

    volume: Volume
    ramp: ColorRamp


@dataclass(frozen=True)
class Clipping:
    """Shapes that hide what they contain, or what they do not contain."""

    shapes: list[Shape]
    inverted: bool


Content: TypeAlias = Surface | VolumeContent | Clipping | Light

_NO_POINTS: Final = np.zeros((0, 3), np.float32)


@dataclass
class Model:
    """What the places of a model share."""

    kind: str
    """Name of its kind in the API."""
    content: Content
    """What it consists of."""
    info: ModelInfo = ModelInfo()
    """What is known about it."""

    def bounding_points(self) -> Floats:
        """Return points whose bounds are those of the model; none for lights and clipping."""
        if isinstance(self.content, Surface):
            return self.content.bounding_points
        if isinstance(self.content, VolumeContent):
            sides = [(0.0, side) for side in self.content.volume.size.tolist()]
            return np.array(np.meshgrid(*sides), np.float32).reshape(3, -1).T
        return _NO_POINTS


@dataclass
class Placement:
    """One place where a model stands."""

    number: int
    """Its number in the scene."""
    model: Model
    """What stands there."""
    transform: Transform = IDENTITY
    is_visible: bool = True
    _bounded: tuple[Floats, Transform, Bounds] | None = field(default=None, init=False)

    @property
    def matrix(self) -> Floats:
        """The 4 by 4 matrix that moves the model: as its loader says, and then by its transform."""
        moved = matrix_of(self.transform)
        base = self.model.info.base_transform
        return moved if base is None else moved @ matrix_of(base)

    def move(self, transform: Transform) -> None:
        """Change those parts of the transform that are given."""
        self.transform = complete(transform, self.transform)

    @property
    def bounds(self) -> Bounds:
        """The box around it in the scene; kept until the points or the transform change."""
        points = self.model.bounding_points()
        if self._bounded is not None:
            known, transform, bounds = self._bounded
            if known is points and transform == self.transform:
                return bounds
        moved = points
        if self.transform != IDENTITY or self.model.info.base_transform is not None:
            moved = apply_to_points(self.matrix, points)
        bounds = bounds_of_points(moved)
        self._bounded = (points, self.transform, bounds)
        return bounds

    def describe(self) -> ModelInstance:
        """Say what clients may know about it."""
        return ModelInstance(
            bounds=self.bounds,
            info=self.model.info,
            is_visible=self.is_visible,
            model_id=self.number,
            model_type=self.model.kind,
            transform=self.transform,
        )
