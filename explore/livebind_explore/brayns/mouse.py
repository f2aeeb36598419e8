"""What mouse, wheel and fingers mean for the camera. No I/O."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any, Final

from livebind_explore.brayns.camera_control import Camera, dolly, orbit, pan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CameraMouse"]

_ORBITS: Final = "LeftButtonPress"
_PANS: Final = frozenset({"MiddleButtonPress", "RightButtonPress"})
_MOST_SPIN: Final = 3.0
"""Steps of the wheel that one event may count for: touchpads tell wild numbers."""
_PINCH_STEP: Final = log(1.15)
"""Logarithm of how much the fingers part for what is one step of the wheel."""


class CameraMouse:
    """Moves a camera as the events of an area of trame-rca tell.

    Left drag orbits; right or middle drag, or any with shift, pans; the wheel dollies towards the
    pointer; two fingers dolly.
    """

    def __init__(self) -> None:
        self._move: Callable[[Camera, float, float], Camera] | None = None
        self._x = self._y = 0.0
        self._pinch = 1.0

    def moved(self, camera: Camera, event: Mapping[str, Any]) -> Camera | None:
        """Return the camera after an event, None if it leaves the camera as it is."""
        kind = event.get("type", "")
        if kind == "MouseMove":
            return self._drag(camera, event)
        if kind == _ORBITS or kind in _PANS:
            self._move = pan if kind in _PANS or event.get("shiftKey") else orbit
            self._x, self._y = _point(event)
        elif kind.endswith("ButtonRelease"):
            self._move = None
        elif kind == "MouseWheel":
            steps = -max(-_MOST_SPIN, min(_MOST_SPIN, float(event.get("spinY", 0))))
            return dolly(camera, steps, *_point(event))
        elif kind == "StartPinch":
            self._pinch, self._move = _factor(event), None
        elif kind == "Pinch":
            factor = _factor(event)
            steps, self._pinch = log(factor / self._pinch) / _PINCH_STEP, factor
            return dolly(camera, steps, 0.0, 0.0)
        return None

    def _drag(self, camera: Camera, event: Mapping[str, Any]) -> Camera | None:
        if self._move is None or event.get("action") != "down":
            return None
        x, y = _point(event)
        across, upwards = x - self._x, y - self._y
        self._x, self._y = x, y
        return self._move(camera, across, upwards) if across or upwards else None


def _point(event: Mapping[str, Any]) -> tuple[float, float]:
    """Return where an event is, from the middle of the picture in units of its height."""
    width, height = max(float(event.get("w", 1)), 1.0), max(float(event.get("h", 1)), 1.0)
    x, y = float(event.get("x", 0)), float(event.get("y", 0))
    return (x - width / 2) / height, (y - height / 2) / height


def _factor(event: Mapping[str, Any]) -> float:
    return max(float(event.get("factor", 1)), 1e-3)
