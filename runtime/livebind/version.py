"""The version of livebind, as its installation knows it."""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("livebind")
"""The version in `pyproject.toml`, of which there is no copy."""
