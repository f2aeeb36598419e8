"""What every renderer is: settings, and how rays are traced with them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.arrays import Color4
from livebind_backend.declarations import About
from livebind_backend.render.geometry import Geometry
from livebind_backend.render.lighting import Lighting
from livebind_backend.render.samples import Tracer

__all__ = ["BOUNCES", "SAMPLES", "Renderer"]

BOUNCES: Final = About("How often light is followed from surface to surface", minimum=0)
SAMPLES: Final = About("Rays for each pixel: more make edges smooth and noise low", minimum=1)
_NIGHT: Final = (0.004, 0.016, 0.102, 0.0)


@dataclass(frozen=True, kw_only=True)
class Renderer(ABC):
    """How pictures are computed, and how well; in the state of an instance all is set."""

    background_color: Annotated[
        Color4 | None,
        About("Colour where nothing is: red, green, blue and opacity, 0 to 1", start=_NIGHT),
    ] = None
    max_ray_bounces: Annotated[int | None, BOUNCES] = None
    samples_per_pixel: Annotated[int | None, SAMPLES] = None

    @property
    def background(self) -> Color4:
        """Colour and opacity of what is behind everything."""
        return self.background_color or (0, 0, 0, 0)

    @property
    def layers(self) -> int:
        """How many surfaces a ray may meet."""
        return (self.max_ray_bounces or 0) + 1

    @property
    def samples(self) -> int:
        """How many rays there are for each pixel."""
        return self.samples_per_pixel or 1

    @abstractmethod
    def tracer(self, geometry: Geometry, lighting: Lighting) -> Tracer:
        """Make what traces the rays of one picture."""
