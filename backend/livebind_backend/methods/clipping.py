"""Methods that add shapes which hide things."""

from typing import Any, Final

from livebind_backend.calls import Call
from livebind_backend.scene.models import Clipping, Model, ModelInstance
from livebind_backend.scene.shapes import SHAPES, ClippingGeometry, Plane, Shape
from livebind_backend.typed_method import MethodGroup

__all__ = ["CLIPPING"]

CLIPPING: Final = MethodGroup()

_CLIPPING_GEOMETRY: Final[Any] = ClippingGeometry
"""Takes type arguments that only a table knows."""

_HIDDEN: Final = {
    "planes": "behind planes, where the left side of their equation is less than the right one",
    "bounded-planes": "behind planes within boxes",
}


def _add(call: Call, params: ClippingGeometry[Shape]) -> ModelInstance:
    content = Clipping([*params.primitives], params.invert_normals)
    return call.engine.scene.add(Model("clipping_geometry", content)).describe()


for _name, _shape in SHAPES.items():
    CLIPPING.define(
        f"add-clipping-{_name}",
        _add,
        f"Hide what is {_HIDDEN.get(_name, f'inside {_name}')}.",
        params=_CLIPPING_GEOMETRY[_shape],
        returns=ModelInstance,
    )


@CLIPPING.add("add-clip-plane", deprecated=True)
def add_clip_plane(call: Call, params: Plane) -> ModelInstance:
    """Hide what is behind one plane; `add-clipping-planes` does the same for several."""
    return _add(call, ClippingGeometry([params]))


@CLIPPING.add("clear-clipping-geometries")
def clear_clipping_geometries(call: Call) -> None:
    """Remove everything that hides things."""
    call.engine.scene.clear(lambda content: isinstance(content, Clipping))


@CLIPPING.add("clear-clip-planes", deprecated=True)
def clear_clip_planes(call: Call) -> None:
    """Remove everything that hides things, as `clear-clipping-geometries` does."""
    clear_clipping_geometries(call)
