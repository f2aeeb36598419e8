"""The plugin with a camera that looks around."""

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.methods.cameras import PROJECTION
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.typed_method import MethodGroup
from livebind_backend.view.cameras import FOVY, Frame, Lens, Projection, check_angle, half_height

__all__ = ["PLUGIN"]

_METHODS: Final = MethodGroup("Cylindric Camera")


@dataclass(frozen=True)
class Cylindric(Projection):
    """A camera that shows half a turn around it, as if on a cylinder."""

    fovy: Annotated[float | None, FOVY] = None

    def check(self) -> None:
        """Refuse an angle that shows nothing."""
        check_angle(self.fovy)

    def rays(self, frame: Frame, x: Floats, y: Floats, lens: Lens | None) -> tuple[Floats, Floats]:
        """Make rays that turn from left to right; there is no lens."""
        del lens
        turn, upwards = x * np.float32(np.pi / 2), y * half_height(self.fovy)
        directions = (
            np.sin(turn)[:, None] * frame.right
            + np.cos(turn)[:, None] * frame.forward
            + upwards[:, None] * frame.up
        )
        return np.broadcast_to(frame.eye, directions.shape), directions


PROJECTION.define(
    _METHODS,
    Cylindric,
    "Tell the cylindric projection; an error if the camera has none.",
    "Make the camera look around.",
)

PLUGIN: Final = Plugin(
    name="braynsCylindricCamera", methods=tuple(_METHODS.methods), projections=(Cylindric,)
)
