"""The plugin with atlases: grids from NRRD files, and ways to show them."""

from dataclasses import dataclass
from typing import Annotated, Final, cast

import numpy as np

from livebind_backend.arrays import Vector3
from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.loaders.loader import Loader, Source
from livebind_backend.loaders.nrrd import read_nrrd
from livebind_backend.loaders.nrrd_header import NrrdHeader
from livebind_backend.plugins.atlases import USE_CASES, Atlas, AtlasSurface, AtlasType, shell_of
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.progress import Progress
from livebind_backend.scene.models import Model, ModelInstance
from livebind_backend.scene.transforms import Transform, rotation_of
from livebind_backend.typed_method import MethodGroup

__all__ = ["PLUGIN"]

_NAME: Final = "Atlas Explorer"
_METHODS: Final = MethodGroup(_NAME)


@dataclass(frozen=True)
class NRRDLoaderParameters:
    """What the values of an atlas mean."""

    type: Annotated[AtlasType, About("What the values mean")]


@dataclass(frozen=True)
class AvailableUseCasesMessage:
    """Which model to ask."""

    model_id: Annotated[int, About("Number of the model with an atlas", minimum=0)]


@dataclass(frozen=True)
class UseCaseMessage:
    """A way to show an atlas."""

    name: Annotated[str, About("Its name")]
    params_schema: Annotated[
        dict[str, object], About("Schema of its parameters", title="JsonSchema")
    ]


@dataclass(frozen=True)
class VisualizeUseCaseMessage:
    """How to show an atlas."""

    model_id: Annotated[int, About("Number of the model with an atlas", minimum=0)]
    params: Annotated[object, About("Parameters of the way to show it")]
    use_case: Annotated[str, About("Name of the way to show it")]


@_METHODS.add("get-available-atlas-usecases")
def get_available_atlas_usecases(
    call: Call, params: AvailableUseCasesMessage
) -> list[UseCaseMessage]:
    """List the ways to show an atlas, of which none takes parameters."""
    atlas = _atlas(call, params.model_id)
    return [UseCaseMessage(name, {}) for name, use in USE_CASES.items() if atlas.kind in use.kinds]


@_METHODS.add("visualize-atlas-usecase")
def visualize_atlas_usecase(call: Call, params: VisualizeUseCaseMessage) -> ModelInstance:
    """Show an atlas in one more way, as a model of its own."""
    atlas = _atlas(call, params.model_id)
    use = USE_CASES.get(params.use_case)
    if use is None or atlas.kind not in use.kinds:
        known = ", ".join(name for name, use in USE_CASES.items() if atlas.kind in use.kinds)
        raise InternalError(
            f"Atlases of the type {atlas.kind} are not shown as '{params.use_case}', but as {known}"
        )
    return call.engine.scene.add(use.show(atlas)).describe()


def _atlas(call: Call, number: int) -> Atlas:
    content = call.engine.scene.get(number).model.content
    if not isinstance(content, AtlasSurface) or content.atlas is None:
        raise InvalidParamsError("The requested model does not have an Atlas component")
    return content.atlas


def load_nrrd(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load an atlas, which is shown by its outline at first.

    Raises:
        InternalError: The file is malformed, or its values are of another type.
    """
    given = cast("NRRDLoaderParameters", params)
    progress.stage(0.4, "Parsing NRRD ...")
    header, values = read_nrrd(source)
    spacing, transform = _placement(header)
    progress.stage(0.8, "Building shell ...")
    return [shell_of(Atlas(given.type, values, spacing, transform))]


def _placement(header: NrrdHeader) -> tuple[Vector3, Transform]:
    """Return the size of cells, and where the grid is."""
    if header.directions is None:
        return (1.0, 1.0, 1.0), Transform(translation=header.origin)
    x, y, z = np.linalg.norm(header.directions, axis=1).tolist()
    if not (x > 0 and y > 0 and z > 0):
        raise InternalError("The cells of the NRRD file have no size")
    axes = (header.directions / np.array([[x], [y], [z]])).T
    # No rotation makes a left hand of a right one.
    mirrored = bool(np.linalg.det(axes) < 0)
    rotation = rotation_of(axes * np.array([1, 1, -1 if mirrored else 1]))
    scale = (1.0, 1.0, -1.0 if mirrored else 1.0)
    return (x, y, z), Transform(rotation=rotation, scale=scale, translation=header.origin)


PLUGIN: Final = Plugin(
    name="braynsAtlasExplorer",
    methods=tuple(_METHODS.methods),
    loaders=(
        Loader(
            name="NRRD loader",
            extensions=(".nrrd",),
            params=NRRDLoaderParameters,
            load=load_nrrd,
            accepts_uploads=False,
            plugin=_NAME,
        ),
    ),
)
