from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from livebind import RequestCancelledError
from livebind_explore.brayns.camera_control import orbit
from livebind_explore.brayns.picture_loop import Picture, PictureLoop
from livebind_explore.brayns.pictures import Renderer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from livebind import LivebindError, Reply, Task
    from livebind_explore.brayns.brayns3 import Brayns3
    from livebind_explore.brayns.pictures import Shot
    from livebind_explore.session import Session

SIZE = (320, 240)


@dataclass
class Watched:
    """A loop on a real backend, and what it did."""

    brayns: Brayns3
    pictures: list[Picture] = field(default_factory=list[Picture])
    errors: list[LivebindError | None] = field(default_factory=list[Any])
    tasks: list[Task[Reply[Any]]] = field(default_factory=list[Any])
    most_at_once: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.events = asyncio.get_running_loop()
        camera = self.brayns.camera()
        self.loop = PictureLoop(self.start, self.deliver, self.report, camera=camera, size=SIZE)

    def start(self, shot: Shot) -> Task[Reply[Any]]:
        task = self.brayns.start_snapshot(shot)
        self.tasks.append(task)
        self.most_at_once = max(self.most_at_once, sum(not one.done for one in self.tasks))
        self.events.call_soon_threadsafe(self.news.set)
        return task

    async def deliver(self, picture: Picture) -> None:
        self.pictures.append(picture)
        self.news.set()

    def report(self, error: LivebindError | None) -> None:
        self.errors.append(error)
        self.news.set()

    async def until(self, is_met: Callable[[], bool]) -> None:
        """Wait until something holds, after a request, a picture or an error."""
        while not is_met():
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 60)

    async def until_shown(self, is_met: Callable[[Picture], bool]) -> None:
        """Wait until something holds of the latest picture."""
        await self.until(lambda: bool(self.pictures) and is_met(self.pictures[-1]))

    async def until_best(self) -> None:
        """Wait for the last picture of the present camera."""
        samples = max(4, self.loop.renderer.samples)
        await self.until_shown(
            lambda last: last.shot.camera == self.loop.camera
            and last.shot.renderer.samples == samples
        )


def watching(brayns: Brayns3, act: Callable[[Watched], Awaitable[object]]) -> Watched:
    """Run a loop while something is done with it."""

    async def run() -> Watched:
        watched = Watched(brayns)
        running = asyncio.ensure_future(watched.loop.run())
        try:
            await act(watched)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        return watched

    return asyncio.run(run())


def test_a_camera_that_rests_gets_better_pictures_until_the_best_one(brayns: Brayns3) -> None:
    watched = watching(brayns, Watched.until_best)
    assert [one.shot.renderer.samples for one in watched.pictures] == [1, 4]
    assert all(Image.open(io.BytesIO(one.content)).size == SIZE for one in watched.pictures)
    assert all(one.is_rest for one in watched.pictures)


def test_then_it_asks_for_nothing(brayns: Brayns3) -> None:
    async def act(watched: Watched) -> None:
        await watched.until_best()
        await asyncio.to_thread(brayns.scene)
        assert len(watched.tasks) == len(watched.pictures)

    watching(brayns, act)


def test_a_camera_that_moves_gets_small_pictures_and_a_good_one_in_the_end(
    brayns: Brayns3,
) -> None:
    async def act(watched: Watched) -> None:
        await watched.until_best()
        for _ in range(20):
            watched.loop.move(orbit(watched.loop.camera, 0.01, 0.0))
            await watched.until_shown(lambda last: last.shot.camera == watched.loop.camera)
        await watched.until_best()

    watched = watching(brayns, act)
    moving = [one for one in watched.pictures if not one.is_rest]
    assert len(moving) >= 18
    assert moving[0].shot.size == (160, 120)
    assert {one.shot.renderer.samples for one in moving} == {1}
    assert watched.pictures[-1].is_rest
    assert watched.pictures[-1].shot.size == SIZE


