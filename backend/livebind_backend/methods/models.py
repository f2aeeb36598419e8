"""Methods about models of any kind and the scene that they make up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, cast

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import InvalidParamsError, UnsupportedByModelError
from livebind_backend.loaders.loader import Source, extension_of
from livebind_backend.methods.messages import GetModelMessage
from livebind_backend.scene.bounds import Bounds
from livebind_backend.scene.models import (
    LoadInfo,
    Model,
    ModelInfo,
    ModelInstance,
    Surface,
    VolumeContent,
)
from livebind_backend.scene.transforms import Transform
from livebind_backend.typed_method import MethodGroup

if TYPE_CHECKING:
    from livebind_backend.json_values import JsonValue

__all__ = ["MODELS"]

MODELS: Final = MethodGroup()


@dataclass(frozen=True)
class Loader:
    """Something that can load models."""

    binary: Annotated[bool, About("Whether it takes uploads", read_only=True)]
    extensions: Annotated[list[str], About("File name extensions that it knows", read_only=True)]
    input_parameters_schema: Annotated[
        dict[str, object],
        About("Schema of its properties", read_only=True, title="JsonSchema"),
    ]
    name: Annotated[str, About("Its name", read_only=True)]
    plugin: Annotated[str, About("What brings it", read_only=True)]


@dataclass(frozen=True)
class AddModelParams:
    """A file to load."""

    loader_name: Annotated[str, About("Loader to use; empty to choose by the file name extension")]
    loader_properties: Annotated[object, About("Properties of the loader, see `get-loaders`")]
    path: Annotated[str, About("File on the machine where the instance runs")]


@dataclass(frozen=True)
class UploadModelParams:
    """Content to load, which is the body of the binary message."""

    loader_name: Annotated[str, About("Loader to use; empty to choose by the type")]
    loader_properties: Annotated[object, About("Properties of the loader, see `get-loaders`")]
    type: Annotated[str, About("File name extension that fits the content, without dot")]


@dataclass(frozen=True)
class RemoveModelMessage:
    """Which models to remove."""

    ids: Annotated[list[Annotated[int, About(minimum=0)]], About("Numbers of the models")]


@dataclass(frozen=True)
class InstantiateMessage:
    """Where else a model is to stand."""

    model_id: Annotated[int, About("Number of the model", minimum=0)]
    transforms: Annotated[list[Transform], About("One transform for each new place")]


@dataclass(frozen=True)
class UpdateModelMessage:
    """What to change in a model."""

    model: Annotated[ModelInstance, About("Properties to change")]
    model_id: Annotated[int, About("Number of the model", minimum=0)]


@dataclass(frozen=True)
class Scene:
    """Everything that an instance holds."""

    bounds: Annotated[Bounds, About("Box around everything", read_only=True)]
    models: Annotated[list[ModelInstance], About("All models", read_only=True)]


@MODELS.add("get-loaders")
def get_loaders(call: Call) -> list[Loader]:
    """Describe everything that can load models."""
    return [
        Loader(
            binary=loader.accepts_uploads,
            extensions=list(loader.extensions),
            input_parameters_schema=dict(loader.schema()),
            name=loader.name,
            plugin=loader.plugin,
        )
        for loader in call.engine.loaders.loaders
    ]


@MODELS.add("add-model", asynchronous=True)
def add_model(call: Call, params: AddModelParams) -> list[ModelInstance]:
    """Load models from a file of the machine where the instance runs."""
    if not params.path:
        raise InvalidParamsError("No model path")
    extension = extension_of(params.path)
    loader = call.engine.loaders.find(params.loader_name, extension)
    properties = cast("JsonValue", params.loader_properties)
    typed = loader.read_params(properties)
    files = call.engine.files
    source = Source(files.read(params.path), extension, params.path, files)
    call.progress.stage(0.1, "Model read")
    models = loader.load(source, typed, call.progress.within(0.1, 1.0))
    info = LoadInfo(properties, params.loader_name, params.path, "from_file")
    return _place(call, models, info)


@MODELS.add("upload-model", asynchronous=True)
def upload_model(call: Call, params: UploadModelParams) -> list[ModelInstance]:
    """Load models from the bytes that come with the request."""
    if not params.type:
        raise InvalidParamsError("No model type")
    if not call.body:
        raise InvalidParamsError("No model binary data")
    call.progress.stage(0.5, "Model uploaded")
    loader = call.engine.loaders.find(params.loader_name, params.type)
    if not loader.accepts_uploads:
        raise InvalidParamsError(f"The loader '{loader.name}' takes no uploads")
    properties = cast("JsonValue", params.loader_properties)
    typed = loader.read_params(properties)
    source = Source(call.body, params.type)
    models = loader.load(source, typed, call.progress.within(0.5, 1.0))
    return _place(call, models, LoadInfo(properties, params.loader_name, "", "from_blob"))


def _place(call: Call, models: list[Model], info: LoadInfo) -> list[ModelInstance]:
    call.progress.stage(1.0, "Adding models ...")
    for model in models:
        model.info = ModelInfo(
            base_transform=model.info.base_transform, load_info=info, metadata=model.info.metadata
        )
    return [call.engine.scene.add(model).describe() for model in models]


@MODELS.add("get-model")
def get_model(call: Call, params: GetModelMessage) -> ModelInstance:
    """Describe one model."""
    return call.engine.scene.get(params.id).describe()


@MODELS.add("get-scene")
def get_scene(call: Call) -> Scene:
    """Describe everything that the instance holds."""
    scene = call.engine.scene
    models = [placement.describe() for placement in scene.placements]
    return Scene(bounds=scene.bounds, models=models)


@MODELS.add("update-model")
def update_model(call: Call, params: UpdateModelMessage) -> ModelInstance:
    """Show, hide or move a model, and describe it as it is then."""
    placement = call.engine.scene.get(params.model_id)
    if params.model.transform is not None:
        placement.move(params.model.transform)
    if params.model.is_visible is not None:
        placement.is_visible = params.model.is_visible
    call.engine.scene.touch()
    return placement.describe()


@MODELS.add("instantiate-model")
def instantiate_model(call: Call, params: InstantiateMessage) -> list[ModelInstance]:
    """Let a model stand in more places, which share its material and colours."""
    if not params.transforms:
        raise UnsupportedByModelError("transforms list cannot be empty")
    scene = call.engine.scene
    model = scene.existing(params.model_id).model
    return [scene.add(model, transform).describe() for transform in params.transforms]


@MODELS.add("remove-model")
def remove_model(call: Call, params: RemoveModelMessage) -> None:
    """Remove models; none is removed if one of them does not exist."""
    call.engine.scene.remove(params.ids)


@MODELS.add("clear-models")
def clear_models(call: Call) -> None:
    """Remove everything, also lights and clipping."""
    call.engine.scene.clear(lambda _content: True)


@MODELS.add("clear-renderables")
def clear_renderables(call: Call) -> None:
    """Remove everything that can be seen; lights and clipping stay."""
    call.engine.scene.clear(lambda content: isinstance(content, Surface | VolumeContent))
