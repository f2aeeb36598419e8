"""Neuron morphologies to capsules: which samples count, and how thick they are."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from livebind_backend.arrays import Floats, Vector3
from livebind_backend.declarations import About
from livebind_backend.scene.shapes import Capsule

__all__ = ["NeuronMorphologyLoaderParameters", "Section", "Soma", "grow", "section_capsules"]


@dataclass(frozen=True)
class NeuronMorphologyLoaderParameters:
    """What of a neuron to load, and how it is shown."""

    geometry_type: Annotated[
        Literal["original", "smooth", "section_smooth", "constant_radii", "spheres"],
        About("How thick sections are: by sample, from end to end, on average, or as beads"),
    ] = "smooth"
    growth: Annotated[
        float, About("Part of the way from the soma to the farthest tip that is loaded, 0 to 1")
    ] = 1.0
    load_axon: Annotated[bool, About("Whether the axon is loaded")] = False
    load_dendrites: Annotated[bool, About("Whether the dendrites are loaded")] = False
    load_soma: Annotated[bool, About("Whether the soma is loaded")] = False
    radius_multiplier: Annotated[float, About("Factor on all radii", minimum=0.1)] = 1.0
    resampling: Annotated[
        float, About("Cosine of the angle up to which segments are merged; above 1 for none")
    ] = 2.0
    subsampling: Annotated[
        int, About("Every so many samples one is used; all of them up to 1", minimum=0)
    ] = 1

    @property
    def loads_nothing(self) -> bool:
        """Whether no part of a neuron is chosen."""
        return not (self.load_soma or self.load_axon or self.load_dendrites)


@dataclass(frozen=True, slots=True)
class Section:
    """An unbranched part of a neuron."""

    points: Floats
    """Samples along its axis, shape (n, 3)."""
    radii: Floats
    """Radius at each sample, shape (n,)."""
    distance: float
    """Way along the neuron from the soma to the first sample."""
    number: int = 0
    """Its number in reports; the soma is 0."""

    @property
    def distances(self) -> Floats:
        """Way from the soma to each sample, shape (n,)."""
        steps = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        return self.distance + np.concatenate([[0.0], np.cumsum(steps)])


@dataclass(frozen=True, slots=True)
class Soma:
    """The body of a neuron."""

    center: Vector3
    radius: float

    def capsule(self, parameters: NeuronMorphologyLoaderParameters) -> Capsule:
        """Show it as a ball."""
        radius = self.radius * parameters.radius_multiplier
        return Capsule(p0=self.center, p1=self.center, r0=radius, r1=radius)


def grow(sections: Sequence[Section], growth: float) -> list[Section]:
    """Leave out what is farther from the soma than a part of the longest way, 0 to 1."""
    farthest = max((float(section.distances[-1]) for section in sections), default=0.0)
    limit = growth * farthest
    kept: list[Section] = []
    for section in sections:
        count = int((section.distances <= limit).sum())
        if count > 1:
            kept.append(
                dataclasses.replace(
                    section, points=section.points[:count], radii=section.radii[:count]
                )
            )
    return kept


def section_capsules(
    section: Section, parameters: NeuronMorphologyLoaderParameters
) -> Iterator[Capsule]:
    """Show a section as capsules between the samples that are used."""
    chosen = _chosen(section, parameters)
    points = section.points[chosen]
    radii = _radii(section, chosen, parameters) * parameters.radius_multiplier
    if parameters.geometry_type == "spheres":
        for point, radius in zip(points, radii, strict=True):
            yield _capsule(point, point, float(radius), float(radius))
        return
    for index in range(len(points) - 1):
        first, last = float(radii[index]), float(radii[index + 1])
        yield _capsule(points[index], points[index + 1], first, last)


def _chosen(section: Section, parameters: NeuronMorphologyLoaderParameters) -> list[int]:
    """Choose samples; the first and the last one are always used."""
    last = len(section.points) - 1
    numbers = [*range(0, last, max(1, parameters.subsampling)), last]
    chosen = [numbers[0]]
    for number, following in itertools.pairwise(numbers[1:]):
        before = section.points[number] - section.points[chosen[-1]]
        after = section.points[following] - section.points[number]
        lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
        straight = lengths > 0 and float(before @ after) / lengths >= parameters.resampling
        if not straight:
            chosen.append(number)
    return [*chosen, last]


def _radii(
    section: Section, chosen: list[int], parameters: NeuronMorphologyLoaderParameters
) -> Floats:
    radii = section.radii[chosen]
    if parameters.geometry_type == "constant_radii":
        return np.full(len(chosen), section.radii.mean())
    if parameters.geometry_type == "section_smooth":
        along = section.distances[chosen] - section.distance
        part = along / max(float(along[-1]), 1e-12)
        radii = radii[0] + part * (radii[-1] - radii[0])
    return radii


def _capsule(start: Floats, end: Floats, r0: float, r1: float) -> Capsule:
    return Capsule(p0=_vector(start), p1=_vector(end), r0=r0, r1=r1)


def _vector(point: Floats) -> Vector3:
    x, y, z = (float(value) for value in point)
    return x, y, z
