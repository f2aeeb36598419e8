"""What is asked of a Brayns 3: its scene, its pictures, and changes that the user wants.

All functions but those that start a task wait for the answer: call them outside of the event loop.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from livebind import InvalidReplyError, RemoteError
from livebind_explore.brayns.camera_control import Camera, Orthographic, Perspective, View, ray
from livebind_explore.brayns.depths import middle_depth
from livebind_explore.brayns.pictures import (
    Renderer,
    Shot,
    depth_params,
    projection_params,
    snapshot_params,
    view_params,
)
from livebind_explore.brayns.scene_model import Scene, Transform
from livebind_explore.brayns.vectors import Vector, add, scaled

if TYPE_CHECKING:
    from livebind import Reply, Task
    from livebind_explore.session import Session

__all__ = ["Brayns3", "has_pictures"]

T = TypeVar("T")

_PROTOCOL: Final = "brayns3"
_NEEDED: Final = frozenset(
    {"get-camera-type", "get-camera-view", "get-renderer-type", "get-scene", "snapshot"}
)
_QUICK: Final = 30.0
"""Seconds that an answer may take which needs no rendering: the service does one thing at a time,
for all clients."""


def has_pictures(session: Session) -> bool:
    """Whether a backend is a Brayns 3 that renders pictures."""
    description = session.description
    names = {method.name for method in description.methods}
    return description.protocol == _PROTOCOL and names >= _NEEDED


class Brayns3:
    """A Brayns 3, through the session of the page.

    Every method raises `livebind.LivebindError` as `Session.call` and `Session.start` do, and
    `livebind.InvalidReplyError` if the answer is not what a Brayns gives.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_allowed(self, method: str) -> bool:
        """Whether the session may call a method, and the backend has it."""
        names = {one.name for one in self._session.description.methods}
        return method in names and self._session.is_allowed(method)

    def scene(self) -> Scene:
        """Return what is to be seen."""
        return self._ask("get-scene", None, Scene)

    def camera(self) -> Camera:
        """Return the camera that all clients share; one of another kind as a perspective one."""
        view = self._ask("get-camera-view", None, View)
        kind = self._ask("get-camera-type", None, str)
        if kind == "orthographic":
            return Camera(view, self._ask("get-camera-orthographic", None, Orthographic))
        if kind == "perspective":
            return Camera(view, self._ask("get-camera-perspective", None, Perspective))
        return Camera(view, Perspective())

    def set_camera(self, camera: Camera) -> None:
        """Make this the camera that all clients share."""
        projection = projection_params(camera.projection)
        self._tell(f"set-camera-{projection['name']}", projection["params"])
        self._tell("set-camera-view", view_params(camera.view))

    def renderer(self) -> Renderer:
        """Return the renderer that all clients share."""
        name = self._ask("get-renderer-type", None, str)
        return Renderer(name, self._ask(f"get-renderer-{name}", None, dict[str, Any]))

    def set_renderer(self, name: str, params: dict[str, Any]) -> None:
        """Make this the renderer that all clients share."""
        self._tell(f"set-renderer-{name}", params)

    def start_snapshot(self, shot: Shot) -> Task[Reply[Any]]:
        """Begin to render a picture; the bytes of the reply are its file."""
        return self._session.start("snapshot", snapshot_params(shot))

    def pick(self, shot: Shot, x: float, y: float) -> Vector | None:
        """Return the point of the scene that is seen at a point of a picture; None for none.

        It is found by the depth there: `inspect` of the service looks through the camera that all
        clients share, which may not be moved for it.

        Args:
            shot: the picture.
            x: how far to the right of its middle, in parts of its height.
            y: how far above its middle, in parts of its height.
        """
        reply = self._session.call("export-gbuffers", depth_params(shot, x, y), timeout=_QUICK)
        try:
            depth = middle_depth(reply.data)
        except ValueError as error:
            raise InvalidReplyError(f"what 'export-gbuffers' gave is no depth: {error}") from error
        if depth is None:
            return None
        origin, direction = ray(shot.camera, x, y)
        return add(origin, scaled(direction, depth))

    def show_models(self, numbers: list[int], *, visible: bool) -> None:
        """Show or hide models."""
        for number in numbers:
            self._tell("update-model", {"model_id": number, "model": {"is_visible": visible}})

    def move_model(self, number: int, transform: Transform) -> None:
        """Place a model."""
        params = {"model_id": number, "model": {"transform": msgspec.to_builtins(transform)}}
        self._tell("update-model", params)

    def remove_models(self, numbers: list[int]) -> None:
        """Remove models."""
        self._tell("remove-model", {"ids": numbers})

    def material(self, number: int) -> tuple[str, dict[str, Any]] | None:
        """Return kind and settings of a model's material; None if it has none."""
        params = {"id": number}
        try:
            kind = self._ask("get-material-type", params, str)
            return kind, self._ask(f"get-material-{kind}", params, dict[str, Any])
        except RemoteError:
            return None

    def set_material(self, number: int, kind: str, material: dict[str, Any]) -> None:
        """Give a model a material; what is left out is as it was."""
        self._tell(f"set-material-{kind}", {"model_id": number, "material": material})

    def color_methods(self, number: int) -> dict[str, list[str]]:
        """Return the ways to colour a model, each with the names of what gets a colour."""
        methods = self._ask("get-color-methods", {"id": number}, list[str])
        return {
            method: self._ask("get-color-values", {"id": number, "method": method}, list[str])
            for method in methods
        }

    def set_color(self, number: int, method: str, value: str, color: list[float]) -> None:
        """Give a part of a model, or all of it, a colour: red, green, blue, opacity, 0 to 1."""
        self._tell("color-model", {"id": number, "method": method, "values": {value: color}})

    def add_light(self, kind: str, params: dict[str, Any]) -> None:
        """Add a light."""
        self._tell(f"add-light-{kind}", params)

    def start_loading(self, path: str) -> Task[Reply[Any]]:
        """Begin to load a file of the machine where the backend runs."""
        params: object = {"path": path, "loader_name": "", "loader_properties": {}}
        return self._session.start("add-model", params)

    def start_upload(self, name: str, content: bytes) -> Task[Reply[Any]]:
        """Begin to load a file of this machine; the extension of its name is its type."""
        extension = PurePath(name).suffix.removeprefix(".").lower()
        params: object = {"type": extension, "loader_name": "", "loader_properties": {}}
        return self._session.start("upload-model", params, content)

    def _ask(self, method: str, params: object, kind: type[T]) -> T:
        reply = self._session.call(method, params, timeout=_QUICK)
        try:
            return msgspec.convert(reply.result, kind)
        except msgspec.ValidationError as error:
            raise InvalidReplyError(f"what {method!r} gave is not as expected: {error}") from error

    def _tell(self, method: str, params: object) -> None:
        self._session.call(method, params, timeout=_QUICK)
