"""Methods about materials."""

from typing import Final, TypeVar

from livebind_backend.calls import Call
from livebind_backend.errors import InvalidRequestError, UnsupportedByModelError
from livebind_backend.methods.messages import GetModelMessage
from livebind_backend.scene.materials import (
    DEFAULTS,
    CarPaint,
    Emissive,
    Ghost,
    Glass,
    Material,
    Matte,
    Metal,
    Phong,
    Plastic,
    Principled,
    SetMaterialMessage,
    material_name,
)
from livebind_backend.scene.merging import merge
from livebind_backend.scene.models import Surface
from livebind_backend.typed_method import MethodGroup

__all__ = ["MATERIALS"]

MATERIALS: Final = MethodGroup()

MaterialT = TypeVar(
    "MaterialT", CarPaint, Emissive, Ghost, Glass, Matte, Metal, Phong, Plastic, Principled
)


@MATERIALS.add("get-material-type")
def get_material_type(call: Call, params: GetModelMessage) -> str:
    """Tell which material a model has."""
    return material_name(_surface(call, params.id).material)


@MATERIALS.add("get-material-carpaint")
def get_material_carpaint(call: Call, params: GetModelMessage) -> CarPaint:
    """Tell the `carpaint` material of a model; an error if it has another one."""
    return _current(call, params, CarPaint)


@MATERIALS.add("get-material-emissive")
def get_material_emissive(call: Call, params: GetModelMessage) -> Emissive:
    """Tell the `emissive` material of a model; an error if it has another one."""
    return _current(call, params, Emissive)


@MATERIALS.add("get-material-ghost")
def get_material_ghost(call: Call, params: GetModelMessage) -> Ghost:
    """Tell the `ghost` material of a model; an error if it has another one."""
    return _current(call, params, Ghost)


@MATERIALS.add("get-material-glass")
def get_material_glass(call: Call, params: GetModelMessage) -> Glass:
    """Tell the `glass` material of a model; an error if it has another one."""
    return _current(call, params, Glass)


@MATERIALS.add("get-material-matte")
def get_material_matte(call: Call, params: GetModelMessage) -> Matte:
    """Tell the `matte` material of a model; an error if it has another one."""
    return _current(call, params, Matte)


@MATERIALS.add("get-material-metal")
def get_material_metal(call: Call, params: GetModelMessage) -> Metal:
    """Tell the `metal` material of a model; an error if it has another one."""
    return _current(call, params, Metal)


@MATERIALS.add("get-material-phong")
def get_material_phong(call: Call, params: GetModelMessage) -> Phong:
    """Tell the `phong` material of a model; an error if it has another one."""
    return _current(call, params, Phong)


@MATERIALS.add("get-material-plastic")
def get_material_plastic(call: Call, params: GetModelMessage) -> Plastic:
    """Tell the `plastic` material of a model; an error if it has another one."""
    return _current(call, params, Plastic)


@MATERIALS.add("get-material-principled")
def get_material_principled(call: Call, params: GetModelMessage) -> Principled:
    """Tell the `principled` material of a model; an error if it has another one."""
    return _current(call, params, Principled)


@MATERIALS.add("set-material-carpaint")
def set_material_carpaint(call: Call, params: SetMaterialMessage[CarPaint]) -> None:
    """Give a model the `carpaint` material: lacquer with metal flakes."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-emissive")
def set_material_emissive(call: Call, params: SetMaterialMessage[Emissive]) -> None:
    """Give a model the `emissive` material: a surface that shines."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-ghost")
def set_material_ghost(call: Call, params: SetMaterialMessage[Ghost]) -> None:
    """Give a model the `ghost` material: its outline is seen; for the interactive renderer."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-glass")
def set_material_glass(call: Call, params: SetMaterialMessage[Glass]) -> None:
    """Give a model the `glass` material: clear glass."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-matte")
def set_material_matte(call: Call, params: SetMaterialMessage[Matte]) -> None:
    """Give a model the `matte` material: a surface without gloss."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-metal")
def set_material_metal(call: Call, params: SetMaterialMessage[Metal]) -> None:
    """Give a model the `metal` material: bare metal."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-phong")
def set_material_phong(call: Call, params: SetMaterialMessage[Phong]) -> None:
    """Give a model the `phong` material: matte, as models start; for every renderer."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-plastic")
def set_material_plastic(call: Call, params: SetMaterialMessage[Plastic]) -> None:
    """Give a model the `plastic` material: a coloured body with a glossy coat."""
    _change(call, params.model_id, params.material)


@MATERIALS.add("set-material-principled")
def set_material_principled(call: Call, params: SetMaterialMessage[Principled]) -> None:
    """Give a model the `principled` material: one described by weights of its layers."""
    _change(call, params.model_id, params.material)


def _surface(call: Call, number: int) -> Surface:
    content = call.engine.scene.get(number).model.content
    if not isinstance(content, Surface):
        raise UnsupportedByModelError("The model does not have material")
    return content


def _current(call: Call, params: GetModelMessage, kind: type[MaterialT]) -> MaterialT:
    material = _surface(call, params.id).material
    if not isinstance(material, kind):
        raise InvalidRequestError(f"Invalid material type (should be '{material_name(material)}')")
    return material


def _change(call: Call, number: int, update: Material) -> None:
    surface = _surface(call, number)
    current = surface.material
    base = current if type(current) is type(update) else DEFAULTS[material_name(update)]
    surface.material = merge(base, update)
    call.engine.scene.touch()
