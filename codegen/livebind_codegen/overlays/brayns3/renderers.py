"""Renderers for snapshots: fast, or good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from .. import EngineObjectData, Interactive, Production

__all__ = ["Color", "InteractiveRenderer", "ProductionRenderer", "Renderer"]

Color: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity, each 0 to 1."""

_NOTHING: Color = (0.0, 0.0, 0.0, 0.0)


class Renderer(Protocol):
    """What `Snapshot` needs of a renderer; one of a plugin can be written the same way."""

    def engine_object(self) -> EngineObjectData:
        """Return the renderer as the backend takes it."""
        ...


@dataclass(frozen=True)
class InteractiveRenderer:
    """The fast renderer: direct light, shadows, ambient occlusion."""

    samples_per_pixel: int = 1
    """Rays for each pixel: more make edges smooth and noise low."""
    max_ray_bounces: int = 3
    """How often light is followed from surface to surface."""
    background_color: Color = _NOTHING
    """What is behind everything; transparent by default, which is black in JPEG."""
    enable_shadows: bool = True
    """Whether things cast shadows."""
    ambient_occlusion_samples: int = 0
    """Rays for each hit that find out how open its surroundings are."""

    @classmethod
    def default(cls) -> InteractiveRenderer:
        """Return the settings that an instance starts with, but with nothing as background."""
        return cls()

    def engine_object(self) -> EngineObjectData:
        """Return the renderer as the backend takes it."""
        params = Interactive(
            samples_per_pixel=self.samples_per_pixel,
            max_ray_bounces=self.max_ray_bounces,
            background_color=self.background_color,
            enable_shadows=self.enable_shadows,
            ao_samples=self.ambient_occlusion_samples,
        )
        return EngineObjectData(name="interactive", params=params)


@dataclass(frozen=True)
class ProductionRenderer:
    """The good renderer: a path tracer with every material and indirect light. Slow."""

    samples_per_pixel: int = 128
    """Rays for each pixel: more make edges smooth and noise low."""
    max_ray_bounces: int = 7
    """How often light is followed from surface to surface."""
    background_color: Color = _NOTHING
    """What is behind everything; transparent by default, which is black in JPEG."""

    @classmethod
    def default(cls) -> ProductionRenderer:
        """Return settings for a picture with little noise."""
        return cls()

    def engine_object(self) -> EngineObjectData:
        """Return the renderer as the backend takes it."""
        params = Production(
            samples_per_pixel=self.samples_per_pixel,
            max_ray_bounces=self.max_ray_bounces,
            background_color=self.background_color,
        )
        return EngineObjectData(name="production", params=params)
