"""What surfaces do with light, as numbers that renderers compute with."""

from dataclasses import dataclass

from livebind_backend.arrays import Color3

__all__ = ["Optics"]


@dataclass(frozen=True, slots=True)
class Optics:
    """What a surface does with light."""

    opacity: float = 1.0
    """Share of rays that do not simply pass."""
    metallic: float = 0.0
    """Share that is mirrored in the colour of the surface."""
    gloss: float = 0.0
    """Share that is mirrored uncoloured when seen straight on; more at an angle."""
    roughness: float = 1.0
    """0 for a mirror, 1 for a blur."""
    transmission: float = 0.0
    """Share of the rest that enters and is bent."""
    refraction: float = 1.0
    """Index of refraction for that."""
    emission: Color3 = (0.0, 0.0, 0.0)
    """Light that is given off."""
    ghost: bool = False
    """Whether only the outline is opaque."""
