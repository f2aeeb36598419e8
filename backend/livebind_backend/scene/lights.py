"""Light sources."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from livebind_backend.arrays import Color3, Vector3
from livebind_backend.declarations import About

__all__ = ["LIGHTS", "AmbientLight", "DirectionalLight", "Light", "QuadLight", "SphereLight"]

_COLOR = About("Colour of the light, red, green and blue, 0 to 1")
_INTENSITY = About("Factor on the colour", minimum=0)


@dataclass(frozen=True)
class AmbientLight:
    """Light that comes evenly from everywhere."""

    color: Annotated[Color3, _COLOR] = (1.0, 1.0, 1.0)
    intensity: Annotated[float, _INTENSITY] = 1.0


@dataclass(frozen=True)
class DirectionalLight:
    """Light that shines everywhere in the same direction."""

    color: Annotated[Color3, _COLOR] = (1.0, 1.0, 1.0)
    direction: Annotated[Vector3, About("Where the light shines to, XYZ")] = (-1.0, -1.0, 0.0)
    intensity: Annotated[float, _INTENSITY] = 1.0


@dataclass(frozen=True)
class QuadLight:
    """A parallelogram that shines to one side."""

    color: Annotated[Color3, _COLOR] = (1.0, 1.0, 1.0)
    edge1: Annotated[Vector3, About("First edge, XYZ from the corner")] = (1.0, 0.0, 0.0)
    edge2: Annotated[Vector3, About("Second edge, XYZ from the corner")] = (0.0, 0.0, 1.0)
    intensity: Annotated[float, _INTENSITY] = 1.0
    position: Annotated[Vector3, About("One corner, XYZ")] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class SphereLight:
    """A glowing sphere, or a point of light."""

    color: Annotated[Color3, _COLOR] = (1.0, 1.0, 1.0)
    intensity: Annotated[float, _INTENSITY] = 1.0
    position: Annotated[Vector3, About("Middle of the sphere, XYZ")] = (0.0, 0.0, 0.0)
    radius: Annotated[float, About("Radius of the sphere")] = 0.0


Light: TypeAlias = AmbientLight | DirectionalLight | QuadLight | SphereLight

LIGHTS: Final[dict[str, type[Light]]] = {
    "ambient": AmbientLight,
    "directional": DirectionalLight,
    "quad": QuadLight,
    "sphere": SphereLight,
}
"""Every light, by its name in the API."""
