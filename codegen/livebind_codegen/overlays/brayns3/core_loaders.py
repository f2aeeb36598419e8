"""The loaders that every Brayns has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .. import RawVolumeLoaderDataType, RawVolumeLoaderParameters
from .loading import ModelLoader

__all__ = ["MeshLoader", "MhdVolumeLoader", "RawVolumeLoader"]


@dataclass(frozen=True)
class MeshLoader(ModelLoader):
    """Triangle meshes."""

    loader_name: ClassVar[str] = "mesh"
    formats: ClassVar[tuple[str, ...]] = ("off", "stl", "ply", "obj")

    def properties(self) -> object:
        """Return the settings as the backend takes them: there are none."""
        return {}


@dataclass(frozen=True)
class MhdVolumeLoader(ModelLoader):
    """Volumes with a MetaImage header, which names the file of values beside it."""

    loader_name: ClassVar[str] = "mhd-volume"
    formats: ClassVar[tuple[str, ...]] = ("mhd",)

    def properties(self) -> object:
        """Return the settings as the backend takes them: there are none."""
        return {}


@dataclass(frozen=True)
class RawVolumeLoader(ModelLoader):
    """Volumes that are nothing but values, X running fastest."""

    loader_name: ClassVar[str] = "raw-volume"
    formats: ClassVar[tuple[str, ...]] = ("raw",)

    dimensions: tuple[int, int, int]
    """Number of cells along X, Y and Z."""
    spacing: tuple[float, float, float]
    """Size of a cell along X, Y and Z, in world units."""
    data_type: RawVolumeLoaderDataType
    """Type of each value."""

    def properties(self) -> RawVolumeLoaderParameters:
        """Return the settings as the backend takes them."""
        return RawVolumeLoaderParameters(
            dimensions=self.dimensions, spacing=self.spacing, data_type=self.data_type
        )
