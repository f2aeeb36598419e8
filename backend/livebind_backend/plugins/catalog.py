"""The plugins that can be loaded, by name."""

from importlib import import_module
from typing import Final

from livebind_backend.plugins.plugin import Plugin

__all__ = ["load_plugin", "plugin_names"]

_MODULES: Final = {
    "braynsAtlasExplorer": "livebind_backend.plugins.atlas_explorer",
    "braynsCircuitExplorer": "livebind_backend.plugins.circuit_explorer",
    "braynsCylindricCamera": "livebind_backend.plugins.cylindric_camera",
    "braynsDTI": "livebind_backend.plugins.dti",
    "braynsMoleculeExplorer": "livebind_backend.plugins.molecules",
}
"""Modules, each with a `PLUGIN`, imported only when asked for."""


def plugin_names() -> list[str]:
    """List the names of all plugins."""
    return sorted(_MODULES)


def load_plugin(name: str) -> Plugin:
    """Load a plugin.

    Raises:
        ValueError: There is none of this name, or it needs a package that is not installed.
    """
    module = _MODULES.get(name)
    if module is None:
        known = ", ".join(plugin_names())
        raise ValueError(f"there is no plugin '{name}' (there are: {known})")
    try:
        plugin: Plugin = import_module(module).PLUGIN
    except ImportError as error:
        raise ValueError(f"the plugin '{name}' cannot be loaded: {error}") from None
    return plugin
