"""Methods about the renderer."""

from typing import Final

from livebind_backend.calls import Call
from livebind_backend.engine import Engine
from livebind_backend.methods.variants import Part
from livebind_backend.render.renderer import Renderer
from livebind_backend.render.renderers import RENDERERS
from livebind_backend.typed_method import MethodGroup
from livebind_backend.variants import name_of

__all__ = ["RENDERER_METHODS"]

RENDERER_METHODS: Final = MethodGroup()


@RENDERER_METHODS.add("get-renderer-type")
def get_renderer_type(call: Call) -> str:
    """Tell which renderer is used."""
    return name_of(call.engine.renderer)


def _use(engine: Engine, renderer: Renderer) -> None:
    engine.renderer = renderer


_RENDERER: Final = Part[Renderer]("renderer", read=lambda engine: engine.renderer, write=_use)

for _name, _kind in RENDERERS.items():
    _RENDERER.define(
        RENDERER_METHODS,
        _kind,
        f"Tell the settings of the {_name} renderer; an error if another one is used.",
        f"Use the {_name} renderer.",
    )
