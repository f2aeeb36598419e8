"""Methods about the colours of models."""

from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.arrays import Color4
from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import (
    InternalError,
    InvalidParamsError,
    InvalidRequestError,
    UnsupportedByModelError,
)
from livebind_backend.methods.messages import GetModelMessage
from livebind_backend.scene.coloring import color_values, recolor
from livebind_backend.scene.models import Surface, VolumeContent
from livebind_backend.scene.ramps import ColorRamp
from livebind_backend.scene.simulations import Simulation
from livebind_backend.typed_method import MethodGroup
from livebind_backend.variants import merge

__all__ = ["COLORS"]

COLORS: Final = MethodGroup()

_NO_RAMP: Final = "The model does not have a color ramp"


@dataclass(frozen=True)
class ColorMethodValuesMessage:
    """A model and a way to colour it."""

    id: Annotated[int, About("Number of the model", minimum=0)]
    method: Annotated[str, About("Way to colour it, see `get-color-methods`")]


@dataclass(frozen=True)
class ColorModelMessage:
    """Colours for a model."""

    id: Annotated[int, About("Number of the model", minimum=0)]
    method: Annotated[str, About("Way to colour it, see `get-color-methods`")]
    values: Annotated[
        dict[str, Color4], About("A colour for each thing to colour, see `get-color-values`")
    ]


@dataclass(frozen=True)
class SetColorRampMessage:
    """Colours for the values of a model."""

    color_ramp: Annotated[ColorRamp, About("The colours")]
    id: Annotated[int, About("Number of the model", minimum=0)]


@COLORS.add("get-color-methods")
def get_color_methods(call: Call, params: GetModelMessage) -> list[str]:
    """List the ways to colour a model."""
    surface = _surface(call, params.id)
    return [*surface.color_methods] if surface else []


@COLORS.add("get-color-values")
def get_color_values(call: Call, params: ColorMethodValuesMessage) -> list[str]:
    """List what gets a colour if a model is coloured in some way; numbers as a range."""
    surface = _surface(call, params.id)
    if surface is None:
        return []
    _check_method(surface, params.method)
    return color_values(surface.mesh, params.method)


@COLORS.add("color-model")
def color_model(call: Call, params: ColorModelMessage) -> None:
    """Colour a model; numbered things can be listed, as in `0,2,4-6`."""
    if not params.values:
        raise InvalidParamsError("Color values cannot be empty")
    surface = _surface(call, params.id)
    if surface is None:
        return
    _check_method(surface, params.method)
    surface.coloring = recolor(surface.mesh, surface.coloring, params.method, params.values)
    call.engine.scene.touch()


@COLORS.add("get-color-ramp")
def get_color_ramp(call: Call, params: GetModelMessage) -> ColorRamp:
    """Tell which colours the values of a model have."""
    valued = _valued(call, params.id)
    if valued is None:
        raise UnsupportedByModelError(_NO_RAMP)
    return valued.ramp


@COLORS.add("set-color-ramp")
def set_color_ramp(call: Call, params: SetColorRampMessage) -> None:
    """Choose which colours the values of a model have."""
    valued = _valued(call, params.id)
    if valued is None:
        # Another code than that of the getter, as there.
        raise InvalidRequestError(_NO_RAMP)
    valued.ramp = merge(valued.ramp, params.color_ramp)
    call.engine.scene.touch()


def _surface(call: Call, number: int) -> Surface | None:
    content = call.engine.scene.get(number).model.content
    return content if isinstance(content, Surface) else None


def _check_method(surface: Surface, method: str) -> None:
    if method not in surface.color_methods:
        known = ", ".join(surface.color_methods)
        raise InternalError(f"Color method '{method}' not found (there are: {known})")


def _valued(call: Call, number: int) -> VolumeContent | Simulation | None:
    """Return what of a model has values: itself, or its simulation."""
    content = call.engine.scene.get(number).model.content
    if isinstance(content, Surface):
        return content.simulation
    return content if isinstance(content, VolumeContent) else None
