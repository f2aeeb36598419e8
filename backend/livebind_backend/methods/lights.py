"""Methods about lights."""

from typing import Final

from livebind_backend.calls import Call
from livebind_backend.scene.lights import (
    AmbientLight,
    DirectionalLight,
    Light,
    QuadLight,
    SphereLight,
)
from livebind_backend.scene.models import Model, ModelInstance
from livebind_backend.typed_method import MethodGroup

__all__ = ["LIGHTS"]

LIGHTS: Final = MethodGroup()


@LIGHTS.add("add-light-ambient")
def add_light_ambient(call: Call, params: AmbientLight) -> ModelInstance:
    """Add light that comes evenly from everywhere."""
    return _add(call, params)


@LIGHTS.add("add-light-directional")
def add_light_directional(call: Call, params: DirectionalLight) -> ModelInstance:
    """Add light that shines everywhere in the same direction."""
    return _add(call, params)


@LIGHTS.add("add-light-quad")
def add_light_quad(call: Call, params: QuadLight) -> ModelInstance:
    """Add a parallelogram that shines to one side."""
    return _add(call, params)


@LIGHTS.add("add-light-sphere")
def add_light_sphere(call: Call, params: SphereLight) -> ModelInstance:
    """Add a glowing sphere, or a point of light."""
    return _add(call, params)


@LIGHTS.add("clear-lights")
def clear_lights(call: Call) -> None:
    """Remove all lights."""
    call.engine.scene.clear(lambda content: isinstance(content, Light))


def _add(call: Call, light: Light) -> ModelInstance:
    return call.engine.scene.add(Model("light", light)).describe()
