"""Cameras and renderers that a request describes by name and params."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

from livebind_backend.declarations import About
from livebind_backend.decoding import decode
from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.scene.merging import merge
from livebind_backend.schema import schema_of
from livebind_backend.validation import violations
from livebind_backend.view.cameras import Projection
from livebind_backend.view.renderers import Renderer

if TYPE_CHECKING:
    from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["EngineObjectData", "build", "name_of"]


@dataclass(frozen=True)
class EngineObjectData:
    """A camera or renderer."""

    name: Annotated[str | None, About("Its type, such as `perspective` or `production`")] = None
    params: Annotated[object, About("Its properties, as for the setter of this type")] = None


ObjectT = TypeVar("ObjectT", Projection, Renderer)


def name_of(value: Projection | Renderer) -> str:
    """Name a camera or renderer type as the API does."""
    return type(value).__name__.lower()


def build(data: EngineObjectData, current: ObjectT, defaults: dict[str, ObjectT]) -> ObjectT:
    """Make what the data describe; what they leave out has its default.

    Args:
        data: Name and params.
        current: Gives the type if the data have no name.
        defaults: Every type there is, by name.

    Raises:
        InternalError: There is no such type.
        InvalidParamsError: The params break the schema of the type.
    """
    name = data.name or name_of(current)
    default = defaults.get(name)
    if default is None:
        raise InternalError(f"Unknown type name {name}")
    params: JsonValue = cast("JsonObject", data.params) or {}
    details = violations(schema_of(type(default)), params)
    if details:
        raise InvalidParamsError("Invalid engine JSON schema", details)
    return merge(default, cast("ObjectT", decode(type(default), params)))
