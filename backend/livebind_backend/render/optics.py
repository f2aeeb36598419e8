"""Materials as the renderers compute with them: a few numbers for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

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


_GLOSS = 0.04
"""Reflection of common lacquers and plastics seen straight on."""


def optics_of(material: Material) -> Optics:
    """Translate a material whose properties are all set."""
    translate = _TRANSLATIONS[type(material)]
    return translate(material)


def _opaque(material: Phong | Matte) -> Optics:
    return Optics(opacity=_number(material.opacity))


def _plastic(material: Plastic) -> Optics:
    return Optics(opacity=_number(material.opacity), gloss=_GLOSS, roughness=0.1)


def _car_paint(material: CarPaint) -> Optics:
    flakes = _number(material.flake_density)
    return Optics(gloss=_GLOSS, metallic=0.5 * flakes, roughness=0.05 + 0.3 * flakes)


def _metal(material: Metal) -> Optics:
    return Optics(metallic=1.0, roughness=_number(material.roughness))


def _glass(material: Glass) -> Optics:
    refraction = _number(material.index_of_refraction)
    return Optics(gloss=_GLOSS, roughness=0.0, transmission=1.0, refraction=refraction)


def _emissive(material: Emissive) -> Optics:
    intensity = _number(material.intensity)
    red, green, blue = (intensity * value for value in material.color or (0, 0, 0))
    return Optics(emission=(red, green, blue))


def _ghost(_material: Ghost) -> Optics:
    return Optics(ghost=True)


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


_TRANSLATIONS: Final[dict[type[Material], Callable[..., Optics]]] = {
    CarPaint: _car_paint,
    Emissive: _emissive,
    Ghost: _ghost,
    Glass: _glass,
    Matte: _opaque,
    Metal: _metal,
    Phong: _opaque,
    Plastic: _plastic,
    Principled: _principled,
}
