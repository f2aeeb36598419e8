"""Files: models to load, by path or from this machine, and snapshots to keep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.visible import visible
from livebind_explore.brayns.quality import LEAST_SIDE
from livebind_explore.brayns.work import TaskWork

if TYPE_CHECKING:
    from livebind_explore.brayns.live_picture import LivePicture
    from livebind_explore.brayns.model_control import ModelControl
    from livebind_explore.session import Session

__all__ = ["FileControl"]

_LARGEST: Final = 16384
"""Pixels along a side of a snapshot."""
_MOST_SAMPLES: Final = 10_000
_FORMATS: Final = {"png": "image/png", "jpg": "image/jpeg"}


class FileControl:
    """Loads models and takes snapshots, each with progress and a way to cancel it.

    All methods are for the event loop. The state is under names that begin with `brayns_`.
    """

    def __init__(
        self,
        server: Any,  # noqa: ANN401 - trame's
        session: Session,
        picture: LivePicture,
        models: ModelControl,
    ) -> None:
        self._server = server
        self._picture = picture
        self._brayns = picture.brayns
        self._models = models
        self._content = b""
        self.loading = TaskWork(server, picture.work, "brayns_loading")
        """A model that is being loaded."""
        self.rendering = TaskWork(server, picture.work, "brayns_rendering")
        """A snapshot that is being taken."""
        loaders = session.description.loaders
        state = server.state
        state.brayns_extensions = sorted(
            {one for loader in loaders if loader.takes_data for one in loader.extensions}
        )
        state.brayns_path = ""
        state.brayns_dropped = None
        state.brayns_snapshot = None
        state.brayns_formats = list(_FORMATS)
        state.brayns_width, state.brayns_height = 1920, 1080
        state.brayns_samples, state.brayns_format = 16, "png"
        state.change("brayns_dropped")(self._take_dropped)
        server.controller.trigger("brayns_snapshot_content")(self._give_content)

    async def load(self) -> None:
        """Load the file of the path, on the machine where the instance runs."""
        path = str(self._server.state.brayns_path or "").strip()
        if path:
            reply = await self.loading.run("Loading", lambda: self._brayns.start_loading(path))
            await self._loaded(reply is not None)

    async def upload(self, files: list[dict[str, Any]]) -> None:
        """Load files of the machine of the browser, one after the other.

        Args:
            files: as trame gives them: `name` and `content`.
        """
        for file in files:
            name, content = str(file["name"]), bytes(file["content"])
            what = f"Loading {visible(name[:80])}"
            start = partial(self._brayns.start_upload, name, content)
            reply = await self.loading.run(what, start)
            await self._loaded(reply is not None)
            if reply is None:
                return

    async def take_snapshot(self) -> None:
        """Render what the picture shows, at the chosen size; then it can be downloaded."""
        state = self._server.state
        try:
            size = _whole(state.brayns_width, LEAST_SIDE), _whole(state.brayns_height, LEAST_SIDE)
            samples = _whole(state.brayns_samples, 1, _MOST_SAMPLES)
        except ValueError as error:
            self._picture.work.tell(error)
            return
        image_format = state.brayns_format if state.brayns_format in _FORMATS else "png"
        shot = self._picture.shot(size, samples, image_format)
        if shot is None:
            return
        with state:
            state.brayns_snapshot = None
        reply = await self.rendering.run("Rendering", lambda: self._brayns.start_snapshot(shot))
        if reply is not None:
            self._content = reply.data
            with state:
                state.brayns_snapshot = {
                    "name": f"snapshot-{size[0]}x{size[1]}.{image_format}",
                    "type": _FORMATS[image_format],
                    "size": len(reply.data),
                }

    async def _loaded(self, is_done: bool) -> None:  # noqa: FBT001 - an outcome
        was_empty = self._picture.scene.bounds.is_empty
        await self._models.reload()
        if is_done and was_empty:
            self._picture.fit()

    async def _take_dropped(self, brayns_dropped: Any, **_others: Any) -> None:  # noqa: ANN401
        """Load what was dropped on the picture, or chosen in the panel."""
        given = brayns_dropped if is_list(brayns_dropped) else [brayns_dropped]
        files = [one for one in given if is_object(one) and one.get("content")]
        if files:
            self._server.state.brayns_dropped = None
            await self.upload(files)

    def _give_content(self) -> Any:  # noqa: ANN401 - an attachment of trame's protocol
        return self._server.protocol.addAttachment(self._content)


def _whole(given: Any, least: int, most: int = _LARGEST) -> int:  # noqa: ANN401 - from the browser
    try:
        number = int(given)
    except (TypeError, ValueError):
        raise ValueError("width, height and samples are whole numbers") from None
    if not least <= number <= most:
        raise ValueError(f"{number} is not between {least} and {most}")
    return number
