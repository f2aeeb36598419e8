"""Measure the live picture of `livebind explore`: pictures a second while the mouse moves.

    python benchmarks/live_picture.py [--seconds N]

A sphere of 100,000 triangles, 640 by 480 pixels, on the reference backend: once from the event of
the mouse to the picture within this process, and once in Chromium, whose mouse is moved and whose
pictures are counted as they are shown. It needs a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from math import sin
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import livebind
from livebind_codegen.api.build import build_api
from livebind_codegen.dialects.dialect import LiveOptions
from livebind_codegen.sources import read_source
from livebind_explore.brayns.area import PictureArea
from livebind_explore.brayns.brayns3 import Brayns3
from livebind_explore.brayns.camera_control import fit
from livebind_explore.brayns.picture_loop import Picture, PictureLoop
from livebind_explore.session import open_session

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.backends import serving
from support.explorer import exploring
from support.peers.bindings import bindings_of
from support.peers.browser import running_browser
from support.tab import Tab, open_tab

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE: Final = (640, 480)
_EVENTS: Final = 60
"""Moves of the mouse a second."""
_ROWS, _COLUMNS = 200, 250
_WINDOW: Final = (1000, 1000)
"""Pixels of the browser's window: more is in it than the picture."""

_COUNT: Final = """(() => {
  const shown = window.shown = [];
  const image = document.querySelector('.image-display-area');
  image.addEventListener('load', () => shown.push([performance.now(), image.naturalWidth]));
})()"""


@dataclass
class Shown:
    """When pictures came, in seconds, and how wide they were."""

    times: list[float] = field(default_factory=list[float])
    widths: list[int] = field(default_factory=list[int])

    def report(self, where: str) -> None:
        """Print what was measured."""
        gaps = [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)]
        rate = len(gaps) / (self.times[-1] - self.times[0])
        longest = 1000 * max(gaps)
        print(
            f"{where}: {rate:.1f} pictures a second, {1000 * median(gaps):.0f} ms between two "
            f"(longest {longest:.0f} ms), {min(self.widths)} to {max(self.widths)} pixels wide"
        )


def sphere() -> bytes:
    """Return a bumpy sphere of 100,000 triangles as a binary STL file."""
    down, around = np.meshgrid(
        np.linspace(0, np.pi, _ROWS + 1), np.linspace(0, 2 * np.pi, _COLUMNS + 1), indexing="ij"
    )
    radius = 1 + 0.1 * np.sin(8 * around) * np.sin(6 * down)
    points = radius[..., None] * np.stack(
        [np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * np.sin(around)], axis=-1
    )
    a, b, c, d = points[:-1, :-1], points[1:, :-1], points[1:, 1:], points[:-1, 1:]
    corners = np.concatenate([np.stack([a, b, c], -2), np.stack([a, c, d], -2)]).reshape(-1, 3, 3)
    facets = np.zeros(
        len(corners), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")]
    )
    facets["corners"] = corners
    return bytes(80) + struct.pack("<I", len(corners)) + facets.tobytes()


async def in_process(brayns: Brayns3, seconds: float) -> Shown:
    """Drag the mouse within this process."""
    shown = Shown()

    async def show(picture: Picture) -> None:
        if not picture.is_rest:
            shown.times.append(time.perf_counter())
            shown.widths.append(picture.shot.size[0])

    scene = brayns.scene()
    camera = fit(brayns.camera(), scene.bounds, SIZE[0] / SIZE[1])
    loop = PictureLoop(brayns.start_snapshot, show, print_problem, camera=camera, size=SIZE)
    area = PictureArea("picture")
    area.loop = loop
    running = asyncio.ensure_future(loop.run())
    area.on_interaction("", mouse("LeftButtonPress", 0))
    for number in range(round(seconds * _EVENTS)):
        area.on_interaction("", mouse("MouseMove", number))
        await asyncio.sleep(1 / _EVENTS)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return shown


def mouse(kind: str, number: int) -> dict[str, Any]:
    """Return an event as trame-rca gives it."""
    x, y = place(number)
    return {"type": kind, "action": "down", "x": x, "y": y, "w": SIZE[0], "h": SIZE[1]}


def place(number: int) -> tuple[float, float]:
    """Return where the mouse is at a move: it swings."""
    return 320 + 200 * sin(number / 40), 240 + 60 * sin(number / 23)


def in_browser(tab: Tab, seconds: float) -> Shown:
    """Drag the mouse in Chromium."""
    left, top, width, height = tab.run(
        "(r => [r.x, r.y, r.width, r.height])"
        "(document.querySelector('#brayns-view').getBoundingClientRect())"
    )
    assert (width, height) == SIZE, (width, height)  # noqa: S101 - what is measured
    tab.run(_COUNT)
    send: Callable[..., object] = tab.cdp.input.dispatch_mouse_event
    kinds, left_button = tab.cdp.MouseEventType, tab.cdp.InputMouseButton.LEFT
    began = time.perf_counter()
    for number in range(round(seconds * _EVENTS)):
        x, y = place(number)
        kind = kinds("mouseMoved" if number else "mousePressed")
        send(tab.session, type=kind, x=left + x, y=top + y, button=left_button, buttons=1)
        time.sleep(max(0.0, began + (number + 1) / _EVENTS - time.perf_counter()))
    # Before the camera rests: those pictures are others.
    shown = tab.run("window.shown")
    return Shown([one[0] / 1000 for one in shown], [int(one[1]) for one in shown])


def print_problem(error: Exception | None) -> None:
    """Tell why there is no picture."""
    if error is not None:
        print(error)


def main() -> None:
    """Measure both, one after the other."""
    parser = argparse.ArgumentParser(description="Measure the live picture.")
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    with serving() as address:
        with livebind.connect(address) as instance:
            params: object = {"loader_name": "mesh", "loader_properties": {}, "type": "stl"}
            instance.execute("upload-model", params, sphere())
        description, _ = read_source(address, LiveOptions())
        session = open_session(
            address, description, build_api(description), LiveOptions(), is_read_only=True
        )
        asyncio.run(in_process(Brayns3(session), seconds)).report("in process")
        session.close()
        with running_browser() as browser, TemporaryDirectory() as folder:
            source = f"cdp://{browser.authority}"
            cdp = bindings_of(source, "cdp", Path(folder)).load()
            with (
                cdp.connect(source) as running,
                exploring(address, "--read-only") as (url, _),
                open_tab(cdp, running) as tab,
            ):
                tab.resize(*_WINDOW)
                tab.go(url)
                tab.wait("document.querySelector('.image-display-area')?.naturalWidth")
                width, height = SIZE
                tab.run(
                    f"(s => {{ s.flex = 'none'; s.width = '{width}px'; s.height = '{height}px' }})"
                    "(document.querySelector('#brayns-view').style)"
                )
                tab.wait(f"document.querySelector('.image-display-area').naturalWidth == {width}")
                in_browser(tab, seconds).report("in Chromium")


if __name__ == "__main__":
    main()
