"""Whole pictures: bands of rows, rendered by several threads, with progress and an early end."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from livebind_backend.arrays import Floats
from livebind_backend.errors import InternalError
from livebind_backend.render.geometry import Geometry
from livebind_backend.render.lighting import lighting_of
from livebind_backend.render.rays import RayMaker
from livebind_backend.render.renderer import Renderer
from livebind_backend.render.samples import Samples, Tracer
from livebind_backend.render.sampling import disc

__all__ = ["MAX_PIXELS", "Exposure", "Picture", "render"]

MAX_PIXELS: Final = 2**26
"""Pixels of the largest picture: 8192 by 8192, which takes about 1.5 GB."""

BAND_PIXELS: Final = 8192
"""Pixels that are rendered at once: few enough to stop soon and to stay in the cache."""

REPORT_INTERVAL: Final = 0.05
"""Seconds between two reports of progress, each of which can end the rendering."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was rendered, row by row from the top.

    All but the colours are zero unless they were asked for: memory that nobody writes is not taken.
    """

    color: Floats
    """Linear red, green, blue, and opacity, shape (height, width, 4)."""
    depth: Floats
    """Distance from the camera, infinite where nothing is, shape (height, width)."""
    normal: Floats
    """Unit normals, zero where nothing is, shape (height, width, 3)."""
    albedo: Floats
    """Colour of the surfaces themselves, shape (height, width, 3)."""

    @classmethod
    def blank(cls, width: int, height: int) -> "Picture":
        """Make the frame for a picture.

        Raises:
            InternalError: It has no pixels, or too many.
        """
        if not 0 < width * height <= MAX_PIXELS:
            raise InternalError(f"Cannot render {width} x {height} pixels")
        return cls(
            np.zeros((height, width, 4), np.float32),
            np.zeros((height, width), np.float32),
            np.zeros((height, width, 3), np.float32),
            np.zeros((height, width, 3), np.float32),
        )


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a picture is taken."""

    renderer: Renderer
    samples: range
    """Which of the renderer's samples of each pixel to average."""
    surfaces: bool = False
    """Whether to fill in what rays meet first, besides the colours."""


def render(
    geometry: Geometry, rays: RayMaker, exposure: Exposure, report: Callable[[float], None]
) -> Picture:
    """Render a picture.

    Args:
        geometry: What can be seen.
        rays: From where, and the size of the picture.
        exposure: How.
        report: Takes the part that is done, 0 to 1; ends the rendering by raising an error.

    Raises:
        InternalError: The size is impossible.
    """
    renderer, samples = exposure.renderer, exposure.samples
    width, height = rays.size
    picture = Picture.blank(width, height)
    tracer = renderer.tracer(geometry, lighting_of(geometry, rays))
    # A single sample looks through the middle of each pixel.
    spread = renderer.samples > 1
    rows = max(1, BAND_PIXELS // width)
    work = _Work(len(samples) * -(-height // rows), exposure.surfaces)
    bands = [
        _Band(picture, rays, tracer, samples, spread, start, min(start + rows, height), work)
        for start in range(0, height, rows)
    ]
    report(0.0)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        pending: set[Future[None]] = {threads.submit(band.render) for band in bands}
        try:
            while pending:
                done, pending = wait(pending, timeout=REPORT_INTERVAL)
                for future in done:
                    future.result()
                report(work.part_done())
        finally:
            work.stopped.set()
    return picture


@dataclass(slots=True)
class _Work:
    """What the threads of a picture share."""

    total: int
    surfaces: bool
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _done: int = 0

    def count(self) -> None:
        """Note that one sample of one band is done."""
        with self._lock:
            self._done += 1

    def part_done(self) -> float:
        """Return how much is done, 0 to 1."""
        return self._done / self.total


@dataclass(frozen=True, slots=True)
class _Band:
    """Some rows of a picture."""

    picture: Picture
    rays: RayMaker
    tracer: Tracer
    samples: range
    spread: bool
    start: int
    end: int
    work: _Work

    def render(self) -> None:
        """Render the rows, sample by sample, until told to stop."""
        height, width = self.picture.depth.shape
        columns = np.tile(np.arange(width, dtype=np.float32), self.end - self.start)
        # Pictures are stored from the top, rays are counted from the lower edge.
        rows = height - 1 - np.repeat(np.arange(self.start, self.end, dtype=np.float32), width)
        for count, number in enumerate(self.samples):
            if self.work.stopped.is_set():
                return
            # The same ones whether samples are rendered together or one by one.
            random = np.random.default_rng((self.start, number))
            origins, directions = self._make_rays(columns, rows, random)
            self._store(self.tracer(origins, directions, random), count)
            self.work.count()

    def _make_rays(
        self, columns: Floats, rows: Floats, random: np.random.Generator
    ) -> tuple[Floats, Floats]:
        count = len(columns)
        shift = np.full((2, count), 0.5, np.float32)
        if self.spread:
            shift = random.random((2, count), dtype=np.float32)
        lens = disc(count, random) if self.rays.has_lens else None
        return self.rays.make(columns + shift[0], rows + shift[1], lens)

    def _store(self, samples: Samples, count: int) -> None:
        """Average colours over all samples; the surfaces are those of the first one."""
        rows = slice(self.start, self.end)
        color = self.picture.color[rows]
        # A running mean: the sum of many samples would lose digits.
        color += (samples.colors.reshape(color.shape) - color) / (count + 1)
        if count == 0 and self.work.surfaces:
            self.picture.depth[rows] = samples.first.depths.reshape(color.shape[:2])
            self.picture.normal[rows] = samples.first.normals.reshape(*color.shape[:2], 3)
            self.picture.albedo[rows] = samples.first.albedo.reshape(*color.shape[:2], 3)
