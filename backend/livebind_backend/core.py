"""Puts the core API together, with what plugins add."""

from collections.abc import Sequence
from pathlib import Path

from livebind_backend.engine import Engine
from livebind_backend.files import Files
from livebind_backend.loaders.loader import LoaderRegistry
from livebind_backend.loaders.meshes import MESH_LOADER
from livebind_backend.loaders.volumes import MHD_LOADER, RAW_LOADER
from livebind_backend.methods.cameras import CAMERAS
from livebind_backend.methods.clipping import CLIPPING
from livebind_backend.methods.colors import COLORS
from livebind_backend.methods.control import CONTROL
from livebind_backend.methods.discovery import discovery_methods
from livebind_backend.methods.frames import FRAMES
from livebind_backend.methods.geometries import GEOMETRIES
from livebind_backend.methods.lights import LIGHT_METHODS
from livebind_backend.methods.materials import MATERIAL_METHODS
from livebind_backend.methods.models import MODELS
from livebind_backend.methods.renderers import RENDERER_METHODS
from livebind_backend.methods.settings import SETTINGS
from livebind_backend.methods.snapshots import SNAPSHOTS
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.registry import Registry
from livebind_backend.variants import by_name
from livebind_backend.view.cameras import PROJECTIONS
from livebind_backend.view.settings import ApplicationParameters

__all__ = ["VIEWPORT", "make_engine", "make_registry"]

VIEWPORT = (800, 600)
"""Width and height of pictures at the start."""

_GROUPS = (
    CAMERAS,
    CLIPPING,
    COLORS,
    CONTROL,
    FRAMES,
    GEOMETRIES,
    LIGHT_METHODS,
    MATERIAL_METHODS,
    MODELS,
    RENDERER_METHODS,
    SETTINGS,
    SNAPSHOTS,
)


def make_registry(plugins: Sequence[Plugin] = ()) -> Registry:
    """List the methods of the core and of plugins."""
    core = [method for group in _GROUPS for method in group.methods]
    registry = Registry([*core, *(method for plugin in plugins for method in plugin.methods)])
    registry.add(discovery_methods(registry))
    return registry


def make_engine(plugins: Sequence[Plugin] = (), folders: Sequence[Path] = ()) -> Engine:
    """Make the state of a new instance with the loaders of the core and of plugins.

    Args:
        plugins: What is added to the core.
        folders: Where clients may read and write files; everywhere by default.
    """
    loaders = [MESH_LOADER, MHD_LOADER, RAW_LOADER]
    return Engine(
        loaders=LoaderRegistry(
            [*loaders, *(loader for plugin in plugins for loader in plugin.loaders)]
        ),
        application=ApplicationParameters([plugin.name for plugin in plugins], VIEWPORT),
        files=Files(folders),
        projections=PROJECTIONS
        | by_name(*(kind for plugin in plugins for kind in plugin.projections)),
    )
