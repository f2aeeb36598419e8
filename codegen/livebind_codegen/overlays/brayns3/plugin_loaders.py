"""Loaders of the plugins DTI, Atlas Explorer and Molecule Explorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from .loading import ModelLoader

__all__ = [
    "DtiLoader",
    "NrrdLoader",
    "ProteinColorScheme",
    "ProteinLoader",
    "VoxelType",
    "XyzLoader",
]

VoxelType: TypeAlias = Literal["scalar", "orientation", "flatmap", "layer_distance", "vector"]
"""What the values of an atlas mean."""

ProteinColorScheme: TypeAlias = Literal[
    "none", "by_id", "protein_atoms", "protein_chains", "protein_residues"
]
"""What decides about the colour of an atom."""


@dataclass(frozen=True)
class DtiLoader(ModelLoader):
    """Streamlines of diffusion imaging (plugin DTI)."""

    loader_name: ClassVar[str] = "DTI loader"
    formats: ClassVar[tuple[str, ...]] = ("json",)

    radius: float
    """Radius of the streamlines, in world units."""
    spike_decay_time: float = 1.0
    """Milliseconds in which a spike runs along a streamline."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        return {"radius": self.radius, "spike_decay_time": self.spike_decay_time}


@dataclass(frozen=True)
class NrrdLoader(ModelLoader):
    """Atlases (plugin Atlas Explorer)."""

    loader_name: ClassVar[str] = "NRRD loader"
    formats: ClassVar[tuple[str, ...]] = ("nrrd",)

    voxel_type: VoxelType
    """What the values mean."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        return {"type": self.voxel_type}


@dataclass(frozen=True)
class ProteinLoader(ModelLoader):
    """Proteins of the Protein Data Bank (plugin Molecule Explorer)."""

    loader_name: ClassVar[str] = "protein"
    formats: ClassVar[tuple[str, ...]] = ("pdb", "pdb1")

    color_scheme: ProteinColorScheme = "none"
    """What decides about the colour of an atom."""
    radius_multiplier: float = 1.0
    """Factor on the radii of atoms."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        return {"color_scheme": self.color_scheme, "radius_multiplier": self.radius_multiplier}


@dataclass(frozen=True)
class XyzLoader(ModelLoader):
    """Atoms, one in a line (plugin Molecule Explorer)."""

    loader_name: ClassVar[str] = "xyz"
    formats: ClassVar[tuple[str, ...]] = ("xyz",)

    def properties(self) -> object:
        """Return the settings as the backend takes them: there are none."""
        return {}
