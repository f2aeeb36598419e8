"""Methods about materials."""

from functools import partial
from typing import Any, Final

from livebind_backend.calls import Call
from livebind_backend.errors import InvalidRequestError, UnsupportedByModelError
from livebind_backend.methods.messages import GetModelMessage
from livebind_backend.scene.materials import MATERIALS, Material, SetMaterialMessage
from livebind_backend.scene.models import Surface
from livebind_backend.typed_method import MethodGroup, summary_of
from livebind_backend.variants import name_of, updated

__all__ = ["MATERIAL_METHODS"]

MATERIAL_METHODS: Final = MethodGroup()

_SET_MATERIAL: Final[Any] = SetMaterialMessage
"""Takes type arguments that only a table knows."""


@MATERIAL_METHODS.add("get-material-type")
def get_material_type(call: Call, params: GetModelMessage) -> str:
    """Tell which material a model has."""
    return name_of(_surface(call, params.id).material)


def _get(kind: type[Material], call: Call, params: GetModelMessage) -> Material:
    material = _surface(call, params.id).material
    if not isinstance(material, kind):
        raise InvalidRequestError(f"Invalid material type (should be '{name_of(material)}')")
    return material


def _set(call: Call, params: SetMaterialMessage[Material]) -> None:
    surface = _surface(call, params.model_id)
    surface.material = updated(surface.material, params.material)
    call.engine.scene.touch()


def _surface(call: Call, number: int) -> Surface:
    content = call.engine.scene.get(number).model.content
    if not isinstance(content, Surface):
        raise UnsupportedByModelError("The model does not have material")
    return content


for _name, _kind in MATERIALS.items():
    MATERIAL_METHODS.define(
        f"get-material-{_name}",
        partial(_get, _kind),
        f"Tell the `{_name}` material of a model; an error if it has another one.",
        params=GetModelMessage,
        returns=_kind,
    )
    MATERIAL_METHODS.define(
        f"set-material-{_name}",
        _set,
        f"Give a model the `{_name}` material: {summary_of(_kind)}",
        params=_SET_MATERIAL[_kind],
    )
