"""Shapes that clients describe by numbers: to be shown, or to clip what is shown."""

from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

from livebind_backend.arrays import Color4, Vector3, Vector4
from livebind_backend.declarations import About

__all__ = [
    "SHAPES",
    "BoundedPlane",
    "Box",
    "Capsule",
    "ClippingGeometry",
    "GeometryWithColor",
    "Plane",
    "Shape",
    "Sphere",
]

_PLANE = About("Plane equation as A, B, C and D: points where Ax + By + Cz is D")


@dataclass(frozen=True)
class Sphere:
    """A sphere."""

    center: Annotated[Vector3, About("Middle of the sphere, XYZ")]
    radius: Annotated[float, About("Distance from the middle to the surface")]


@dataclass(frozen=True)
class Box:
    """A box with edges along the axes."""

    max: Annotated[Vector3, About("Corner with the largest X, Y and Z")]
    min: Annotated[Vector3, About("Corner with the smallest X, Y and Z")]


@dataclass(frozen=True)
class Capsule:
    """A cone or cylinder with round ends."""

    p0: Annotated[Vector3, About("Where the axis starts, XYZ")]
    p1: Annotated[Vector3, About("Where the axis ends, XYZ")]
    r0: Annotated[float, About("Radius where the axis starts")]
    r1: Annotated[float, About("Radius where the axis ends")]


@dataclass(frozen=True)
class Plane:
    """An endless plane."""

    coefficients: Annotated[Vector4, _PLANE]


@dataclass(frozen=True)
class BoundedPlane:
    """The part of a plane inside a box."""

    bounds: Annotated[Box, About("Box outside of which there is no plane")]
    coefficients: Annotated[Vector4, _PLANE]


Shape: TypeAlias = Sphere | Box | Capsule | Plane | BoundedPlane

SHAPES: Final[dict[str, type[Shape]]] = {
    "spheres": Sphere,
    "boxes": Box,
    "capsules": Capsule,
    "planes": Plane,
    "bounded-planes": BoundedPlane,
}
"""Every shape, as the API names several of them."""

ShapeT_co = TypeVar("ShapeT_co", covariant=True)


@dataclass(frozen=True)
class GeometryWithColor(Generic[ShapeT_co]):
    """A shape to show."""

    color: Annotated[Color4, About("Colour as red, green, blue and opacity, 0 to 1")]
    geometry: Annotated[ShapeT_co, About("The shape")]


@dataclass(frozen=True)
class ClippingGeometry(Generic[ShapeT_co]):
    """Shapes that hide what they contain."""

    primitives: Annotated[list[ShapeT_co], About("The shapes that clip")]
    invert_normals: Annotated[bool, About("Hide the other side instead")] = False
