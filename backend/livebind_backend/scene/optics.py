"""What surfaces do with light, as numbers that renderers compute with."""

from dataclasses import dataclass

from livebind_backend.arrays import Color3

__all__ = ["Optics"]

_WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Optics:
    """A surface as layers, from the outside in: each takes its share of the light that is left."""

    opacity: float = 1.0
    """Share of rays that do not simply pass."""
    ghost: bool = False
    """Whether it is the less opaque the more it faces the viewer."""
    emission: Color3 = (0.0, 0.0, 0.0)
    """Light that is given off."""
    coat: float = 0.0
    """Weight of the reflection of a lacquer, by its index of refraction."""
    coat_ior: float = 1.5
    coat_roughness: float = 0.0
    flakes: float = 0.0
    """Share of the surface that is flakes of aluminium under the lacquer."""
    metallic: float = 0.0
    """Share that is bare metal: it mirrors in the colour of the surface."""
    edge_color: Color3 = _WHITE
    """Colour in which metal mirrors at grazing angles."""
    specular: float = 0.0
    """Weight of the reflection of the body, by its index of refraction; it has no colour."""
    ior: float = 1.0
    """Index of refraction of the body: how much is mirrored at each angle, and light is bent."""
    roughness: float = 0.0
    """0 for a mirror, 1 for a blur; of metal, flakes aside, and of the body's reflection."""
    transmission: float = 0.0
    """Share of the rest that enters the body."""
    transmission_color: Color3 = _WHITE
    """Colour that white light has after a way of `transmission_depth` through the body."""
    transmission_depth: float = 1.0
    diffuse: float = 1.0
    """Weight of what is left, which is scattered in the colour of the surface."""
