"""The area of the page where the picture is: gets events of the browser, sends it pictures.

It is what trame-rca calls an area adapter; its own view adapters are no subclasses either.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.brayns.mouse import CameraMouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_explore.brayns.picture_loop import Picture, PictureLoop
    from livebind_explore.brayns.quality import Size

__all__ = ["PictureArea"]

_PATIENCE: Final = 2.0
"""Seconds for which the next picture waits until the browser has taken this one: one that has gone
away silently takes none."""
_LEAST_SIDE: Final = 10
"""Pixels of an area that is shown: one behind another tab has none, and no use for a picture."""


class PictureArea:
    """One picture in the browser, and the mouse on it."""

    def __init__(self, name: str) -> None:
        """Make an area that shows nothing until there is a loop.

        Args:
            name: that of the component in the page.
        """
        self.area_name = name
        """Under which trame-rca finds it."""
        self.loop: PictureLoop | None = None
        """What the mouse moves the camera of."""
        self.on_size: Callable[[Size], object] = lambda _size: None
        """Called with the size of the picture in pixels of the screen, when it is known or new."""
        self._streamer: Any = None
        self._mouse = CameraMouse()

    def set_streamer(self, streamer: Any) -> None:  # noqa: ANN401 - trame-rca's, which has no types
        """Take what sends pictures to browsers; None when the area is gone."""
        self._streamer = streamer

    def update_size(self, _origin: str, size: dict[str, Any]) -> None:
        """Take the size of the area in a browser: `w`, `h`, and `p` pixels for each of these."""
        ratio = float(size.get("p", 1))
        width, height = (round(float(size.get(key, 0)) * ratio) for key in ("w", "h"))
        if min(width, height) >= _LEAST_SIDE:
            self.on_size((width, height))

    def on_interaction(self, _origin: str, event: dict[str, Any]) -> None:
        """Take an event of mouse, wheel or fingers."""
        if self.loop is not None:
            camera = self._mouse.moved(self.loop.camera, event)
            if camera is not None:
                self.loop.move(camera)

    def reset(self) -> None:
        """Do nothing: each picture stands alone, no stream begins anew."""

    def video_codecs(self) -> list[dict[str, Any]]:
        """Return none: pictures are single files."""
        return []

    def negotiate_video(self, _codecs: list[str]) -> dict[str, str]:
        """Tell that there is no video."""
        return {"error": "not-a-video-stream"}

    async def show(self, picture: Picture) -> None:
        """Send a picture to all browsers, and wait until they have taken it."""
        if self._streamer is None:
            return
        width, height = picture.shot.size
        meta = {
            "type": "image/jpeg",
            "codec": "",
            "w": width,
            "h": height,
            "st": int(time.time() * 1000),
            "key": "key",
        }
        self._streamer.push_content(self.area_name, meta, picture.content)
        with suppress(TimeoutError):
            await asyncio.wait_for(
                self._streamer.coreServer.network_monitor.completion(), _PATIENCE
            )
