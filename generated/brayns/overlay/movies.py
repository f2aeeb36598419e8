"""Movies: frames as numbered pictures, and the film that ffmpeg makes of them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from livebind import LivebindError, UsageError

from .frame_scheduling import FrameSchedule
from .image_files import ImageFormat, naming, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import PathLike

    from livebind import Connector, Pool
    from livebind.pool import PooledInstance

    from .. import SimulationParameters
    from .snapshots import Snapshot

__all__ = ["Movie", "MovieError", "select_frames"]


class MovieError(LivebindError):
    """ffmpeg could not make a film; the text has its last messages."""


@dataclass(frozen=True)
class Movie:
    """A sequence of pictures in a folder.

    Rendering can be interrupted at any time: frames that are in the folder already are not
    rendered again, and there are never halves of frames. Give a new folder to a movie with other
    settings.
    """

    folder: str | PathLike[str]
    """Where the frames are, on this machine; made when it is missing."""
    snapshots: Sequence[Snapshot]
    """One for each frame, in order."""
    image_format: ImageFormat = "png"
    """Format of the frames."""

    @classmethod
    def of_simulation(
        cls, folder: str | PathLike[str], snapshot: Snapshot, frames: Iterable[int]
    ) -> Movie:
        """Return the movie that shows frames of a simulation, all in the same way.

        `select_frames` gives the frames for a speed.
        """
        return cls(folder, [replace(snapshot, frame=frame) for frame in frames])

    def path(self, number: int) -> Path:
        """Return where a frame is, of those from 0."""
        return Path(self.folder) / f"frame_{number:06}.{self.image_format}"

    def missing(self) -> list[int]:
        """Return the numbers of the frames that are not rendered yet."""
        return [number for number in range(len(self.snapshots)) if not self.path(number).exists()]

    def render(self, pool: Pool) -> list[Path]:
        """Render the missing frames on all instances of a pool at once, and return all paths.

        The instances must hold the same scene. Those that are not connected are connected first,
        also again after a loss; the frame of one that is lost goes to another one.

        Raises:
            UsageError: the pool is empty.
            ConnectionError: no instance can be reached any more.
            RequestError: a frame cannot be rendered.
            OSError: a frame cannot be written.
        """
        members = list(pool)
        with ThreadPoolExecutor(max_workers=max(len(members), 1)) as executor:

            def start(member: PooledInstance, number: int) -> Future[bytes]:
                return executor.submit(
                    _render_here, member, self.snapshots[number], self.image_format
                )

            return self._render(FrameSchedule(members, start))

    def render_distributed(self, executor: Executor, connectors: Sequence[Connector]) -> list[Path]:
        """Render the missing frames in other processes, and return all paths.

        The processes connect by themselves, each frame anew, and send the pictures back to be
        written here. One frame at a time goes to each backend.

        Args:
            executor: where the work is done, such as `Client.get_executor()` of `dask.distributed`,
                which gives a frame to another worker when one is lost, or a `ProcessPoolExecutor`.
                Its workers must be able to import this package.
            connectors: how to reach each backend from there; they are pickled. The backends must
                hold the same scene.

        Raises:
            UsageError: there are no connectors.
            ConnectionError: no backend can be reached any more.
            RequestError: a frame cannot be rendered.
            OSError: a frame cannot be written.
        """

        def start(connector: Connector, number: int) -> Future[bytes]:
            return executor.submit(
                _render_there, connector, self.snapshots[number], self.image_format
            )

        return self._render(FrameSchedule(connectors, start))

    def encode(self, path: str | PathLike[str], *, frames_per_second: float = 25.0) -> Path:
        """Make a film of the frames with ffmpeg, and return its path.

        Args:
            path: file on this machine; its suffix, such as `.mp4`, decides about the format.
            frames_per_second: how fast it is.

        Raises:
            UsageError: frames are missing, or ffmpeg is.
            MovieError: ffmpeg cannot do it.
            OSError: the film cannot be written; what was there before still is.
        """
        if missing := self.missing():
            raise UsageError(
                f"{len(missing)} frames are not rendered yet, the first is {missing[0]}"
            )
        program = shutil.which("ffmpeg")
        if program is None:
            raise UsageError("ffmpeg is not on the PATH: install it, or make the film elsewhere")
        film = Path(path)
        with naming(film):
            place = tempfile.TemporaryDirectory(dir=film.parent, prefix=f".{film.name}.")
        with place as folder:
            part = Path(folder) / film.name
            command = [program, *self._arguments(frames_per_second), str(part)]
            done = subprocess.run(  # noqa: S603 - no shell, and no option can be smuggled in
                command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
            )
            if done.returncode != 0:
                messages = done.stderr.replace(str(part), str(film))[-2000:]
                raise MovieError(f"ffmpeg failed with code {done.returncode}: {messages}")
            with naming(film):
                part.replace(film)
        return film

    def _render(
        self, schedule: FrameSchedule[PooledInstance] | FrameSchedule[Connector]
    ) -> list[Path]:
        with naming(self.folder):
            Path(self.folder).mkdir(parents=True, exist_ok=True)
        schedule.run(self.missing(), lambda number, data: write_whole(self.path(number), data))
        return [self.path(number) for number in range(len(self.snapshots))]

    def _arguments(self, frames_per_second: float) -> list[str]:
        pattern = Path(self.folder).resolve() / f"frame_%06d.{self.image_format}"
        # Players want pixels in 4:2:0, which exist only for even sizes.
        even = "pad=ceil(iw/2)*2:ceil(ih/2)*2"
        speed = ["-framerate", f"{frames_per_second:g}"]
        return ["-y", *speed, "-i", str(pattern), "-vf", even, "-pix_fmt", "yuv420p"]


def select_frames(
    simulation: SimulationParameters, *, frames_per_second: float = 25.0, slow_motion: float = 1.0
) -> list[int]:
    """Return which frames of a simulation a movie shows, from its first to its last.

    Args:
        simulation: as `get_simulation_parameters` returns it. Its `unit` is taken for milliseconds
            if it is empty.
        frames_per_second: how fast the movie is.
        slow_motion: how many seconds of the movie show one second of the simulation.

    Raises:
        UsageError: the simulation has no time between frames, an unknown unit, or a number makes
            no sense.
    """
    unit = _SECONDS.get(simulation.unit or "ms")
    if unit is None or simulation.dt <= 0:
        raise UsageError(f"the simulation has no time: dt {simulation.dt!r} {simulation.unit!r}")
    if not (frames_per_second > 0 and slow_motion > 0):
        raise UsageError("frames_per_second and slow_motion must be positive")
    last = simulation.end_frame - simulation.start_frame
    step = 1 / (frames_per_second * slow_motion * simulation.dt * unit)
    return [simulation.start_frame + int(i * step) for i in range(int(last / step) + 1)]


_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def _render_here(member: PooledInstance, snapshot: Snapshot, image_format: ImageFormat) -> bytes:
    return snapshot.download(member.connect(), image_format)


def _render_there(connector: Connector, snapshot: Snapshot, image_format: ImageFormat) -> bytes:
    with connector.connect() as instance:
        return snapshot.download(instance, image_format)
