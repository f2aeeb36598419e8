"""Settings of the instance that belong to no camera and no renderer."""

from dataclasses import dataclass, field
from typing import Annotated, Final

from livebind_backend.declarations import About
from livebind_backend.errors import InternalError

__all__ = ["ApplicationParameters", "Framebuffer", "SimulationParameters", "Size"]

SMALLEST_SIDE: Final = 64
"""Pixels below which a progressive picture is not made smaller."""

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

    def check_frame(self, frame: int) -> None:
        """Refuse a moment that the simulation does not have.

        Raises:
            InternalError: It is before the first frame, or after the last one.
        """
        if not self.start_frame <= frame <= self.end_frame:
            raise InternalError(f"Frame {frame} is not in {self.start_frame}-{self.end_frame}")


@dataclass(frozen=True)
class Framebuffer:
    """How `render-image` builds up its picture."""

    scale: int = 1
    """Factor by which the first picture is smaller than the following ones; 1 for none."""

    def first_size(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return width and height of the first picture, whose sides stay above 64 pixels."""
        width, height = size
        scale = max(1, min(self.scale, width // SMALLEST_SIDE, height // SMALLEST_SIDE))
        return width // scale, height // scale
