"""The live picture in a real browser, compared with snapshots that are taken directly."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

import brayns
from livebind_explore.brayns.camera_control import (
    Bounds,
    Camera,
    Perspective,
    View,
    centre,
    dolly,
    fit,
    orbit,
    pan,
)
from support.backends import serving, started
from support.explorer import exploring
from support.tab import Tab, open_tab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    import livebind

    Pixels = npt.NDArray[np.float64]

pytestmark = pytest.mark.long

AHEAD = Camera(View((0.0, 0.0, 10.0), (0.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Perspective())
BOX = Bounds((-3.0, -1.0, -1.0), (3.0, 1.0, 1.0))
IMAGE = "document.querySelector('.image-display-area')"
_PIXELS = f"""(async () => {{
  while (!({IMAGE}.complete && {IMAGE}.naturalWidth))
    await new Promise(done => {IMAGE}.addEventListener('load', done, {{once: true}}));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [{IMAGE}.naturalWidth, {IMAGE}.naturalHeight];
  canvas.getContext('2d').drawImage({IMAGE}, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}})()"""
_SAME = 1.0
"""Mean difference of channels, of 255, between pictures that are the same but for the noise."""
_OTHER = 4.0
"""That between pictures that are not."""


@dataclass
class Picture:
    """The page, and the instance that it shows."""

    tab: Tab
    instance: livebind.Instance

    def __post_init__(self) -> None:
        left, top, width, height = self.tab.run(
            "(r => [r.x, r.y, r.width, r.height])"
            "(document.querySelector('#brayns-view').getBoundingClientRect())"
        )
        self.corner, self.size = (left, top), (round(width), round(height))
        # The camera is the page's, whoever looks at it: the test before has left it somewhere. The
        # instance does not tell that its scene is another one.
        self.tab.click("#brayns-reload")
        self.tab.wait("document.querySelector('[data-model]')")
        open_part(self.tab, "Camera")
        self.tab.wait("document.querySelector('[data-field=fovy]')")
        press(self.tab, "#brayns-take-camera")
        self.await_camera(AHEAD)
        self.tab.click("#brayns-fit")
        self.camera = fit(AHEAD, BOX, width / height)
        self.await_camera()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the picture is in the window, x and y as for the camera."""
        width, height = self.size
        return self.corner[0] + width / 2 + x * height, self.corner[1] + height / 2 - y * height

    def mouse(self, kind: str, x: float, y: float, button: str = "left", **others: float) -> None:
        """Send an event of the mouse at a point of the picture."""
        cdp = self.tab.cdp
        at_x, at_y = self.point(x, y)
        cdp.input.dispatch_mouse_event(
            self.tab.session,
            type=cdp.MouseEventType(kind),
            x=at_x,
            y=at_y,
            button=cdp.InputMouseButton(button),
            **others,
        )

    def drag(self, button: str, across: float, upwards: float, modifiers: int = 0) -> None:
        """Drag from the middle."""
        self.mouse("mousePressed", 0, 0, button, click_count=1, modifiers=modifiers)
        for part in (0.3, 0.6, 1.0):
            self.mouse("mouseMoved", part * across, part * upwards, button, modifiers=modifiers)
        self.mouse("mouseReleased", across, upwards, button, click_count=1, modifiers=modifiers)

    def direct(self, camera: Camera) -> Pixels:
        """Return the picture with a camera as the instance renders it."""
        view, projection = camera.view, camera.projection
        assert isinstance(projection, Perspective)
        reply = brayns.snapshot(
            self.instance,
            camera=brayns.EngineObjectData(name="perspective", params={"fovy": projection.fovy}),
            camera_view=brayns.View(position=view.position, target=view.target, up=view.up),
            image_settings=brayns.ImageSettings(format="png", size=self.size),
            renderer=brayns.EngineObjectData(name="interactive", params={"samples_per_pixel": 4}),
        )
        return pixels(reply.data)

    def await_camera(self, camera: Camera | None = None) -> None:
        """Wait until the page shows what the instance renders with a camera."""
        expected = self.direct(camera or self.camera)
        self.await_picture(lambda shown: difference(shown, expected) < _SAME)

    def await_picture(self, is_met: Callable[[Pixels], bool]) -> None:
        """Wait until something holds of the picture in the page."""
        for _ in range(200):
            before = self.tab.run(f"{IMAGE}.src")
            if is_met(pixels(base64.b64decode(self.tab.run(_PIXELS)))):
                return
            self.tab.wait(f"{IMAGE}.src != {json.dumps(before)}")
        raise AssertionError("200 pictures came, and none was as expected")

    def unlike(self, other: Camera) -> Callable[[Camera], bool]:
        """Return whether a camera gives another picture than this one."""
        before = self.direct(other)
        return lambda camera: difference(self.direct(camera), before) > _OTHER


def pixels(content: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.float64)


def difference(first: Pixels, second: Pixels) -> float:
    if first.shape != second.shape:
        return 255.0
    return float(np.abs(first - second).mean())


def fill(instance: livebind.Instance) -> None:
    """Put a red box on the left and a green one on the right, and look at them from the front."""
    brayns.clear_models(instance)
    for low, color in ((-3.0, (0.9, 0.1, 0.1, 1.0)), (1.0, (0.1, 0.9, 0.1, 1.0))):
        box = brayns.Box(min=(low, -1.0, -1.0), max=(low + 2, 1.0, 1.0))
        brayns.add_boxes(instance, boxes=[brayns.BoxWithColor(geometry=box, color=color)])
    brayns.add_light_ambient(instance, intensity=1.0)
    # As at the start, which is what `direct` renders with.
    background = 0.004, 0.016, 0.102, 0.0
    brayns.set_renderer_interactive(instance, samples_per_pixel=1, background_color=background)
    view = AHEAD.view
    brayns.set_camera_view(instance, position=view.position, target=view.target, up=view.up)


@pytest.fixture(scope="module")
def instance() -> Iterator[livebind.Instance]:
    with serving() as address, brayns.connect(address) as connected:
        fill(connected)
        yield connected


@pytest.fixture(scope="module")
def url(instance: livebind.Instance) -> Iterator[str]:
    address = repr(instance).split()[1].rstrip(",")
    with exploring(address) as (url, _):
        yield url


@pytest.fixture
def picture(tab: Tab, url: str, instance: livebind.Instance) -> Picture:
    fill(instance)
    return shown(tab, url, instance)


def shown(tab: Tab, url: str, instance: livebind.Instance) -> Picture:
    tab.resize(1000, 600)
    tab.go(url)
    tab.wait(f"{IMAGE}?.src")
    # What moves is hard to hit.
    tab.run(
        "(style => { style.textContent = '* { transition: none !important }';"
        "document.head.append(style) })(document.createElement('style'))"
    )
    return Picture(tab, instance)


def shared_view(instance: livebind.Instance) -> list[Any]:
    """What other clients see."""
    names = ("get-camera-view", "get-camera-perspective", "get-camera-type", "get-camera-region")
    others = ("get-renderer-type", "get-renderer-interactive", "get-scene")
    return [instance.request(name) for name in (*names, *others)]


def test_a_left_drag_orbits(picture: Picture) -> None:
    before = shared_view(picture.instance)
    picture.drag("left", 0.15, 0.1)
    expected = orbit(picture.camera, 0.15, 0.1)
    assert picture.unlike(picture.camera)(expected)
    picture.await_camera(expected)
    assert shared_view(picture.instance) == before


@pytest.mark.parametrize(("button", "modifiers"), [("right", 0), ("middle", 0), ("left", 8)])
def test_a_right_drag_or_one_with_shift_pans(picture: Picture, button: str, modifiers: int) -> None:
    before = shared_view(picture.instance)
    picture.drag(button, -0.2, 0.1, modifiers)
    expected = pan(picture.camera, -0.2, 0.1)
    assert picture.unlike(picture.camera)(expected)
    picture.await_camera(expected)
    assert shared_view(picture.instance) == before


def test_the_wheel_dollies_towards_the_pointer(picture: Picture) -> None:
    before = shared_view(picture.instance)
    picture.mouse("mouseWheel", 0.3, 0.1, "none", delta_x=0, delta_y=-120)
    expected = dolly(picture.camera, 1, 0.3, 0.1)
    assert picture.unlike(picture.camera)(expected)
    picture.await_camera(expected)
    assert shared_view(picture.instance) == before


def test_a_double_click_names_what_is_there_and_centres_it(picture: Picture) -> None:
    before = shared_view(picture.instance)
    # The middle of the front of the green box.
    x = 2 / (2 * (picture.camera.view.position[2] - 1) * np.tan(np.radians(45 / 2)))
    for count in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            picture.mouse(kind, float(x), 0, click_count=count)
    picture.tab.wait_for_text("#brayns-notice", "geometry 1 at")
    said = picture.tab.text("#brayns-notice").removeprefix("geometry 1 at").split(",")
    point = float(said[0]), float(said[1]), float(said[2])
    assert point == pytest.approx((2, 0, 1), abs=0.05)
    picture.await_camera(centre(picture.camera, point))
    picture.tab.wait("document.querySelector('[data-model=\"1\"] .brayns-chosen')")
    assert shared_view(picture.instance) == before


def test_a_double_click_beside_everything_says_so(picture: Picture) -> None:
    for count in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            picture.mouse(kind, 0, 0.45, click_count=count)
    picture.tab.wait_for_text("#brayns-notice", "Nothing is there")


def test_the_fit_button_shows_all_again(picture: Picture) -> None:
    picture.drag("right", 0.4, 0.3)
    picture.await_camera(pan(picture.camera, 0.4, 0.3))
    picture.tab.click("#brayns-fit")
    picture.await_camera()


def test_a_call_that_changes_the_scene_changes_the_picture(picture: Picture) -> None:
    tab = picture.tab
    before = picture.direct(picture.camera)
    tab.type("#search", "clear-models")
    tab.click('[data-method="clear-models"]')
    tab.click("#call")
    tab.wait("!document.querySelector('[data-model]')")
    tab.click('[data-tab="picture"]')
    picture.await_picture(lambda now: difference(now, before) > _OTHER)


def test_an_eye_hides_a_model(picture: Picture) -> None:
    picture.tab.click('[data-model="0"] button')
    picture.tab.wait("document.querySelector('[data-model=\"0\"] .mdi-eye-off')")
    assert not brayns.get_model(picture.instance, id=0).is_visible
    picture.await_camera()


def test_a_chosen_model_is_moved_coloured_and_gets_a_material(picture: Picture) -> None:
    tab = picture.tab
    tab.click('[data-model="1"] .brayns-name')
    change(tab, "[data-field=translation] input", "-1.5")
    tab.wait("document.querySelector('[data-field=translation] input').value == '-1.5'")
    picture.await_camera()
    assert brayns.get_model(picture.instance, id=1).transform.translation == (-1.5, 0, 0)
    change(tab, "input[aria-label='Color solid']", "#0000ff")
    picture.await_picture(lambda now: bool((now[..., 2] > now[..., 1] + 60).mean() > 0.05))
    before = picture.direct(picture.camera)
    change(tab, "[data-field=opacity] input", "0.2")
    picture.await_picture(lambda now: difference(now, before) > 0.5)


def test_the_renderer_is_changed_for_all(picture: Picture) -> None:
    tab = picture.tab
    open_part(tab, "Renderer")
    change(tab, "[data-field=background_color] input", "#ffffff")
    picture.await_picture(lambda now: float(now[:20].mean()) > 200)
    settings = brayns.get_renderer_interactive(picture.instance)
    assert settings.background_color[:3] == (1, 1, 1)


def test_a_light_is_added(picture: Picture) -> None:
    tab = picture.tab
    open_part(tab, "Lights")
    press(tab, "#brayns-add-light")
    tab.wait("document.querySelector('[data-model=\"3\"]')")
    assert brayns.get_model(picture.instance, id=3).model_type == "light"


def test_the_camera_is_given_to_the_instance_and_taken_from_it(picture: Picture) -> None:
    tab = picture.tab
    picture.drag("left", 0.15, 0.1)
    camera = orbit(picture.camera, 0.15, 0.1)
    picture.await_camera(camera)
    open_part(tab, "Camera")
    press(tab, "#brayns-give-camera")
    tab.wait_for_text("#brayns-notice", "All see through this camera")
    given = brayns.get_camera_view(picture.instance)
    assert given.position == pytest.approx(camera.view.position, abs=1e-3)
    view = replace(AHEAD.view, position=(3.0, 0.0, 12.0))
    brayns.set_camera_view(picture.instance, position=view.position, target=view.target, up=view.up)
    press(tab, "#brayns-take-camera")
    picture.await_camera(replace(AHEAD, view=view))


def test_a_number_of_the_camera_is_typed(picture: Picture) -> None:
    open_part(picture.tab, "Camera")
    change(picture.tab, "[data-field=fovy] input", "60")
    picture.await_camera(replace(picture.camera, projection=Perspective(fovy=60)))


def test_a_file_is_uploaded_and_one_is_loaded_by_path(picture: Picture, tmp_path: Path) -> None:
    tab = picture.tab
    file = tmp_path / "triangle.obj"
    file.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    open_part(tab, "Load")
    root = tab.cdp.dom.get_document(tab.session).root
    field = tab.cdp.dom.query_selector(tab.session, node_id=root.node_id, selector="#brayns-file")
    tab.cdp.dom.set_file_input_files(tab.session, files=[str(file)], node_id=field.node_id)
    tab.wait("document.querySelector('[data-model=\"3\"]')")
    tab.type("#brayns-path", str(file))
    tab.run(
        "document.querySelector('#brayns-path')"
        ".dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
    )
    tab.wait("document.querySelector('[data-model=\"4\"]')")
    assert "triangle.obj" in tab.text(".brayns-side")


def test_a_dropped_file_is_uploaded(picture: Picture) -> None:
    tab = picture.tab
    tab.run(
        "(data => {"
        "data.items.add(new File(['v 0 0 0\\nv 1 0 0\\nv 0 1 0\\nf 1 2 3\\n'], 'new.obj'));"
        "document.querySelector('#brayns-view').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})) })"
        "(new DataTransfer())"
    )
    tab.wait("document.querySelector('[data-model=\"3\"]')")


def test_a_file_that_cannot_be_loaded_is_told(picture: Picture) -> None:
    tab = picture.tab
    tab.run(
        "(data => { data.items.add(new File(['nonsense'], 'new.xyzzy'));"
        "document.querySelector('#brayns-view').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})) })"
        "(new DataTransfer())"
    )
    tab.wait_for_text("#brayns-problem", "xyzzy")


def test_a_snapshot_of_any_size_is_offered_as_a_download(
    picture: Picture, driver: tuple[Any, Any], tmp_path: Path
) -> None:
    tab, (cdp, browser) = picture.tab, driver
    open_part(tab, "Snapshot")
    for name, value in (("width", 333), ("height", 222), ("samples", 2)):
        tab.type(f"#brayns-{name}", str(value))
    press(tab, "#brayns-snapshot")
    tab.wait_for_text("#brayns-download", "snapshot-333x222.png")
    own = tab.cdp.target.get_target_info(tab.session).target_info
    cdp.browser.set_download_behavior(
        browser,
        behavior="allow",
        browser_context_id=own.browser_context_id,
        download_path=str(tmp_path),
        events_enabled=True,
    )
    with browser.listen(cdp.BrowserDownloadProgress) as progress:
        press(tab, "#brayns-download")
        while str(progress.next(timeout=60).state) != "completed":
            pass
    (file,) = tmp_path.iterdir()
    assert file.name == "snapshot-333x222.png"
    assert pixels(file.read_bytes()).shape == (222, 333, 3)


def test_a_long_snapshot_is_cancelled(picture: Picture) -> None:
    tab = picture.tab
    open_part(tab, "Snapshot")
    tab.type("#brayns-samples", "5000")
    press(tab, "#brayns-snapshot")
    press(tab, "#brayns-cancel-snapshot")
    tab.wait("!document.querySelector('#brayns-rendering')")
    assert not tab.run("document.querySelector('#brayns-download')")
    assert picture.instance.heartbeat(30)


def test_no_page_complains(picture: Picture) -> None:
    picture.drag("left", 0.05, 0.0)
    picture.await_camera(orbit(picture.camera, 0.05, 0.0))
    assert picture.tab.complaints() == []


def test_names_of_files_are_text(driver: tuple[Any, Any], tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7 * 7 }}.obj"
    file = tmp_path / hostile
    file.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    with serving() as address, brayns.connect(address) as instance:
        brayns.add_model(instance, path=str(file), loader_name="mesh", loader_properties={})
        with exploring(address) as (url, _), open_tab(*driver) as tab:
            tab.go(url)
            tab.wait("document.querySelector('[data-model]')")
            assert hostile in tab.text(".brayns-side")
            assert tab.complaints() == []


