"""Settings of the instance that belong to no camera and no renderer."""

from dataclasses import dataclass, field
from typing import Annotated

from livebind_backend.declarations import About

__all__ = ["ApplicationParameters", "Framebuffer", "SimulationParameters", "Size"]

Size = tuple[Annotated[int, About(minimum=0)], Annotated[int, About(minimum=0)]]
"""Width and height in pixels."""


@dataclass(frozen=True)
class ApplicationParameters:
    """What an instance was started with and how large its pictures are."""

    plugins: Annotated[
        list[str], About("Plugins that the instance was started with", read_only=True)
    ] = field(default_factory=list[str])
    viewport: Annotated[Size | None, About("Width and height of pictures, in pixels")] = None


@dataclass(frozen=True)
class SimulationParameters:
    """Which moment of a simulation is shown, and which ones there are."""

    current: Annotated[int | None, About("Frame that is shown", minimum=0)] = None
    dt: Annotated[float, About("Time from frame to frame", read_only=True)] = 0.0
    end_frame: Annotated[int, About("Last frame", minimum=0, read_only=True)] = 0
    start_frame: Annotated[int, About("First frame", minimum=0, read_only=True)] = 0
    unit: Annotated[str, About("Unit of time", read_only=True)] = ""


@dataclass(frozen=True)
class Framebuffer:
    """How `render-image` builds up its picture.

    Args:
        scale: Factor by which the first picture is coarser than the following one; 1 for none.
    """

    scale: int = 1

    @property
    def max_accumulation(self) -> int:
        """Number of pictures until nothing changes any more."""
        return 1 if self.scale == 1 else 2
