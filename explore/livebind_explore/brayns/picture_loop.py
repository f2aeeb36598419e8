"""Asks for one picture after the other: never two at once, and always the latest camera's."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from livebind import LivebindError, RequestCancelledError, RequestTimeoutError
from livebind_explore.brayns.pictures import Renderer, Shot
from livebind_explore.brayns.quality import MovingSize, Quality, rest_steps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from livebind import Reply, Task
    from livebind_explore.brayns.camera_control import Camera
    from livebind_explore.brayns.quality import Size

__all__ = ["Picture", "PictureLoop"]

_SETTLED: Final = 0.15
"""Seconds without a move after which the camera rests."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was rendered."""

    content: bytes
    """A JPEG file."""
    shot: Shot
    is_rest: bool
    """Whether it is one of a camera that rests."""
    seconds: float
    """How long it took, from the request to the answer."""


class PictureLoop:
    """Keeps a picture up to date with a camera that moves. Use it in one event loop.

    While the camera moves, pictures are as small as they must be to come quickly. When it rests,
    better ones follow each other; a move cancels the one under way.
    """

    def __init__(
        self,
        start: Callable[[Shot], Task[Reply[Any]]],
        deliver: Callable[[Picture], Awaitable[object]],
        report: Callable[[LivebindError | None], object],
        *,
        camera: Camera,
        size: Size,
    ) -> None:
        """Make a loop that does nothing until `run`.

        Args:
            start: sends the request for a picture. It is called in another thread.
            deliver: shows a picture; the next one is asked for after that.
            report: called with why there was no picture, and with None as soon as there is one.
            camera: the first one.
            size: of the window, in pixels.
        """
        self._start = start
        self._deliver = deliver
        self._report = report
        self._camera = camera
        self._size = size
        self._renderer = Renderer()
        self._moving_size = MovingSize()
        self._is_moving = False
        self._steps: tuple[Quality, ...] = rest_steps(size, self._renderer.samples)
        self._changed = asyncio.Event()
        self._is_outdated = False
        self._resting: Task[Reply[Any]] | None = None

    @property
    def camera(self) -> Camera:
        """The camera that the next picture is taken with."""
        return self._camera

    @property
    def size(self) -> Size:
        """Size of the window in pixels."""
        return self._size

    @property
    def renderer(self) -> Renderer:
        """How pictures are rendered."""
        return self._renderer

    def move(self, camera: Camera) -> None:
        """Look with another camera, of which more are likely to follow."""
        self._camera = camera
        self._is_moving = True
        self._wake()

    def refresh(
        self,
        *,
        camera: Camera | None = None,
        size: Size | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        """Take a good picture anew: the scene has changed, or something of what is given."""
        self._camera = camera or self._camera
        self._size = size or self._size
        self._renderer = renderer or self._renderer
        self._wake()

    async def run(self) -> None:
        """Take pictures until it is cancelled; one that cannot be had is reported."""
        while True:
            if self._is_moving:
                self._is_moving = False
                await self._take(self._moving_size.quality(self._size))
                if not self._is_moving:
                    await self._wait_for_change(_SETTLED)
            elif self._steps:
                quality, self._steps = self._steps[0], self._steps[1:]
                await self._take(quality)
            else:
                await self._wait_for_change(None)

    def _wake(self) -> None:
        self._steps = rest_steps(self._size, self._renderer.samples)
        self._is_outdated = True
        self._changed.set()
        if self._resting is not None:
            _cancel(self._resting)
            self._resting = None  # once is enough

    async def _wait_for_change(self, timeout: float | None) -> None:  # noqa: ASYNC109 - it is one
        self._changed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout)

    async def _take(self, quality: Quality) -> None:
        """Take one picture and show it."""
        shot = Shot(
            self._camera,
            self._renderer.with_samples(quality.samples),
            quality.size,
            jpeg_quality=quality.jpeg_quality,
        )
        began = time.perf_counter()
        self._is_outdated = False
        try:
            reply = await self._render(shot, is_rest=quality.is_rest)
            rendered = time.perf_counter() - began
            self._report(None)
            await self._deliver(Picture(reply.data, shot, quality.is_rest, rendered))
        except RequestCancelledError:
            return  # what outdated it has ordered another one
        except LivebindError as error:
            self._steps = ()
            self._report(error)
            return
        if not quality.is_rest:
            # With the way to the browser: a slow one makes smaller pictures too.
            seconds = time.perf_counter() - began
            self._moving_size = self._moving_size.after(quality.size, self._size, seconds)

    async def _render(self, shot: Shot, *, is_rest: bool) -> Reply[Any]:
        task = await self._started(shot)
        try:
            if is_rest and self._is_outdated:
                _cancel(task)
            elif is_rest:
                self._resting = task
            return await task
        except (asyncio.CancelledError, RequestTimeoutError):
            _cancel(task)
            raise
        finally:
            self._resting = None

    async def _started(self, shot: Shot) -> Task[Reply[Any]]:
        """Start a request in another thread, as sending waits while a large message is sent."""
        unwanted = threading.Event()
        started: list[Task[Reply[Any]]] = []

        def start() -> Task[Reply[Any]]:
            task = self._start(shot)
            started.append(task)
            if unwanted.is_set():
                cancel_started()
            return task

        def cancel_started() -> None:
            with suppress(IndexError):  # the other thread was faster
                _cancel(started.pop())

        try:
            return await asyncio.to_thread(start)
        except asyncio.CancelledError:
            unwanted.set()
            cancel_started()
            raise


def _cancel(task: Task[Reply[Any]]) -> None:
    with suppress(LivebindError):  # its end tells as well that the connection has ended
        task.cancel()
