"""Values of models that change with time."""

from dataclasses import dataclass
from typing import Protocol

from livebind_backend.arrays import Floats
from livebind_backend.scene.ramps import ColorRamp

__all__ = ["Report", "Simulation"]


class Report(Protocol):
    """What was recorded of a simulation: values for the primitives of a model, frame by frame."""

    @property
    def frames(self) -> int:
        """How many moments there are, of which the first has the number 0."""
        ...

    @property
    def dt(self) -> float:
        """Milliseconds from frame to frame."""
        ...

    def values(self, frame: int) -> Floats:
        """Return the value of each primitive in a frame, or in the last one if that is earlier."""
        ...


@dataclass
class Simulation:
    """A report and how it is shown."""

    report: Report
    ramp: ColorRamp
    enabled: bool = True
    """Whether the model has the colours of the report rather than its own."""
