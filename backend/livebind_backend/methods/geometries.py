"""Methods that add shapes to show."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from livebind_backend.calls import Call
from livebind_backend.errors import InternalError
from livebind_backend.scene.coloring import color_by_primitive
from livebind_backend.scene.models import Model, ModelInstance, Surface
from livebind_backend.scene.shapes import SHAPES, GeometryWithColor, Shape
from livebind_backend.scene.tessellation import bounding_points, tessellate
from livebind_backend.typed_method import MethodGroup

__all__ = ["GEOMETRIES"]

GEOMETRIES: Final = MethodGroup()

_WITH_COLOR: Final[Any] = GeometryWithColor
"""Takes type arguments that only a table knows."""

_PLURALS: Final = {"planes": "endless planes", "bounded-planes": "planes that end at boxes"}


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


for _name, _shape in SHAPES.items():
    GEOMETRIES.define(
        f"add-{_name}",
        _add,
        f"Add one model of {_PLURALS.get(_name, _name)}.",
        params=list[_WITH_COLOR[_shape]],
        returns=ModelInstance,
    )
