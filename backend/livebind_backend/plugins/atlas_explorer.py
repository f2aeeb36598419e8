"""The plugin with atlases: it is announced, and has no data."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, NoReturn

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InvalidParamsError
from livebind_backend.loaders.loader import Loader, refuse
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.scene.models import ModelInstance
from livebind_backend.typed_method import MethodGroup

__all__ = ["PLUGIN"]

_NAME: Final = "Atlas Explorer"
_METHODS: Final = MethodGroup(_NAME)


@dataclass(frozen=True)
class NRRDLoaderParameters:
    """What the values of an atlas mean."""

    type: Annotated[
        Literal["scalar", "orientation", "flatmap", "layer_distance", "vector"],
        About("What the values mean"),
    ]


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
    """List the ways to show an atlas; an error if the model has none."""
    _refuse(call, params.model_id)


@_METHODS.add("visualize-atlas-usecase")
def visualize_atlas_usecase(call: Call, params: VisualizeUseCaseMessage) -> ModelInstance:
    """Show an atlas in one of the ways that there are; an error if the model has none."""
    _refuse(call, params.model_id)


def _refuse(call: Call, number: int) -> NoReturn:
    call.engine.scene.get(number)
    raise InvalidParamsError("The requested model does not have an Atlas component")


PLUGIN: Final = Plugin(
    name="braynsAtlasExplorer",
    methods=tuple(_METHODS.methods),
    loaders=(
        Loader(
            name="NRRD loader",
            extensions=(".nrrd",),
            params=NRRDLoaderParameters,
            load=refuse,
            accepts_uploads=False,
            plugin=_NAME,
        ),
    ),
)
