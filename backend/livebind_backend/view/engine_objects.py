"""Cameras and renderers that a request describes by name and params."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

from livebind_backend.declarations import About
from livebind_backend.decoding import decode
from livebind_backend.errors import InternalError, InvalidParamsError
from livebind_backend.schema import schema_of
from livebind_backend.validation import violations
from livebind_backend.variants import at_start, merge, name_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from livebind_backend.json_values import JsonObject, JsonValue

__all__ = ["EngineObjectData", "build"]

VariantT = TypeVar("VariantT", bound="DataclassInstance")


@dataclass(frozen=True)
class EngineObjectData:
    """A camera or renderer."""

    name: Annotated[str | None, About("Its type, such as `perspective` or `production`")] = None
    params: Annotated[object, About("Its properties, as for the setter of this type")] = None


def build(
    data: EngineObjectData, current: VariantT, kinds: Mapping[str, type[VariantT]]
) -> VariantT:
    """Make what the data describe; what they leave out is as at the start.

    Args:
        data: Name and params.
        current: Gives the type if the data have no name.
        kinds: Every type there is, by name.

    Raises:
        InternalError: There is no such type.
        InvalidParamsError: The params break the schema of the type.
    """
    name = data.name or name_of(current)
    kind = kinds.get(name)
    if kind is None:
        raise InternalError(f"Unknown type name {name}")
    params: JsonValue = cast("JsonObject", data.params) or {}
    details = violations(schema_of(kind), params)
    if details:
        raise InvalidParamsError("Invalid engine JSON schema", details)
    return merge(at_start(kind), cast("VariantT", decode(kind, params)))
