"""The live picture of a session: the camera of this page, and the mouse that moves it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.brayns.area import PictureArea
from livebind_explore.brayns.brayns3 import Brayns3
from livebind_explore.brayns.camera_control import Bounds, Camera, centre, fit
from livebind_explore.brayns.picture_loop import Picture, PictureLoop
from livebind_explore.brayns.pictures import Renderer, Shot
from livebind_explore.brayns.scene_model import Scene
from livebind_explore.brayns.scene_tree import model_at
from livebind_explore.brayns.work import Work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from livebind_explore.brayns.quality import Size
    from livebind_explore.brayns.vectors import Vector
    from livebind_explore.session import Session

__all__ = ["AREA", "LivePicture"]

AREA: Final = "brayns_picture"
"""Name of the area of trame-rca."""
_FIRST_SIZE: Final = (640, 480)
"""Size in pixels until the browser tells the one of the area."""
_NOWHERE: Final = Bounds((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


class LivePicture:
    """A picture that follows the mouse, with a camera that belongs to this page alone.

    Nothing here changes what other clients of the instance see, but `give_camera`.
    """

    def __init__(self, server: Any, session: Session) -> None:  # noqa: ANN401 - trame's
        self.brayns = Brayns3(session)
        """The instance."""
        self.work = Work(server)
        """Tells what goes wrong."""
        self.area = PictureArea(AREA)
        """The area of the page that the picture is in."""
        self.on_camera: Callable[[Camera], object] = lambda _camera: None
        """Called with the camera when it rests."""
        self.on_picked: Callable[[Vector | None, int | None], Awaitable[object]] | None = None
        """Called with the point that was picked and the number of its model, None for nothing."""
        self.scene = Scene(_NOWHERE)
        """What is to be seen, as far as it is known."""
        self._size = _FIRST_SIZE
        self._fitted: Camera | None = None
        self._running: asyncio.Task[None] | None = None
        self.area.on_size = self._resize

    @property
    def camera(self) -> Camera | None:
        """The camera of this page; None before `begin`."""
        return None if self.area.loop is None else self.area.loop.camera

    @property
    def renderer(self) -> Renderer:
        """How the picture is rendered."""
        return Renderer() if self.area.loop is None else self.area.loop.renderer

    @property
    def aspect(self) -> float:
        """Width of the picture, divided by its height."""
        return self._size[0] / self._size[1]

    async def begin(self) -> None:
        """Show all of the scene, from where the instance's camera looks; on until `end`."""
        found = await self.work.fetch(lambda: (self.brayns.camera(), self.brayns.renderer()))
        await self.reload()
        if found is None or self._running is not None:
            return
        camera, renderer = found
        self._fitted = fit(camera, self.scene.bounds, self.aspect)
        loop = PictureLoop(
            self.brayns.start_snapshot,
            self._show,
            self.work.tell_of_picture,
            camera=self._fitted,
            size=self._size,
        )
        loop.refresh(renderer=renderer)
        self.area.loop = loop
        self.on_camera(loop.camera)
        self._running = asyncio.ensure_future(loop.run())

    async def end(self) -> None:
        """Show nothing more."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def reload(self) -> None:
        """Take the picture anew, of the scene and the renderer as they are now."""
        found = await self.work.fetch(lambda: (self.brayns.scene(), self.brayns.renderer()))
        if found is not None:
            self.scene, renderer = found
            self.refresh(renderer=renderer)

    def refresh(self, *, camera: Camera | None = None, renderer: Renderer | None = None) -> None:
        """Take the picture anew, with another camera or renderer if one is given."""
        if self.area.loop is not None:
            self.area.loop.refresh(camera=camera, renderer=renderer)

    def fit(self, bounds: Bounds | None = None) -> None:
        """Show all of a box, of the scene if none is given."""
        if self.camera is not None:
            bounds = bounds or self.scene.bounds
            self._fitted = fit(self.camera, bounds, self.aspect)
            self.refresh(camera=self._fitted)

    async def pick(self, x: float, y: float) -> None:
        """Bring what is at a point of the picture to its middle.

        Args:
            x: parts of the width from the left edge.
            y: parts of the height from the upper edge.
        """
        camera = self.camera
        if camera is None:
            return
        shot = Shot(camera, self.renderer, self._size)
        place = (x - 0.5) * self.aspect, 0.5 - y
        point = await self.work.do(lambda: self.brayns.pick(shot, *place))
        model = None if point is None else model_at(self.scene, point)
        if self.on_picked is not None:
            await self.on_picked(point, None if model is None else model.model_id)
        if point is not None and self.camera is not None:
            self.refresh(camera=centre(self.camera, point))

    async def take_camera(self) -> None:
        """Look through the camera that all clients share."""
        self.refresh(camera=await self.work.do(self.brayns.camera))

    async def give_camera(self) -> bool:
        """Make the camera of this page the one that all clients share; return whether it is."""
        camera = self.camera
        if camera is None:
            return False

        def give() -> bool:
            self.brayns.set_camera(camera)
            return True

        return await self.work.do(give) or False

    def shot(self, size: Size, samples: int, image_format: str) -> Shot | None:
        """Return what the picture shows in another size; None before `begin`."""
        if self.camera is None:
            return None
        renderer = self.renderer.with_samples(samples)
        return Shot(self.camera, renderer, size, image_format, jpeg_quality=100)

    async def _show(self, picture: Picture) -> None:
        if picture.is_rest and picture.shot.camera == self.camera:
            self.on_camera(picture.shot.camera)
        await self.area.show(picture)

    def _resize(self, size: Size) -> None:
        """Take another size, or show a page that was just opened what the others show."""
        self._size = size
        if self.area.loop is not None:
            self.area.loop.refresh(size=size)
            if self.camera == self._fitted:  # nobody has moved it: show all in the new shape too
                self.fit()
