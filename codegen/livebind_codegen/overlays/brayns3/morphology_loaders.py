"""Neurons from morphology files, and how all loaders of neurons shape them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from .loading import ModelLoader

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CellPlacementLoader", "GeometryType", "MorphologyLoader", "MorphologySettings"]

GeometryType: TypeAlias = Literal[
    "original", "smooth", "section_smooth", "constant_radii", "spheres"
]
"""How thick the parts of a neuron are: as they were measured, smoothed from sample to sample or
from section to section, all equal; or a sphere for each sample."""


@dataclass(frozen=True, kw_only=True)
class MorphologySettings:
    """Which parts of neurons are loaded, and with which shape."""

    radius_multiplier: float = 1.0
    """Factor on all radii, at least 0.1."""
    load_soma: bool = False
    """Whether to load somas. Where no part is chosen, a neuron is one sphere."""
    load_axon: bool = False
    """Whether to load axons."""
    load_dendrites: bool = False
    """Whether to load dendrites."""
    geometry_type: GeometryType = "smooth"
    """How thick the parts are."""
    resampling: float = 2.0
    """Neighbouring segments are merged if the cosine of the angle between them is larger; above 1
    none are."""
    subsampling: int = 1
    """Only one of so many samples is used."""
    growth: float = 1.0
    """How much of the neuron there is yet, from nothing at 0 to all at 1."""

    def morphology_properties(self) -> dict[str, object]:
        """Return these settings as the backend takes them."""
        return {
            "radius_multiplier": self.radius_multiplier,
            "load_soma": self.load_soma,
            "load_axon": self.load_axon,
            "load_dendrites": self.load_dendrites,
            "geometry_type": self.geometry_type,
            "resampling": self.resampling,
            "subsampling": self.subsampling,
            "growth": self.growth,
        }


@dataclass(frozen=True, kw_only=True)
class MorphologyLoader(MorphologySettings, ModelLoader):
    """Single neurons (plugin Circuit Explorer). All parts are loaded if nothing else is said."""

    loader_name: ClassVar[str] = "Neuron Morphology loader"
    formats: ClassVar[tuple[str, ...]] = ("swc", "h5", "asc")

    load_soma: bool = True
    """Whether to load the soma."""
    load_axon: bool = True
    """Whether to load the axon."""
    load_dendrites: bool = True
    """Whether to load the dendrites."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        return self.morphology_properties()


@dataclass(frozen=True, kw_only=True)
class CellPlacementLoader(MorphologySettings, ModelLoader):
    """Cells where a circuit builder has put them (plugin Circuit Explorer)."""

    loader_name: ClassVar[str] = "Cell placement loader"
    formats: ClassVar[tuple[str, ...]] = ("circuit.morphologies.h5",)

    morphology_folder: str | None = None
    """Folder of the morphologies, on the machine where the backend runs."""
    extension: str | None = None
    """File name extension of the morphologies; the backend guesses it if it is not given."""
    density: float = 1.0
    """Part of the cells to load, 0 to 1."""
    ids: Sequence[int] | None = None
    """Numbers of the cells to load; `density` is ignored then."""

    def properties(self) -> dict[str, object]:
        """Return the settings as the backend takes them."""
        properties: dict[str, object] = {
            "percentage": self.density,
            "morphology_parameters": self.morphology_properties(),
        }
        if self.morphology_folder is not None:
            properties["morphology_folder"] = self.morphology_folder
        if self.extension is not None:
            properties["extension"] = self.extension
        if self.ids is not None:
            properties["ids"] = list(self.ids)
        return properties
