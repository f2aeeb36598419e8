"""What a plugin adds to an instance."""

from dataclasses import dataclass

from livebind_backend.loaders.loader import Loader
from livebind_backend.method import Method

__all__ = ["Plugin"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """Methods and loaders under a name.

    Args:
        name: Name that is given at the start.
        methods: What it adds to the registry.
        loaders: What it adds to the loaders.
    """

    name: str
    methods: tuple[Method, ...] = ()
    loaders: tuple[Loader, ...] = ()
