"""All state of an instance, which every client shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from livebind_backend.files import Files
from livebind_backend.loaders.loader import LoaderRegistry
from livebind_backend.render.framebuffer import FrameCache
from livebind_backend.render.geometry import Geometry
from livebind_backend.render.interactive import Interactive
from livebind_backend.render.preparation import prepare
from livebind_backend.render.renderer import Renderer
from livebind_backend.scene.scene import Scene
from livebind_backend.variants import at_start
from livebind_backend.view.cameras import PROJECTIONS, Camera, Projection
from livebind_backend.view.settings import (
    ApplicationParameters,
    Framebuffer,
    SimulationParameters,
)

__all__ = ["Engine"]


@dataclass
class Engine:
    """What methods read and change; only the worker's thread touches it."""

    loaders: LoaderRegistry
    """Everything that can load models."""
    application: ApplicationParameters
    """Plugins and the size of pictures."""
    files: Files = field(default_factory=Files)
    """Reads and writes what clients name."""
    projections: Mapping[str, type[Projection]] = field(default_factory=lambda: PROJECTIONS)
    """What cameras there are, by name."""
    scene: Scene = field(default_factory=Scene)
    camera: Camera = field(default_factory=Camera)
    renderer: Renderer = field(default_factory=lambda: at_start(Interactive))
    frame: int = 0
    """The frame of the simulation that is shown, if there are so many."""
    framebuffer: Framebuffer = field(default_factory=Framebuffer)
    frames: FrameCache = field(default_factory=FrameCache)
    _geometry: tuple[tuple[int, int], Geometry] | None = field(default=None, repr=False)

    def geometry(self, frame: int) -> Geometry:
        """Return what is visible in a frame, prepared for rays; kept until anything changes."""
        key = (self.scene.revision, frame)
        if self._geometry is None or self._geometry[0] != key:
            self._geometry = (key, prepare(self.scene, frame))
        return self._geometry[1]

    @property
    def simulation(self) -> SimulationParameters:
        """Which moment is shown, and which there are in all models together."""
        reports = [simulation.report for simulation in self.scene.simulations]
        end = max((report.frames for report in reports), default=1) - 1
        dt = min((report.dt for report in reports), default=0.0)
        return SimulationParameters(min(self.frame, end), dt, end, start_frame=0, unit="ms")
