"""Methods about settings of the instance: picture size, simulation, framebuffer."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.calls import Call
from livebind_backend.declarations import About
from livebind_backend.errors import UnsupportedByModelError
from livebind_backend.scene.models import Surface
from livebind_backend.typed_method import MethodGroup
from livebind_backend.view.settings import (
    ApplicationParameters,
    Framebuffer,
    SimulationParameters,
)

__all__ = ["SETTINGS"]

SETTINGS: Final = MethodGroup()


@dataclass(frozen=True)
class EnableSimulationMessage:
    """Whether a model follows the simulation."""

    enabled: Annotated[bool, About("Whether the model follows the simulation")]
    model_id: Annotated[int, About("Number of the model", minimum=0)]


@dataclass(frozen=True)
class ProgressiveFrameMessage:
    """How coarse the first picture is."""

    scale: Annotated[int, About("Factor by which the first picture is coarser", minimum=1)] = 4


@SETTINGS.add("get-application-parameters")
def get_application_parameters(call: Call) -> ApplicationParameters:
    """Tell the picture size and the loaded plugins."""
    return call.engine.application


@SETTINGS.add("set-application-parameters")
def set_application_parameters(call: Call, params: ApplicationParameters) -> None:
    """Change the picture size."""
    if params.viewport is not None:
        call.engine.application = dataclasses.replace(
            call.engine.application, viewport=params.viewport
        )


@SETTINGS.add("get-simulation-parameters")
def get_simulation_parameters(call: Call) -> SimulationParameters:
    """Tell which moment of the simulation is shown."""
    return call.engine.simulation


@SETTINGS.add("set-simulation-parameters")
def set_simulation_parameters(call: Call, params: SimulationParameters) -> None:
    """Show another moment of the simulation."""
    if params.current is not None:
        call.engine.simulation.check_frame(params.current)
        call.engine.frame = params.current


@SETTINGS.add("enable-simulation")
def enable_simulation(call: Call, params: EnableSimulationMessage) -> None:
    """Let a model follow the simulation, or not; no model of the core has one."""
    content = call.engine.scene.get(params.model_id).model.content
    if not isinstance(content, Surface) or content.simulation is None:
        raise UnsupportedByModelError("The model does not have simulation")
    content.simulation.enabled = params.enabled
    call.engine.scene.touch()


@SETTINGS.add("set-framebuffer-progressive")
def set_framebuffer_progressive(call: Call, params: ProgressiveFrameMessage) -> None:
    """Make `render-image` show a coarse picture first and the full one after it."""
    call.engine.framebuffer = Framebuffer(params.scale)


@SETTINGS.add("set-framebuffer-static")
def set_framebuffer_static(call: Call) -> None:
    """Make `render-image` show the full picture at once."""
    call.engine.framebuffer = Framebuffer()
