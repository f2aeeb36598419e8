"""Renderers: how pictures are computed, and how well."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from livebind_backend.arrays import Color4
from livebind_backend.declarations import About

__all__ = ["RENDERERS", "Interactive", "Production", "Renderer"]

_BACKGROUND = About("Colour where nothing is: red, green, blue and opacity, 0 to 1")
_BOUNCES = About("How often light is followed from surface to surface", minimum=0)
_SAMPLES = About("Rays for each pixel: more make edges smooth and noise low", minimum=1)


@dataclass(frozen=True)
class Interactive:
    """A fast renderer: direct light, shadows and ambient occlusion."""

    ao_samples: Annotated[
        int | None,
        About("Rays for each hit that find out how open its surroundings are", minimum=0),
    ] = None
    background_color: Annotated[Color4 | None, _BACKGROUND] = None
    enable_shadows: Annotated[bool | None, About("Whether things cast shadows")] = None
    max_ray_bounces: Annotated[int | None, _BOUNCES] = None
    samples_per_pixel: Annotated[int | None, _SAMPLES] = None


@dataclass(frozen=True)
class Production:
    """A path tracer: slow, with every material and indirect light."""

    background_color: Annotated[Color4 | None, _BACKGROUND] = None
    max_ray_bounces: Annotated[int | None, _BOUNCES] = None
    samples_per_pixel: Annotated[int | None, _SAMPLES] = None


Renderer: TypeAlias = Interactive | Production

_NIGHT: Final[Color4] = (0.004, 0.016, 0.102, 0.0)

RENDERERS: Final[dict[str, Renderer]] = {
    "interactive": Interactive(
        ao_samples=0,
        background_color=_NIGHT,
        enable_shadows=True,
        max_ray_bounces=3,
        samples_per_pixel=1,
    ),
    "production": Production(background_color=_NIGHT, max_ray_bounces=7, samples_per_pixel=32),
}
"""Every renderer as it starts, by its name in the API."""
