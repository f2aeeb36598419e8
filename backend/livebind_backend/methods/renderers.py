"""Methods about the renderer."""

from typing import Final

from livebind_backend.calls import Call
from livebind_backend.engine import Engine
from livebind_backend.methods.variants import define_variants
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


define_variants(RENDERER_METHODS, "renderer", RENDERERS, lambda engine: engine.renderer, _use)