def test_a_session_that_only_reads_has_the_picture_and_no_way_to_change_the_scene(
    tab: Tab, instance: livebind.Instance
) -> None:
    fill(instance)
    address = repr(instance).split()[1].rstrip(",")
    with exploring(address, "--read-only") as (url, _):
        picture = shown(tab, url, instance)
        picture.drag("left", 0.15, 0.1)
        picture.await_camera(orbit(picture.camera, 0.15, 0.1))
        titles = tab.run(
            "[...document.querySelectorAll('.v-expansion-panel-title')].map(e => e.innerText)"
        )
        assert [title.strip() for title in titles] == ["Scene", "Renderer", "Camera", "Snapshot"]
        assert tab.run("document.querySelector('[data-model] button').disabled")


def test_an_instance_that_comes_back_is_shown_again(tab: Tab) -> None:
    with started() as (address, process), brayns.connect(address) as instance:
        fill(instance)
        with exploring(address) as (url, _):
            picture = shown(tab, url, instance)
            process.kill()
            tab.wait("document.querySelector('#reconnect')")
            picture.drag("left", 0.1, 0.0)
            tab.wait("document.querySelector('#brayns-no-picture')")
            with started("--uri", address), brayns.connect(address, max_attempts=50) as again:
                fill(again)
                tab.click("#reconnect")
                tab.wait("!document.querySelector('#brayns-no-picture')")
                picture.instance = again
                picture.tab.click("#brayns-fit")
                aspect = picture.size[0] / picture.size[1]
                picture.await_camera(fit(orbit(picture.camera, 0.1, 0), BOX, aspect))


def open_part(tab: Tab, title: str) -> None:
    """Open a panel beside the picture."""
    part = (
        "[...document.querySelectorAll('.v-expansion-panel-title')]"
        f".find(e => e.innerText.trim() == {json.dumps(title)})"
    )
    tab.wait(part)
    tab.run(f"{part}.getAttribute('aria-expanded') == 'true' || {part}.click()")
    tab.wait(f"{part}.getAttribute('aria-expanded') == 'true'")


def press(tab: Tab, selector: str) -> None:
    """Press a button in a panel, which may still be opening: where it is going to be is unknown."""
    where = json.dumps(selector)
    tab.wait(f"document.querySelector({where})")
    tab.run(f"document.querySelector({where}).click()")


def change(tab: Tab, selector: str, value: str) -> None:
    """Give a field another value, as leaving it does."""
    where = json.dumps(selector)
    tab.wait(f"document.querySelector({where})")
    tab.run(
        f"(field => {{ field.value = {json.dumps(value)};"
        "for (const kind of ['input', 'change'])"
        "field.dispatchEvent(new Event(kind, {bubbles: true}))"
        f"}})(document.querySelector({where}))"
    )
