"""Renderers for snapshots: fast, or good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from livebind import DEFAULT, Instance, Task, Timeout

from .. import EngineObjectData, Interactive, Production
from .engine_objects import set_engine_object_task

__all__ = [
    "Color",
    "InteractiveRenderer",
    "ProductionRenderer",
    "Renderer",
    "set_renderer",
    "set_renderer_task",
]

Color: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity, each 0 to 1."""

_NOTHING: Color = (0.0, 0.0, 0.0, 0.0)


class Renderer(Protocol):
    """What `Snapshot` needs of a renderer; one of a plugin can be written the same way."""

    def engine_object(self) -> EngineObjectData:
        """Return the renderer as the backend takes it, such as for `renderer` of `snapshot`."""
        ...


def set_renderer(instance: Instance, renderer: Renderer, *, timeout: Timeout = DEFAULT) -> None:
    """Make the instance use a renderer.

    Args:
        instance: the connection to use.
        renderer: such as a `ProductionRenderer`.
        timeout: seconds to wait for the reply; None waits for ever.

    Raises:
        RemoteError: the instance has no such renderer.
    """
    set_renderer_task(instance, renderer).result(timeout)


def set_renderer_task(instance: Instance, renderer: Renderer) -> Task[None]:
    """Start `set_renderer` and return at once."""
    return set_engine_object_task(instance, "renderer", renderer)


@dataclass(frozen=True)
class InteractiveRenderer:
    """The fast renderer: direct light, shadows, ambient occlusion.

    `Snapshot` and `set_renderer` take it as it is; `engine_object` makes of it what the generated
    `snapshot` and `export_gbuffers` take.
    """

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
        """Return the renderer as the backend takes it, such as for `renderer` of `snapshot`."""
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
    """The good renderer: a path tracer with every material and indirect light. Slow.

    It is used as an `InteractiveRenderer` is.
    """

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
        """Return the renderer as the backend takes it, such as for `renderer` of `snapshot`."""
        params = Production(
            samples_per_pixel=self.samples_per_pixel,
            max_ray_bounces=self.max_ray_bounces,
            background_color=self.background_color,
        )
        return EngineObjectData(name="production", params=params)
