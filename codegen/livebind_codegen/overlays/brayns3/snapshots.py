"""Pictures of what an instance holds, which leave its camera, renderer and picture size alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from livebind import DEFAULT, UNSET, Instance, Reply, Task, Timeout

from .. import ImageSettings, SnapshotResult, snapshot_task
from .image_files import ImageFormat, image_format_of, write_whole
from .resolutions import Resolution
from .tasks import FollowUpTask

if TYPE_CHECKING:
    from os import PathLike

    from .. import ImageMetadata, View
    from .cameras import Camera
    from .renderers import Renderer

__all__ = ["DownloadTask", "SaveTask", "Snapshot"]


class DownloadTask(FollowUpTask[Reply[SnapshotResult], bytes]):
    """A picture under way, whose result is the content of its file."""

    def result(self, timeout: Timeout = DEFAULT) -> bytes:
        """Wait until the picture is here; raises as `Task.result` does."""
        return self._task.result(timeout).data

    async def result_async(self, timeout: Timeout = DEFAULT) -> bytes:  # noqa: ASYNC109 - see above
        """Like `result`, for coroutines. Cancelling the coroutine leaves the task running."""
        return (await self._task.result_async(timeout)).data


class SaveTask(FollowUpTask[Reply[SnapshotResult], Path]):
    """A picture under way to a file, which is written by whoever waits for the result first."""

    def __init__(self, task: Task[Reply[SnapshotResult]], path: Path) -> None:
        """Made by `Snapshot.save_task`, not by applications."""
        super().__init__(task)
        self._path = path
        self._is_written = False
        self._writing = Lock()

    def result(self, timeout: Timeout = DEFAULT) -> Path:
        """Wait until the picture is here, write the file, and return its path.

        Raises:
            OSError: it cannot be written.
            RequestError, ConnectionClosedError: as `Task.result`.
        """
        return self._write(self._task.result(timeout).data)

    async def result_async(self, timeout: Timeout = DEFAULT) -> Path:  # noqa: ASYNC109 - see above
        """Like `result`, for coroutines. Cancelling the coroutine leaves the task running."""
        import asyncio  # noqa: PLC0415 - slow, and only coroutines need it

        reply = await self._task.result_async(timeout)
        return await asyncio.to_thread(self._write, reply.data)

    def _write(self, data: bytes) -> Path:
        with self._writing:
            if not self._is_written:
                write_whole(self._path, data)
                self._is_written = True
        return self._path


@dataclass(frozen=True)
class Snapshot:
    """Settings of a picture. What is None is as it is in the instance at the time."""

    resolution: tuple[int, int] = Resolution.full_hd
    """Width and height in pixels. Brayns 3.10 ends when one is below 64."""
    view: View | None = None
    """Where the camera stands."""
    camera: Camera | None = None
    """How it projects, such as a `PerspectiveCamera`."""
    renderer: Renderer | None = None
    """How good the picture is, such as an `InteractiveRenderer`."""
    frame: int | None = None
    """Which frame of the simulation is shown, from 0."""
    jpeg_quality: int = 100
    """For JPEG: from 0, small, to 100, good."""
    metadata: ImageMetadata | None = None
    """What is written into the file about the picture."""

    def download(
        self, instance: Instance, image_format: ImageFormat = "png", *, timeout: Timeout = DEFAULT
    ) -> bytes:
        """Return the picture as the content of a file.

        Raises:
            RequestError, ConnectionClosedError: as `Instance.request`.
        """
        return self.download_task(instance, image_format).result(timeout)

    def download_task(self, instance: Instance, image_format: ImageFormat = "png") -> DownloadTask:
        """Start `download` and return at once."""
        return DownloadTask(self._start(instance, image_format))

    def save(
        self, instance: Instance, path: str | PathLike[str], *, timeout: Timeout = DEFAULT
    ) -> Path:
        """Render the picture there and save it here.

        Args:
            instance: the connection to use.
            path: file on this machine; `.png`, `.jpg` or `.jpeg` decides about its format.
            timeout: seconds to wait for the reply; None waits for ever.

        Returns:
            The path.

        Raises:
            UsageError: the path ends in something else.
            OSError: it cannot be written.
            RequestError, ConnectionClosedError: as `Instance.request`.
        """
        return self.save_task(instance, path).result(timeout)

    def save_task(self, instance: Instance, path: str | PathLike[str]) -> SaveTask:
        """Start `save` and return at once; whoever waits for the result writes the file."""
        return SaveTask(self._start(instance, image_format_of(path)), Path(path))

    def save_remotely(
        self, instance: Instance, path: str | PathLike[str], *, timeout: Timeout = DEFAULT
    ) -> None:
        """Save the picture on the machine where the backend runs; otherwise as `save`."""
        self.save_remotely_task(instance, path).result(timeout)

    def save_remotely_task(
        self, instance: Instance, path: str | PathLike[str]
    ) -> Task[Reply[SnapshotResult]]:
        """Start `save_remotely` and return at once."""
        return self._start(instance, image_format_of(path), str(path))

    def _start(
        self, instance: Instance, image_format: ImageFormat, remote_path: str = ""
    ) -> Task[Reply[SnapshotResult]]:
        width, height = self.resolution
        return snapshot_task(
            instance,
            camera=UNSET if self.camera is None else self.camera.engine_object(),
            camera_view=UNSET if self.view is None else self.view,
            renderer=UNSET if self.renderer is None else self.renderer.engine_object(),
            image_settings=ImageSettings(
                format=image_format, quality=self.jpeg_quality, size=(width, height)
            ),
            simulation_frame=UNSET if self.frame is None else self.frame,
            metadata=UNSET if self.metadata is None else self.metadata,
            file_path=remote_path or UNSET,
        )
