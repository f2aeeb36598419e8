"""The version of livebind, as its installation knows it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("livebind")
except PackageNotFoundError:
    # Run from a folder of sources that nobody installed.
    __version__ = "0+unknown"
