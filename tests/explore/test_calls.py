"""Methods of the reference backend, called from the page and checked against the instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import livebind
from livebind_codegen.json_values import is_list, is_object
from support.descriptions import Json  # noqa: TC001 - an alias that is called
from support.explorer_page import ExplorerPage

if TYPE_CHECKING:

    from support.tab import Tab

pytestmark = [pytest.mark.timeout(300), pytest.mark.long]

Fill = Callable[[ExplorerPage, int], object]
"""Fills a form in; it is given the number of the latest model."""


def put(path: str, *values: object) -> Fill:
    """Return what fills in one part of a form."""
    return lambda page, _: page.put(path, *values)


def view(page: ExplorerPage, _: int) -> None:
    for name, values in (("position", (1, 2, 3)), ("target", (0, 0, 1)), ("up", (0, 1, 0))):
        page.put(f"/{name}", *values)


def sphere(page: ExplorerPage, _: int) -> None:
    page.add("")
    page.put("/1/geometry/center", 1, 0, -1.5)
    page.put("/1/geometry/radius", 0.5)
    page.put("/1/color", 1, 0, 0, 1)


def boxes(page: ExplorerPage, _: int) -> None:
    for index in ("1", "2"):
        page.add("")
        page.put(f"/{index}/geometry/min", -1, -1, -1)
        page.put(f"/{index}/geometry/max", 1, 2, int(index))
        page.put(f"/{index}/color", 0, 0.5, 1, 1)


def hide(page: ExplorerPage, model: int) -> None:
    page.put("/model_id", model)
    page.switch("/model/is_visible")


def material(page: ExplorerPage, model: int) -> None:
    page.put("/model_id", model)


def remove(page: ExplorerPage, model: int) -> None:
    page.add("/ids")
    page.put("/ids/1", model)


def is_hidden(scene: Json) -> bool:
    return not scene["models"][-1]["is_visible"]


def has_two(scene: Json) -> bool:
    return len(scene["models"]) == 2


# What is called, how its form is filled, what is asked for then, and what must be in the answer.
CALLS: list[tuple[str, Fill | None, str, Json]] = [
    ("set-camera-perspective", put("/fovy", 33), "get-camera-perspective", {"fovy": 33}),
    ("set-camera-orthographic", put("/height", 7), "get-camera-orthographic", {"height": 7}),
    ("set-camera-near-clip", put("/distance", 0.25), "get-camera-near-clip", {"distance": 0.25}),
    ("set-camera-view", view, "get-camera-view", {"position": [1, 2, 3], "target": [0, 0, 1]}),
    (
        "set-renderer-interactive",
        put("/background_color", 0.5, 0.25, 0.125, 1),
        "get-renderer-interactive",
        {"background_color": [0.5, 0.25, 0.125, 1]},
    ),
    (
        "set-renderer-production",
        put("/max_ray_bounces", 4),
        "get-renderer-production",
        {"max_ray_bounces": 4},
    ),
    (
        "set-application-parameters",
        put("/viewport", 640, 360),
        "get-application-parameters",
        {"viewport": [640, 360]},
    ),
    ("clear-models", None, "get-scene", {"models": []}),
    ("add-spheres", sphere, "get-scene", {"bounds": {"min": [0.5, -0.5, -2]}}),
    ("add-boxes", boxes, "get-scene", {"bounds": {"max": [1.5, 2, 2]}}),
    ("update-model", hide, "get-scene", is_hidden),
    ("set-material-ghost", material, "get-scene", {}),
    ("add-light-ambient", put("/intensity", 4.5), "get-scene", {}),
    ("get-model", lambda page, model: page.put("/id", model), "get-scene", {}),
    ("remove-model", remove, "get-scene", has_two),
    ("clear-lights", None, "get-scene", {}),
    ("get-version", None, "get-version", {"major": 3}),
    ("get-loaders", None, "get-loaders", bool),
    ("get-camera-type", None, "get-camera-type", bool),
    ("set-simulation-parameters", put("/current", 0), "get-simulation-parameters", {"current": 0}),
    ("clear-renderables", None, "get-scene", {"models": []}),
]


def holds(value: Json, expected: Json) -> bool:
    """Whether a value has what is expected in it, numbers almost so."""
    if is_object(expected):
        return all(holds(value[key], one) for key, one in expected.items())
    if is_list(expected):
        return len(value) == len(expected) and all(map(holds, value, expected))
    return bool(value == pytest.approx(expected))


@pytest.mark.parametrize(("method", "fill", "getter", "expected"), CALLS)
def test_what_is_set_in_a_form_is_set_in_the_instance(  # noqa: PLR0913, PLR0917 - the table
    method: str, fill: Fill | None, getter: str, expected: Json, page: Tab, backend: str
) -> None:
    shown = ExplorerPage(page)
    shown.pick(method)
    if fill is not None:
        with livebind.connect(backend) as instance:
            models = instance.request("get-scene")["models"]
        fill(shown, models[-1]["model_id"] if models else 0)
    shown.call()
    assert shown.error == ""
    with livebind.connect(backend) as instance:
        answer = instance.request(getter)
    assert expected(answer) if callable(expected) else holds(answer, expected)
    assert page.complaints() == []
