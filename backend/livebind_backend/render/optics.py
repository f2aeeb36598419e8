"""Materials as the renderers compute with them: a few numbers for each."""

from dataclasses import dataclass
from typing import assert_never

from livebind_backend.arrays import Color3
from livebind_backend.scene.materials import (
    CarPaint,
    Emissive,
    Ghost,
    Glass,
    Material,
    Matte,
    Metal,
    Phong,
    Plastic,
    Principled,
)

__all__ = ["Optics", "optics_of"]


@dataclass(frozen=True, slots=True)
class Optics:
    """What a surface does with light.

    Args:
        opacity: Share of rays that do not simply pass.
        metallic: Share that is mirrored in the colour of the surface.
        gloss: Share that is mirrored uncoloured when seen straight on; more at an angle.
        roughness: 0 for a mirror, 1 for a blur.
        transmission: Share of the rest that enters and is bent.
        refraction: Index of refraction for that.
        emission: Light that is given off.
        ghost: Whether only the outline is opaque.
    """

    opacity: float = 1.0
    metallic: float = 0.0
    gloss: float = 0.0
    roughness: float = 1.0
    transmission: float = 0.0
    refraction: float = 1.0
    emission: Color3 = (0.0, 0.0, 0.0)
    ghost: bool = False


_GLOSS = 0.04
"""Reflection of common lacquers and plastics seen straight on."""


def optics_of(material: Material) -> Optics:
    """Translate a material whose properties are all set."""
    match material:
        case Phong() | Matte():
            return Optics(opacity=_number(material.opacity))
        case Plastic():
            return Optics(opacity=_number(material.opacity), gloss=_GLOSS, roughness=0.1)
        case CarPaint():
            flakes = _number(material.flake_density)
            return Optics(gloss=_GLOSS, metallic=0.5 * flakes, roughness=0.05 + 0.3 * flakes)
        case Metal():
            return Optics(metallic=1.0, roughness=_number(material.roughness))
        case Glass():
            return Optics(
                gloss=_GLOSS,
                roughness=0.0,
                transmission=1.0,
                refraction=_number(material.index_of_refraction),
            )
        case Emissive():
            red, green, blue = (
                value * _number(material.intensity) for value in material.color or (0, 0, 0)
            )
            return Optics(emission=(red, green, blue))
        case Ghost():
            return Optics(ghost=True)
        case Principled():
            return _principled(material)
        case _:
            assert_never(material)


def _principled(material: Principled) -> Optics:
    ior = max(1.0, _number(material.ior))
    straight = ((ior - 1) / (ior + 1)) ** 2 * _number(material.specular)
    return Optics(
        metallic=_number(material.metallic),
        gloss=max(straight, _GLOSS * _number(material.coat)),
        roughness=_number(material.roughness),
        transmission=_number(material.transmission),
        refraction=ior,
    )


def _number(value: float | None) -> float:
    return 0.0 if value is None else value
