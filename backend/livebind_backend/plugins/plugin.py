"""What a plugin adds to an instance."""

from dataclasses import dataclass

from livebind_backend.loaders.loader import Loader
from livebind_backend.method import Method
from livebind_backend.view.cameras import Projection

__all__ = ["Plugin"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """Methods and loaders under a name."""

    name: str
    """Name that is given at the start."""
    methods: tuple[Method, ...] = ()
    """What it adds to the registry."""
    loaders: tuple[Loader, ...] = ()
    """What it adds to the loaders."""
    projections: tuple[type[Projection], ...] = ()
    """What it adds to the cameras."""
