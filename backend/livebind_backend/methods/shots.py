"""A picture beside the state: what a request says about it, and the state for the rest."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from livebind_backend.arrays import Vector2
from livebind_backend.declarations import About
from livebind_backend.engine import Engine
from livebind_backend.render.picture import Exposure, Picture, render
from livebind_backend.render.rays import RayMaker
from livebind_backend.render.renderer import Renderer
from livebind_backend.render.renderers import RENDERERS
from livebind_backend.view.cameras import (
    Camera,
    CameraRegionMessage,
    View,
    check_near_clip,
    check_view,
)
from livebind_backend.view.engine_objects import EngineObjectData, build
from livebind_backend.view.settings import Size

__all__ = ["Shot", "ShotParams"]


@dataclass(frozen=True, kw_only=True)
class ShotParams:
    """What any request for a picture may say; what is left out is as in the state."""

    camera: Annotated[
        EngineObjectData | None, About("Camera to use instead of the present one")
    ] = None
    camera_near_clip: Annotated[
        float | None, About("Distance in world units up to which the camera sees nothing")
    ] = None
    camera_view: Annotated[
        View | None, About("Where the camera stands instead of its present place")
    ] = None
    image_end: Annotated[
        Vector2 | None,
        About("One corner of what is rendered, 0 to 1 along X and Y from the lower left"),
    ] = None
    image_start: Annotated[
        Vector2 | None,
        About("Opposite corner of what is rendered, 0 to 1 along X and Y from the lower left"),
    ] = None
    renderer: Annotated[
        EngineObjectData | None, About("Renderer to use instead of the present one")
    ] = None
    simulation_frame: Annotated[
        int | None, About("Moment of the simulation to show", minimum=0)
    ] = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that can be rendered."""

    camera: Camera
    """From where."""
    renderer: Renderer
    """How."""
    size: tuple[int, int]
    """Width and height in pixels."""
    frame: int
    """Frame of the simulation."""

    @classmethod
    def of_state(cls, engine: Engine) -> "Shot":
        """Take everything from the state."""
        size = engine.application.viewport or (0, 0)
        return cls(engine.camera, engine.renderer, size, engine.simulation.current or 0)

    @classmethod
    def of_request(cls, engine: Engine, params: ShotParams, size: Size | None) -> "Shot":
        """Take from the request what it says; `size` is in pixels, None for that of the state.

        Raises:
            RequestError: A camera or renderer is unknown, something is invalid, or there is no such
                frame of the simulation.
        """
        state = cls.of_state(engine)
        frame = state.frame if params.simulation_frame is None else params.simulation_frame
        engine.simulation.check_frame(frame)
        camera, renderer = state.camera, state.renderer
        if params.camera is not None:
            projection = build(params.camera, camera.projection, engine.projections)
            projection.check()
            camera = dataclasses.replace(camera, projection=projection)
        if params.camera_near_clip is not None:
            check_near_clip(params.camera_near_clip)
            camera = dataclasses.replace(camera, near_clip=params.camera_near_clip)
        if params.camera_view is not None:
            check_view(params.camera_view)
            camera = dataclasses.replace(camera, view=params.camera_view)
        region = CameraRegionMessage(
            image_end=params.image_end or camera.region.image_end,
            image_start=params.image_start or camera.region.image_start,
        )
        camera = dataclasses.replace(camera, region=region)
        if params.renderer is not None:
            renderer = build(params.renderer, renderer, RENDERERS)
        return cls(camera, renderer, size or state.size, frame)

    def take(
        self,
        engine: Engine,
        report: Callable[[float], None],
        samples: range | None = None,
        *,
        surfaces: bool = False,
    ) -> Picture:
        """Render the picture, or only some of its samples.

        Args:
            engine: Has the scene.
            report: Takes the part that is done, 0 to 1.
            samples: Numbers of the samples; all by default.
            surfaces: Whether to fill in what rays meet first, besides the colours.
        """
        rays = RayMaker(self.camera, self.size)
        if samples is None:
            samples = range(self.renderer.samples)
        exposure = Exposure(self.renderer, samples, surfaces)
        return render(engine.geometry(self.frame), rays, exposure, report)
