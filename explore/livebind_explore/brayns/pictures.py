"""What is sent for one picture: everything that it depends on, so that it changes no state."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.brayns.camera_control import Camera, Orthographic, Projection, View
from livebind_explore.brayns.quality import LEAST_SIDE

if TYPE_CHECKING:
    from livebind_explore.brayns.quality import Size

__all__ = [
    "Renderer",
    "Shot",
    "depth_params",
    "projection_params",
    "snapshot_params",
    "view_params",
]

_SAMPLES: Final = "samples_per_pixel"


@dataclass(frozen=True, slots=True)
class Renderer:
    """How a picture is rendered."""

    name: str = "interactive"
    params: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def samples(self) -> int:
        """Rays for each pixel."""
        value = self.params.get(_SAMPLES, 1)
        return value if isinstance(value, int) else 1

    def with_samples(self, number: int) -> Renderer:
        """Return this renderer with another number of rays for each pixel."""
        return replace(self, params={**self.params, _SAMPLES: number})


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    camera: Camera
    renderer: Renderer
    size: Size
    image_format: str = "jpg"
    """`jpg` or `png`."""
    jpeg_quality: int = 90
    """0 is small, 100 is good."""


def snapshot_params(shot: Shot) -> dict[str, Any]:
    """Return the parameters of `snapshot`."""
    return {
        **_seen_from(shot.camera),
        "renderer": {"name": shot.renderer.name, "params": shot.renderer.params},
        "image_start": [0.0, 1.0],
        "image_end": [1.0, 0.0],
        "image_settings": {
            "format": shot.image_format,
            "quality": shot.jpeg_quality,
            "size": list(shot.size),
        },
    }


def depth_params(shot: Shot, x: float, y: float) -> dict[str, Any]:
    """Return the parameters of `export-gbuffers` for the depth at one point of a picture.

    Args:
        shot: the picture.
        x: how far to the right of its middle, in parts of its height.
        y: how far above its middle, in parts of its height.
    """
    # Not the whole picture, only a pixel of it. The resolution gives it its shape.
    pixel = 1 / shot.size[1]
    width, height = _least_size(shot.size)
    right, above = 0.5 + x * height / width, 0.5 + y
    half_width, half_height = pixel / 2 * height / width, pixel / 2
    return {
        **_seen_from(shot.camera),
        "renderer": {
            "name": shot.renderer.name,
            "params": shot.renderer.with_samples(1).params,
        },
        "channels": ["depth"],
        "image_start": [right - half_width, above + half_height],
        "image_end": [right + half_width, above - half_height],
        "resolution": [width, height],
    }


def _least_size(size: Size) -> Size:
    """Return a size of about the same shape, as small as the service takes it."""
    factor = LEAST_SIDE / min(size)
    return max(LEAST_SIDE, round(size[0] * factor)), max(LEAST_SIDE, round(size[1] * factor))


def _seen_from(camera: Camera) -> dict[str, Any]:
    return {
        "camera": projection_params(camera.projection),
        "camera_view": view_params(camera.view),
    }


def projection_params(projection: Projection) -> dict[str, Any]:
    """Return name and settings of a projection, as the service has them."""
    name = "orthographic" if isinstance(projection, Orthographic) else "perspective"
    return {"name": name, "params": asdict(projection)}


def view_params(view: View) -> dict[str, Any]:
    """Return a view as `set-camera-view` takes it."""
    return {name: list(vector) for name, vector in asdict(view).items()}
