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
    simulation: SimulationParameters = field(
        default_factory=lambda: SimulationParameters(current=0, unit="ms")
    )
    framebuffer: Framebuffer = field(default_factory=Framebuffer)
    frames: FrameCache = field(default_factory=FrameCache)
    _geometry: tuple[int, Geometry] | None = field(default=None, repr=False)

    def geometry(self) -> Geometry:
        """Return what is visible, prepared for rays; kept until the scene changes."""
        if self._geometry is None or self._geometry[0] != self.scene.revision:
            self._geometry = (self.scene.revision, prepare(self.scene))
        return self._geometry[1]
