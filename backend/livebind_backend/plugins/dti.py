"""The plugin with streamlines of diffusion imaging, of which there is no data to try it with."""

from dataclasses import dataclass
from typing import Annotated, Final

from livebind_backend.declarations import About
from livebind_backend.loaders.loader import Loader, refuse
from livebind_backend.plugins.plugin import Plugin

__all__ = ["PLUGIN"]


@dataclass(frozen=True)
class DTILoaderParameters:
    """How streamlines are shown."""

    radius: Annotated[float, About("Radius of the streamlines, in world units")]
    spike_decay_time: Annotated[
        float, About("Milliseconds in which a spike runs along a streamline", minimum=0)
    ] = 1.0


PLUGIN: Final = Plugin(
    name="braynsDTI",
    loaders=(
        Loader(
            name="DTI loader",
            extensions=("json",),
            params=DTILoaderParameters,
            load=refuse,
            accepts_uploads=False,
            plugin="DTI",
        ),
    ),
)