def test_never_more_than_one_picture_is_under_way_and_the_latest_camera_wins(
    brayns: Brayns3,
) -> None:
    async def act(watched: Watched) -> None:
        for _ in range(300):
            watched.loop.move(orbit(watched.loop.camera, 0.002, 0.0))
            await asyncio.sleep(0)
        await watched.until_best()

    watched = watching(brayns, act)
    assert watched.most_at_once == 1
    assert len(watched.tasks) < 100
    assert watched.pictures[-1].shot.camera == watched.loop.camera


def test_a_move_cancels_the_good_picture_that_is_under_way(brayns: Brayns3) -> None:
    slow = Renderer("production", {"samples_per_pixel": 2000})

    async def act(watched: Watched) -> None:
        watched.loop.refresh(renderer=slow)
        await watched.until_shown(lambda last: last.shot.renderer.samples == 4)
        await watched.until(lambda: len(watched.tasks) == 3)
        watched.loop.move(orbit(watched.loop.camera, 0.1, 0.0))
        await watched.until_shown(lambda last: not last.is_rest)

    watched = watching(brayns, act)
    assert max(one.shot.renderer.samples for one in watched.pictures) == 4
    assert "cancelled" in repr(watched.tasks[2])


def test_the_end_of_the_loop_cancels_what_is_under_way(brayns: Brayns3) -> None:
    slow = Renderer("production", {"samples_per_pixel": 2000})

    async def act(watched: Watched) -> None:
        watched.loop.refresh(renderer=slow)
        await watched.until(lambda: len(watched.tasks) == 3)

    watched = watching(brayns, act)
    with pytest.raises(RequestCancelledError):
        watched.tasks[-1].result(timeout=60)


def test_another_size_and_another_renderer_are_shown_at_once(brayns: Brayns3) -> None:
    async def act(watched: Watched) -> None:
        await watched.until_best()
        watched.loop.refresh(size=(200, 150))
        await watched.until_shown(lambda last: last.shot.size == (200, 150))
        watched.loop.refresh(renderer=Renderer("production", {"samples_per_pixel": 8}))
        await watched.until_best()

    watched = watching(brayns, act)
    assert watched.pictures[-1].shot.renderer.samples == 8


def test_a_picture_that_cannot_be_had_is_reported_until_there_is_one_again(
    brayns: Brayns3,
) -> None:
    async def act(watched: Watched) -> None:
        watched.loop.refresh(renderer=Renderer("no such renderer"))
        await watched.until(lambda: bool(watched.errors))
        watched.loop.refresh(renderer=Renderer())
        await watched.until_best()

    watched = watching(brayns, act)
    assert "no such renderer" in str(watched.errors[0])
    assert watched.errors[-1] is None


def test_a_lost_connection_is_reported_and_a_new_one_used(
    brayns: Brayns3, session: Session
) -> None:
    async def act(watched: Watched) -> None:
        await watched.until_best()
        session.instance.disconnect()
        count = len(watched.errors)
        watched.loop.move(orbit(watched.loop.camera, 0.1, 0.0))
        await watched.until(lambda: any(watched.errors[count:]))
        await asyncio.to_thread(session.reconnect)
        watched.loop.refresh()
        await watched.until_best()

    watching(brayns, act)


def test_many_moves_cancel_a_good_picture_once(
    brayns: Brayns3, caplog: pytest.LogCaptureFixture
) -> None:
    slow = Renderer("production", {"samples_per_pixel": 2000})

    async def act(watched: Watched) -> None:
        watched.loop.refresh(renderer=slow)
        await watched.until(lambda: len(watched.tasks) == 3)
        for _ in range(50):
            watched.loop.move(orbit(watched.loop.camera, 0.01, 0.0))
        await watched.until_shown(lambda last: not last.is_rest)

    watching(brayns, act)
    brayns.scene()
    assert "not cancelled" not in caplog.text
