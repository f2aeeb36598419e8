"""Methods that add shapes to show."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from livebind_backend.calls import Call
from livebind_backend.errors import InternalError
from livebind_backend.scene.coloring import color_by_primitive
from livebind_backend.scene.models import Model, ModelInstance, Surface
from livebind_backend.scene.shapes import (
    BoundedPlane,
    Box,
    Capsule,
    GeometryWithColor,
    Plane,
    Shape,
    Sphere,
)
from livebind_backend.scene.tessellation import bounding_points, tessellate
from livebind_backend.typed_method import MethodGroup

__all__ = ["GEOMETRIES"]

GEOMETRIES: Final = MethodGroup()


@GEOMETRIES.add("add-spheres")
def add_spheres(call: Call, params: list[GeometryWithColor[Sphere]]) -> ModelInstance:
    """Add one model of spheres."""
    return _add(call, params)


@GEOMETRIES.add("add-boxes")
def add_boxes(call: Call, params: list[GeometryWithColor[Box]]) -> ModelInstance:
    """Add one model of boxes."""
    return _add(call, params)


@GEOMETRIES.add("add-capsules")
def add_capsules(call: Call, params: list[GeometryWithColor[Capsule]]) -> ModelInstance:
    """Add one model of capsules."""
    return _add(call, params)


@GEOMETRIES.add("add-planes")
def add_planes(call: Call, params: list[GeometryWithColor[Plane]]) -> ModelInstance:
    """Add one model of endless planes."""
    return _add(call, params)


@GEOMETRIES.add("add-bounded-planes")
def add_bounded_planes(call: Call, params: list[GeometryWithColor[BoundedPlane]]) -> ModelInstance:
    """Add one model of planes that end at boxes."""
    return _add(call, params)


def _add(call: Call, items: Sequence[GeometryWithColor[Shape]]) -> ModelInstance:
    if not items:
        raise InternalError("A model needs at least one geometry")
    mesh = tessellate([item.geometry for item in items])
    surface = Surface(
        mesh=mesh,
        coloring=color_by_primitive(mesh, [item.color for item in items]),
        bounding_points=np.concatenate([bounding_points(item.geometry) for item in items]),
    )
    return call.engine.scene.add(Model("geometry", surface)).describe()
