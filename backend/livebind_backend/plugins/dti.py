"""The plugin with streamlines of diffusion imaging, and the spikes that run along them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, cast

import numpy as np

from livebind_backend.arrays import Floats, Integers
from livebind_backend.declarations import About
from livebind_backend.errors import InternalError
from livebind_backend.loaders.loader import Loader, Source
from livebind_backend.loaders.text_lines import lines_of, whole_number_of
from livebind_backend.loaders.triangles import MalformedError
from livebind_backend.plugins.blue_config import BlueConfig
from livebind_backend.plugins.plugin import Plugin
from livebind_backend.progress import Progress
from livebind_backend.scene.coloring import Coloring, color_by_primitive
from livebind_backend.scene.models import Model, ModelInfo, Surface
from livebind_backend.scene.ramps import ColorRamp
from livebind_backend.scene.shapes import Capsule
from livebind_backend.scene.simulations import Simulation
from livebind_backend.scene.tessellation import bounding_points, tessellate

__all__ = ["PLUGIN"]

_DT: Final = 0.01
"""Milliseconds from frame to frame of spikes along streamlines, as with a real service."""

_MOST_SEGMENTS: Final = 500_000
"""Segments of all streamlines together that are loaded at most."""


@dataclass(frozen=True)
class DTILoaderParameters:
    """How streamlines are shown."""

    radius: Annotated[float, About("Radius of the streamlines, in world units")]
    spike_decay_time: Annotated[
        float, About("Milliseconds in which a spike runs along a streamline", minimum=0)
    ] = 1.0


@dataclass(frozen=True, slots=True)
class SpikesAlongLines:
    """Spikes that run along streamlines: 1 where one is at the moment, 0 elsewhere."""

    times: Floats
    """When each spike starts, in milliseconds, shape (spikes,)."""
    lines: Integers
    """Number of the streamline of each spike, shape (spikes,)."""
    first: Integers
    """Number of the first segment of each streamline, and that of all, shape (lines + 1,)."""
    decay: float
    """Milliseconds from one end of a streamline to the other."""
    end: float
    """Milliseconds that the simulation takes."""
    dt: float = _DT

    @property
    def frames(self) -> int:
        """How many moments there are."""
        return max(1, round(self.end / self.dt))

    def values(self, frame: int) -> Floats:
        """Return 1 for the segments where spikes are in a frame, 0 for the others."""
        values = np.zeros(int(self.first[-1]), np.float32)
        age = min(frame, self.frames - 1) * self.dt - self.times
        running = np.flatnonzero((age >= 0) & (age <= self.decay))
        lines = self.lines[running]
        counts = self.first[lines + 1] - self.first[lines]
        way = age[running] / max(self.decay, self.dt)
        values[self.first[lines] + np.minimum(way * counts, counts - 1).astype(np.int64)] = 1
        return values


@dataclass
class Streamlines(Surface):
    """Streamlines in the colours of their directions, on which spikes are white."""

    def colors(self, frame: int) -> Coloring:
        """Return the colours in a frame of the simulation, if there is one and it is shown."""
        if self.simulation is None or not self.simulation.enabled:
            return self.coloring
        shown = self.coloring.palette.copy()
        shown[self.simulation.report.values(frame) > 0] = 1
        return Coloring(shown, self.coloring.corners)


@dataclass(frozen=True, slots=True)
class _Configuration:
    """The files that a file of the loader names."""

    streamlines: str
    rows: str
    circuit: str | None


def load_dti(source: Source, params: object, progress: Progress) -> list[Model]:
    """Load the streamlines that belong to cells as one model, with the spikes of these cells.

    Raises:
        InternalError: A file is malformed, or names something that is not there.
    """
    given = cast("DTILoaderParameters", params)
    if not given.radius > 0:
        raise InternalError("Streamlines need a radius above 0")
    progress.stage(0.0, "Reading streamlines ...")
    config = _read_configuration(source)
    try:
        cells = _read_rows(source.files.read(config.rows), progress)
        points = _read_lines(source.files.read(config.streamlines), set(cells[:, 1]), progress)
    except MalformedError as error:
        raise InternalError(f"Cannot read the streamlines: {error}") from None
    missing = set(cells[:, 1].tolist()) - points.keys()
    if missing:
        raise InternalError(f"There is no streamline in row {min(missing)}")
    order = sorted(points)
    streamlines = _streamlines([points[row] for row in order], given.radius, progress)
    if config.circuit is not None:
        first = np.cumsum([0, *(len(points[row]) - 1 for row in order)])
        numbers = {row: number for number, row in enumerate(order)}
        lines = [(gid, numbers[row]) for gid, row in cells.tolist()]
        config_of_circuit = BlueConfig(
            source.files, config.circuit, source.files.read(config.circuit)
        )
        spikes = config_of_circuit.spikes()
        report = _spikes_along(lines, spikes, first, given.spike_decay_time)
        streamlines.simulation = Simulation(report, ColorRamp([(1, 1, 1, 1)], (0.0, 1.0)))
    metadata = {"streamlines": str(len(order))}
    return [Model("dti", streamlines, ModelInfo(metadata=metadata))]


def _read_configuration(source: Source) -> _Configuration:
    try:
        found: object = json.loads(source.data)
    except (ValueError, RecursionError):
        raise InternalError("The file of streamlines is not JSON") from None
    properties = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    folder = Path(source.path).parent
    paths: list[str | None] = []
    for name, required in (
        ("streamlines_path", True),
        ("gids_to_streamlines_path", True),
        ("circuit_path", False),
    ):
        value = properties.get(name) or None
        if (value is None and required) or not isinstance(value, str | None):
            raise InternalError(f"The file of streamlines has no '{name}', or it is no text")
        paths.append(None if value is None else str(folder / value))
    return _Configuration(cast("str", paths[0]), cast("str", paths[1]), paths[2])


def _read_rows(data: bytes, progress: Progress) -> Integers:
    """Read which streamline belongs to which cell, shape (pairs, 2): cell, row of the streamline.

    A cell can have several, and a streamline be of several.
    """
    words = [word for line in lines_of(data, progress) for word in line.split()]
    if len(words) == 0 or len(words) % 2:
        raise MalformedError("the file that maps cells to rows is not pairs of numbers")
    return np.array([whole_number_of(word) for word in words], np.int64).reshape(-1, 2)


def _read_lines(data: bytes, rows: set[int], progress: Progress) -> dict[int, Floats]:
    """Read some streamlines: each row is a number of points and then these, shape (points, 3)."""
    found: dict[int, Floats] = {}
    segments = 0
    for number, line in enumerate(lines_of(data, progress)):
        if number not in rows or not line.strip():
            continue
        words = line.split()
        count = whole_number_of(words[0])
        try:
            points = np.array(words[1:], np.float32).reshape(-1, 3)
        except ValueError:
            points = np.zeros((0, 3), np.float32)
        if not 1 < count == len(points) or not np.isfinite(points).all():
            raise MalformedError(f"row {number} is not a number of points, at least 2, and these")
        segments += count - 1
        if segments > _MOST_SEGMENTS:
            raise MalformedError(f"more than {_MOST_SEGMENTS} segments: load fewer streamlines")
        found[number] = points
    return found


def _streamlines(lines: list[Floats], radius: float, progress: Progress) -> Streamlines:
    """Show streamlines as capsules in the colours of their directions."""
    progress.stage(0.6, "Building streamlines ...")
    starts = np.concatenate([points[:-1] for points in lines])
    ends = np.concatenate([points[1:] for points in lines])
    ways = ends - starts
    lengths = np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), np.float32(1e-12))
    colors = np.ones((len(ways), 4), np.float32)
    colors[:, :3] = 0.5 + 0.5 * ways / lengths
    capsules = [
        Capsule(p0=(a, b, c), p1=(d, e, f), r0=radius, r1=radius)
        for (a, b, c), (d, e, f) in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    mesh = tessellate([*capsules])
    return Streamlines(
        mesh=mesh,
        coloring=color_by_primitive(mesh, colors),
        bounding_points=np.concatenate([bounding_points(capsule) for capsule in capsules]),
        color_methods=(),
    )


def _spikes_along(
    lines: list[tuple[int, int]], spikes: dict[int, list[float]], first: Integers, decay: float
) -> SpikesAlongLines:
    pairs = [(time, line) for gid, line in lines for time in spikes.get(gid, [])]
    times, numbers = zip(*pairs, strict=True) if pairs else ((), ())
    return SpikesAlongLines(
        times=np.array(times, np.float64),
        lines=np.array(numbers, np.int64),
        first=first.astype(np.int64),
        decay=decay,
        end=max((time for own in spikes.values() for time in own), default=0.0),
    )


PLUGIN: Final = Plugin(
    name="braynsDTI",
    loaders=(
        Loader(
            name="DTI loader",
            extensions=("json",),
            params=DTILoaderParameters,
            load=load_dti,
            accepts_uploads=False,
            plugin="DTI",
        ),
    ),
)
