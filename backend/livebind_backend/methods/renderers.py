"""Methods about the renderer."""

from typing import Final, TypeVar

from livebind_backend.calls import Call
from livebind_backend.errors import InvalidRequestError
from livebind_backend.scene.merging import merge
from livebind_backend.typed_method import MethodGroup
from livebind_backend.view.engine_objects import name_of
from livebind_backend.view.renderers import RENDERERS, Interactive, Production, Renderer

__all__ = ["RENDERER_METHODS"]

RENDERER_METHODS: Final = MethodGroup()

RendererT = TypeVar("RendererT", Interactive, Production)


@RENDERER_METHODS.add("get-renderer-type")
def get_renderer_type(call: Call) -> str:
    """Tell which renderer is used."""
    return name_of(call.engine.renderer)


@RENDERER_METHODS.add("get-renderer-interactive")
def get_renderer_interactive(call: Call) -> Interactive:
    """Tell the settings of the interactive renderer; an error if another one is used."""
    return _current(call, Interactive)


@RENDERER_METHODS.add("get-renderer-production")
def get_renderer_production(call: Call) -> Production:
    """Tell the settings of the production renderer; an error if another one is used."""
    return _current(call, Production)


@RENDERER_METHODS.add("set-renderer-interactive")
def set_renderer_interactive(call: Call, params: Interactive) -> None:
    """Use the interactive renderer."""
    _change(call, params)


@RENDERER_METHODS.add("set-renderer-production")
def set_renderer_production(call: Call, params: Production) -> None:
    """Use the production renderer."""
    _change(call, params)


def _current(call: Call, kind: type[RendererT]) -> RendererT:
    renderer = call.engine.renderer
    if not isinstance(renderer, kind):
        raise InvalidRequestError(f"Invalid renderer type (should be '{name_of(renderer)}')")
    return renderer


def _change(call: Call, update: Renderer) -> None:
    current = call.engine.renderer
    base = current if type(current) is type(update) else RENDERERS[name_of(update)]
    call.engine.renderer = merge(base, update)
