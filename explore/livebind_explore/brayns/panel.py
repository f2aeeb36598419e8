"""Puts the live picture and the panels beside it into a page."""

from __future__ import annotations

import asyncio
import re
from importlib import import_module
from importlib.resources import files
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final

from livebind_codegen.text.visible import visible
from livebind_explore.brayns.file_control import FileControl
from livebind_explore.brayns.live_picture import LivePicture
from livebind_explore.brayns.model_control import ModelControl
from livebind_explore.brayns.view_control import ViewControl
from livebind_explore.page.layout import Panel
from livebind_explore.web.toolkit import client, html

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_explore.brayns.vectors import Vector
    from livebind_explore.session import Session

__all__ = ["BraynsPanel", "picture_panel"]

_NAME: Final = "picture"
_FIELDS = re.compile(r"FIELDS\((\w+), (\w+)\)")


def picture_panel(session: Session, server: Any) -> Panel:  # noqa: ANN401 - trame's
    """Return the tab with the live picture of a Brayns 3, which begins when the server is ready."""
    return BraynsPanel(session, server).panel


class BraynsPanel:
    """The tab of a Brayns 3: picture, scene, renderer, camera, lights, files."""

    def __init__(self, session: Session, server: Any) -> None:  # noqa: ANN401 - trame's
        self._server = server
        self.picture = LivePicture(server, session)
        """The picture."""
        self.models = ModelControl(server, session, self.picture)
        """The scene, and the chosen model."""
        self.view = ViewControl(server, session, self.picture, self.models)
        """Renderer, camera and lights."""
        self.files = FileControl(server, session, self.picture, self.models)
        """What is loaded and kept."""
        self.panel = Panel(_NAME, "Picture", self._build)
        """The tab."""
        self._under_way: set[asyncio.Future[Any]] = set()
        self.picture.on_picked = self._picked
        state = server.state
        state.brayns_notice = ""
        state.brayns_over = False
        allowed = self.picture.brayns.is_allowed
        state.brayns_can = {
            "camera": allowed("set-camera-view"),
            "change": allowed("update-model"),
            "light": bool(state.brayns_light_kinds) and allowed("add-light-ambient"),
            "load": allowed("add-model"),
            "remove": allowed("remove-model"),
            "upload": allowed("upload-model"),
        }
        for name, act in self._triggers().items():
            server.controller.trigger(f"brayns_{name}")(self._begun(act))
        # A call of the user may have changed the scene; a new connection shows it again.
        state.change("history", "connected")(self._may_have_changed)
        server.enable_module(import_module("trame_rca.module"))
        server.controller.on_server_ready.add(self._begin)
        server.controller.on_server_exited.add(self._end)

    async def reload(self) -> None:
        """Show the scene and the renderer as they are now."""
        await self.models.reload()
        self.view.show_renderer()

    async def fit(self) -> None:
        """Show all of the scene as it is now."""
        await self.reload()
        self.picture.fit()

    async def give_camera(self) -> None:
        """Make the camera of this page the one that all clients share, and say so."""
        if await self.picture.give_camera():
            self._notice("All see through this camera now")

    def _triggers(self) -> dict[str, Callable[..., object]]:
        picture, models, view = self.picture, self.models, self.view
        return {
            "add_light": view.add_light,
            "cancel_loading": self.files.loading.cancel,
            "cancel_snapshot": self.files.rendering.cancel,
            "choose": models.choose,
            "choose_light": view.choose_light,
            "color": models.color,
            "fit": self.fit,
            "give_camera": self.give_camera,
            "load": self.files.load,
            "look_at": models.look_at,
            "move": models.move,
            "pick": picture.pick,
            "reload": self.reload,
            "remove": models.remove,
            "set_camera": view.set_camera,
            "set_light": view.set_light,
            "set_material": models.set_material,
            "set_renderer": view.set_renderer,
            "show": models.show,
            "snapshot": self.files.take_snapshot,
            "take_camera": picture.take_camera,
            "use_lens": view.use_lens,
            "use_material": models.use_material,
            "use_renderer": view.use_renderer,
        }

    def _begun(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return what begins an action and does not wait for it.

        Trame hears of the next thing that the user does when the one before is done: the mouse
        would stand still, and nothing that takes long could be cancelled.
        """

        def begin(*arguments: Any) -> None:  # noqa: ANN401 - JSON
            result = act(*arguments)
            if isawaitable(result):
                future = asyncio.ensure_future(result)
                self._under_way.add(future)
                future.add_done_callback(self._under_way.discard)

        return begin

    def _build(self) -> None:
        folder = files("livebind_explore.brayns") / "templates"
        fields = (folder / "fields.html").read_text(encoding="utf-8")

        def expand(found: re.Match[str]) -> str:
            return fields.replace("LIST", found[1]).replace("TRIGGER", found[2])

        template = (folder / "picture.html").read_text(encoding="utf-8")
        client.Style((folder / "picture.css").read_text(encoding="utf-8"))
        with html.Div() as whole:
            whole.add_child(_FIELDS.sub(expand, template))

    def _begin(self, **_: Any) -> None:  # noqa: ANN401 - trame's
        self._server.controller.rc_area_register(self.picture.area)
        self._begun(self._first_pictures)()

    async def _first_pictures(self) -> None:
        await self.picture.begin()
        await self.reload()

    async def _end(self, **_: Any) -> None:  # noqa: ANN401 - trame's
        await self.picture.end()

    async def _may_have_changed(self, *, connected: bool, **_: Any) -> None:  # noqa: ANN401
        if not connected:
            return
        if self.picture.camera is None:
            await self.picture.begin()
        await self.reload()

    async def _picked(self, point: Vector | None, model: int | None) -> None:
        await self.models.choose(model)
        text = "Nothing is there"
        if point is not None:
            chosen = self._server.state.brayns_model
            where = ", ".join(f"{value:.4g}" for value in point)
            text = f"{chosen['title']} at {where}" if chosen else f"At {where}"
        self._notice(visible(text))

    def _notice(self, text: str) -> None:
        with self._server.state:
            self._server.state.brayns_notice = text
