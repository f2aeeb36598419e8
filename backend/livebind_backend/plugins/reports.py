"""What was recorded of neurons: their spikes, or values along them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from livebind_backend.arrays import Color4, Floats, Integers
from livebind_backend.scene.ramps import ColorRamp
from livebind_backend.scene.simulations import Simulation

__all__ = ["CompartmentReport", "SpikeReport"]

_RAMP: Final[list[Color4]] = [
    (0.25, 0.3, 0.4, 1.0),
    (0.7, 0.3, 0.3, 1.0),
    (1.0, 0.6, 0.1, 1.0),
    (1.0, 1.0, 0.5, 1.0),
]
"""From rest to spike."""


@dataclass(frozen=True)
class SpikeReport:
    """Spikes of cells: a value is 1 at a spike, and 0 when the last and next are far away."""

    spikes: Sequence[Floats]
    """Times of the spikes of each cell in milliseconds, ascending."""
    cells: Integers
    """Number of the cell of each primitive, shape (primitives,)."""
    transition: float
    """Milliseconds in which a spike comes and goes."""
    dt: float
    end: float
    """Milliseconds that the simulation takes."""

    @property
    def frames(self) -> int:
        """How many moments there are."""
        return max(1, round(self.end / self.dt)) if self.dt > 0 else 1

    def values(self, frame: int) -> Floats:
        """Return how close each primitive's cell is to a spike, 0 to 1."""
        time = min(frame, self.frames - 1) * self.dt
        values = np.array([self._closeness(times, time) for times in self.spikes], np.float32)
        return values[self.cells]

    def simulation(self) -> Simulation:
        """Show the report in the usual colours."""
        return Simulation(self, ColorRamp(_RAMP, (0.0, 1.0)))

    def _closeness(self, times: Floats, time: float) -> float:
        if len(times) == 0:
            return 0.0
        # The nearest spike is the one before or the one after.
        after = int(np.searchsorted(times, time))
        away = min(abs(float(times[number]) - time) for number in (after - 1, after % len(times)))
        if self.transition <= 0:
            return float(away < self.dt / 2)
        return max(0.0, 1 - away / self.transition)


@dataclass(frozen=True)
class CompartmentReport:
    """Values along cells."""

    read: Callable[[float], Floats]
    """Returns the values of all elements at a time, shape (elements,)."""
    elements: Integers
    """Number of the element of each primitive, shape (primitives,)."""
    start: float
    dt: float
    end: float

    @property
    def frames(self) -> int:
        """How many moments there are."""
        return max(1, round((self.end - self.start) / self.dt)) if self.dt > 0 else 1

    def values(self, frame: int) -> Floats:
        """Return the value of the element that each primitive is a part of."""
        time = self.start + min(frame, self.frames - 1) * self.dt
        return self.read(time)[self.elements]

    def simulation(self) -> Simulation:
        """Show the report in the usual colours, from -80 to -10 millivolts."""
        return Simulation(self, ColorRamp(_RAMP, (-80.0, -10.0)))
