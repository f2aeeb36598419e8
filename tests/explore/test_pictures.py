"""What the page looks like: wide and narrow, light and dark; the pictures of the documents.

`UPDATE_GOLDEN=1 pytest tests/explore/test_pictures.py` draws those anew.
"""

from __future__ import annotations

import os
from math import cos, sin, sqrt
from typing import TYPE_CHECKING

import pytest

import brayns
from support.backends import serving
from support.documents import DOCS
from support.explorer_page import ExplorerPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.explorer import Show
    from support.tab import Tab

pytestmark = [pytest.mark.timeout(300), pytest.mark.long]


def sunflower(address: str) -> None:
    """Put the flower of the README into the scene of an instance, and light on it."""
    with brayns.connect(address) as instance:
        brayns.clear_models(instance)
        seeds: list[brayns.SphereWithColor] = []
        for number in range(600):
            ripe, away, angle = number / 600, sqrt(number), 2.39996 * number
            place = away * cos(angle), away * sin(angle), -away * away / 70
            color = 0.3 + 0.55 * ripe, 0.06 + 0.42 * ripe, 0.02, 1.0
            sphere = brayns.Sphere(center=place, radius=0.9)
            seeds.append(brayns.SphereWithColor(geometry=sphere, color=color))
        brayns.add_spheres(instance, spheres=seeds)
        brayns.add_light_ambient(instance, intensity=0.6)
        brayns.add_light_directional(instance, direction=(0.6, -0.9, -1.2), intensity=6)
        brayns.set_renderer_interactive(instance, background_color=(0.01, 0.012, 0.02, 1.0))


@pytest.fixture(scope="module")
def garden() -> Iterator[str]:
    with serving() as address:
        sunflower(address)
        yield address


def look(tab: Tab) -> None:
    """Wait for the live picture, and until it is as good as it gets."""
    tab.click("[data-tab=picture]")
    image, view = "document.querySelector('.image-display-area')", "#brayns-view"
    is_fine = f"{image}?.naturalWidth >= document.querySelector('{view}').clientWidth"
    tab.wait(is_fine)
    tab.run(f"window.before = {image}.src")
    x, y = tab.run(
        f"(r => [r.x + r.width / 2, r.y + r.height / 2])"
        f"(document.querySelector('{view}').getBoundingClientRect())"
    )
    mouse, left = tab.cdp.MouseEventType, tab.cdp.InputMouseButton.LEFT
    for kind, up in (
        (mouse.MOUSE_PRESSED, 0),
        *((mouse.MOUSE_MOVED, step) for step in range(10, 90, 10)),
        (mouse.MOUSE_RELEASED, 80),
    ):
        tab.cdp.input.dispatch_mouse_event(
            tab.session, type=kind, x=x, y=y - up, button=left, buttons=1, click_count=1
        )
    tab.wait(f"{image}.src != window.before && {is_fine}")


def fill_in(tab: Tab) -> None:
    """Choose a method, fill in its form, and call it."""
    if not tab.run("!!document.querySelector('.v-navigation-drawer--active')"):
        tab.click(".v-app-bar-nav-icon")
        tab.wait("document.querySelector('.v-navigation-drawer--active')")
    page = ExplorerPage(tab)
    page.pick("add-light-directional")
    page.put("/color", 1, 0.75, 0.5)
    page.put("/direction", -1, -1, -0.5)
    page.put("/intensity", 0.5)
    page.call()
    page.snippet("Python", "intensity=0.5")
    tab.run("document.activeElement.blur()")
    tab.run("scrollTo(0, 0)")


@pytest.mark.parametrize(
    ("name", "show", "width", "height", "is_dark"),
    [
        ("explore", look, 1280, 800, False),
        ("explore-call", fill_in, 1280, 800, False),
        ("explore-call-dark", fill_in, 1280, 800, True),
        ("explore-narrow", fill_in, 420, 900, False),
        ("explore-narrow-dark", look, 420, 900, True),
    ],
)
def test_the_page_fits_into_its_window(  # noqa: PLR0913, PLR0917 - the table
    name: str,
    show: Callable[[Tab], None],
    width: int,
    height: int,
    is_dark: bool,  # noqa: FBT001 - likewise
    garden: str,
    showing: Show,
    tmp_path: Path,
) -> None:
    sunflower(garden)
    with showing(garden) as tab:
        tab.resize(width, height, is_dark=is_dark)
        show(tab)
        assert tab.run("document.scrollingElement.scrollWidth") <= width
        shade = tab.run(
            "getComputedStyle(document.querySelector('.v-application')).backgroundColor"
        )
        assert (shade == "rgb(18, 18, 18)") is is_dark
        assert tab.complaints() == []
        drawn = tmp_path / f"{name}.png"
        tab.picture(drawn)
        assert drawn.read_bytes().startswith(b"\x89PNG")
        if os.environ.get("UPDATE_GOLDEN"):
            (DOCS / "images" / drawn.name).write_bytes(drawn.read_bytes())
