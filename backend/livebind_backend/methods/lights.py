"""Methods about lights."""

from typing import Final

from livebind_backend.calls import Call
from livebind_backend.scene.lights import LIGHTS, Light
from livebind_backend.scene.models import Model, ModelInstance
from livebind_backend.typed_method import MethodGroup, summary_of

__all__ = ["LIGHT_METHODS"]

LIGHT_METHODS: Final = MethodGroup()


def _add(call: Call, params: Light) -> ModelInstance:
    return call.engine.scene.add(Model("light", params)).describe()


for _name, _light in LIGHTS.items():
    LIGHT_METHODS.define(
        f"add-light-{_name}",
        _add,
        f"Add {summary_of(_light)}",
        params=_light,
        returns=ModelInstance,
    )


@LIGHT_METHODS.add("clear-lights")
def clear_lights(call: Call) -> None:
    """Remove all lights."""
    call.engine.scene.clear(lambda content: isinstance(content, Light))
