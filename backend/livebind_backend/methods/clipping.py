"""Methods that add shapes which hide things."""

from typing import Final

from livebind_backend.calls import Call
from livebind_backend.scene.models import Clipping, Model, ModelInstance
from livebind_backend.scene.shapes import (
    BoundedPlane,
    Box,
    Capsule,
    ClippingGeometry,
    Plane,
    Shape,
    Sphere,
)
from livebind_backend.typed_method import MethodGroup

__all__ = ["CLIPPING"]

CLIPPING: Final = MethodGroup()


@CLIPPING.add("add-clipping-spheres")
def add_clipping_spheres(call: Call, params: ClippingGeometry[Sphere]) -> ModelInstance:
    """Hide what is inside spheres."""
    return _add(call, [*params.primitives], inverted=params.invert_normals)


@CLIPPING.add("add-clipping-boxes")
def add_clipping_boxes(call: Call, params: ClippingGeometry[Box]) -> ModelInstance:
    """Hide what is inside boxes."""
    return _add(call, [*params.primitives], inverted=params.invert_normals)


@CLIPPING.add("add-clipping-capsules")
def add_clipping_capsules(call: Call, params: ClippingGeometry[Capsule]) -> ModelInstance:
    """Hide what is inside capsules."""
    return _add(call, [*params.primitives], inverted=params.invert_normals)


@CLIPPING.add("add-clipping-planes")
def add_clipping_planes(call: Call, params: ClippingGeometry[Plane]) -> ModelInstance:
    """Hide what is behind planes, where the left side of their equation is negative."""
    return _add(call, [*params.primitives], inverted=params.invert_normals)


@CLIPPING.add("add-clipping-bounded-planes")
def add_clipping_bounded_planes(
    call: Call, params: ClippingGeometry[BoundedPlane]
) -> ModelInstance:
    """Hide what is behind planes within boxes."""
    return _add(call, [*params.primitives], inverted=params.invert_normals)


@CLIPPING.add("add-clip-plane", deprecated=True)
def add_clip_plane(call: Call, params: Plane) -> ModelInstance:
    """Hide what is behind one plane; `add-clipping-planes` does the same for several."""
    return _add(call, [params], inverted=False)


@CLIPPING.add("clear-clipping-geometries")
def clear_clipping_geometries(call: Call) -> None:
    """Remove everything that hides things."""
    call.engine.scene.clear(lambda content: isinstance(content, Clipping))


@CLIPPING.add("clear-clip-planes", deprecated=True)
def clear_clip_planes(call: Call) -> None:
    """Remove everything that hides things, as `clear-clipping-geometries` does."""
    clear_clipping_geometries(call)


def _add(call: Call, shapes: list[Shape], *, inverted: bool) -> ModelInstance:
    model = Model("clipping_geometry", Clipping(shapes, inverted))
    return call.engine.scene.add(model).describe()
