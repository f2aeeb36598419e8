"""Renderer, camera and lights, as state of the page."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.brayns.camera_control import Camera, Orthographic, Perspective, View
from livebind_explore.brayns.fields import fields, kinds, setting_schemas, values_of, with_value

if TYPE_CHECKING:
    from livebind_explore.brayns.live_picture import LivePicture
    from livebind_explore.brayns.model_control import ModelControl
    from livebind_explore.session import Session

__all__ = ["ViewControl"]

_DIGITS: Final = 6
"""Significant digits of the camera that are shown."""
_POINT: Final = {"type": "array", "minItems": 3, "maxItems": 3}
_VIEW: Final[dict[str, Any]] = {"position": _POINT, "target": _POINT, "up": _POINT}
_LENGTH: Final = {"type": "number", "minimum": 0}
_LENSES: Final[dict[str, dict[str, Any]]] = {
    "perspective": {
        "fovy": {"type": "number", "minimum": 1, "maximum": 179},
        "aperture_radius": _LENGTH,
        "focus_distance": _LENGTH,
    },
    "orthographic": {"height": {"type": "number", "minimum": 1e-6}},
}


class ViewControl:
    """The renderer and the lights that all clients share, and the camera of this page.

    All methods are for the event loop. The state is under names that begin with `brayns_`.
    """

    def __init__(
        self,
        server: Any,  # noqa: ANN401 - trame's
        session: Session,
        picture: LivePicture,
        models: ModelControl,
    ) -> None:
        self._state = server.state
        self._description = session.description
        self._picture = picture
        self._brayns = picture.brayns
        self._models = models
        self._renderers = kinds(session.description, "set-renderer-")
        self._lights = kinds(session.description, "add-light-")
        picture.on_camera = self._show_camera
        state = self._state
        state.brayns_renderer = ""
        state.brayns_renderer_kinds = self._renderers
        state.brayns_renderer_fields = []
        state.brayns_lens = "perspective"
        state.brayns_lenses = list(_LENSES)
        state.brayns_camera_fields = []
        state.brayns_light_kinds = self._lights
        self.choose_light(self._lights[0] if self._lights else "")

    def show_renderer(self) -> None:
        """Show the renderer that the picture is rendered with."""
        renderer = self._picture.renderer
        schemas = setting_schemas(self._description, f"set-renderer-{renderer.name}")
        with self._state:
            self._state.brayns_renderer = renderer.name
            self._state.brayns_renderer_fields = fields(schemas, renderer.params)

    async def use_renderer(self, kind: str) -> None:
        """Use another renderer, for all clients."""
        if kind in self._renderers:
            await self._picture.work.do(lambda: self._brayns.set_renderer(kind, {}))
            await self._renderer_changed()

    async def set_renderer(self, name: str, given: Any) -> None:  # noqa: ANN401 - JSON
        """Change a setting of the renderer, for all clients."""
        kind, shown = self._state.brayns_renderer, self._state.brayns_renderer_fields

        def work() -> None:
            value = values_of(with_value(shown, name, given))[name]
            self._brayns.set_renderer(kind, {name: value})

        if kind in self._renderers:
            await self._picture.work.do(work)
            await self._renderer_changed()

    def use_lens(self, kind: str) -> None:
        """Look with another projection, in this page alone."""
        camera = self._picture.camera
        if camera is not None and kind in _LENSES:
            projection = Orthographic() if kind == "orthographic" else Perspective()
            bounds = self._picture.scene.bounds
            self._picture.refresh(camera=replace(camera, projection=projection))
            self._picture.fit(bounds)

    def set_camera(self, name: str, given: Any) -> None:  # noqa: ANN401 - JSON
        """Change a number of the camera of this page."""
        camera = self._picture.camera
        if camera is None:
            return
        try:
            value = values_of(with_value(self._state.brayns_camera_fields, name, given))[name]
        except ValueError as error:
            self._picture.work.tell(error)
            return
        self._picture.refresh(camera=_changed(camera, name, value))

    def choose_light(self, kind: str) -> None:
        """Show what a light of a kind is made with."""
        with self._state:
            self._state.brayns_light = kind
            schemas = setting_schemas(self._description, f"add-light-{kind}")
            self._state.brayns_light_fields = fields(schemas, {"intensity": 1})

    def set_light(self, name: str, given: Any) -> None:  # noqa: ANN401 - JSON
        """Change what the next light is made with."""
        try:
            shown = with_value(self._state.brayns_light_fields, name, given)
        except ValueError as error:
            self._picture.work.tell(error)
            return
        with self._state:
            self._state.brayns_light_fields = shown

    async def add_light(self) -> None:
        """Add a light, for all clients."""
        kind, shown = self._state.brayns_light, self._state.brayns_light_fields
        if kind in self._lights:
            await self._picture.work.do(lambda: self._brayns.add_light(kind, values_of(shown)))
            await self._models.reload()

    async def _renderer_changed(self) -> None:
        await self._picture.reload()
        self.show_renderer()

    def _show_camera(self, camera: Camera) -> None:
        lens = "orthographic" if isinstance(camera.projection, Orthographic) else "perspective"
        values = {**asdict(camera.view), **asdict(camera.projection)}
        shown = {name: _rounded(value) for name, value in values.items()}
        with self._state:
            self._state.brayns_lens = lens
            self._state.brayns_camera_fields = fields({**_VIEW, **_LENSES[lens]}, shown)


def _changed(camera: Camera, name: str, value: Any) -> Camera:  # noqa: ANN401 - JSON
    if name in _VIEW:
        view: View = replace(camera.view, **{name: tuple(value)})
        return replace(camera, view=view)
    return replace(camera, projection=replace(camera.projection, **{name: value}))


def _rounded(value: float | tuple[float, ...]) -> float | list[float]:
    if isinstance(value, tuple):
        return [float(f"{one:.{_DIGITS}g}") for one in value]
    return float(f"{value:.{_DIGITS}g}")
