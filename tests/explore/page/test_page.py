"""What a user does beside filling in forms: files, pictures, tasks, history, events, searching."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import livebind
from support.command_line import run_livebind
from support.explorer_page import ExplorerPage

if TYPE_CHECKING:
    from pathlib import Path

    from support.explorer import Show
    from support.tab import Tab

pytestmark = pytest.mark.timeout(300)

TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def tab_named(page: Tab, name: str) -> None:
    page.click(f"[data-tab={name}]")


def test_methods_are_grouped_and_found_by_their_words(page: Tab) -> None:
    page.type("#search", "")
    page.wait("!document.querySelector('#found').dataset.search")
    assert page.text("#found") == "84 methods"
    assert page.run("[...document.querySelectorAll('.text-overline')].length") > 0
    page.type("#search", "perspective camera get")
    page.wait("document.querySelector('#found').dataset.search == 'perspective camera get'")
    assert ExplorerPage(page).methods()[0] == "get-camera-perspective"


def test_a_file_is_sent_with_a_call(page: Tab, backend: str, tmp_path: Path) -> None:
    file = tmp_path / "triangle.obj"
    file.write_text(TRIANGLE, encoding="utf-8")
    shown = ExplorerPage(page)
    shown.pick("upload-model")
    shown.put("/type", "obj")
    shown.put("/loader_properties", '{"geometry_quality": "high"}')
    root = page.cdp.dom.get_document(page.session).root
    page.wait("document.querySelector('input[type=file]')")
    field = page.cdp.dom.query_selector(
        page.session, node_id=root.node_id, selector="input[type=file]"
    )
    page.cdp.dom.set_file_input_files(page.session, files=[str(file)], node_id=field.node_id)
    page.wait("document.querySelector('#form ~ .v-file-input').textContent.includes('obj')")
    # Nothing can be called before the browser has read the file.
    page.wait("document.querySelector('#call:not([disabled])')")
    shown.call()
    assert shown.error == ""
    assert "LoadModel" in shown.result or "ModelInstance" in shown.result
    with livebind.connect(backend) as instance:
        assert instance.request("get-scene")["bounds"]["max"][:2] == [1, 1]


def test_bytes_of_a_reply_are_a_picture_and_a_download(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("snapshot")
    shown.switch("/image_settings")
    shown.put("/image_settings/size", 40, 30)
    shown.call()
    assert shown.error == ""
    page.wait("document.querySelector('#picture')?.naturalWidth == 40")
    link = page.run("document.querySelector('#download').href")
    assert page.run("document.querySelector('#download').download") == "snapshot.png"
    said = page.run(
        f"fetch({json.dumps(link)}).then(async r => [r.headers.get('Content-Type'),"
        "r.headers.get('X-Content-Type-Options'), (await r.arrayBuffer()).byteLength])"
    )
    assert said[:2] == ["image/png", "nosniff"]
    assert said[2] > 60
    assert page.run(f"fetch({json.dumps(link)}.slice(0, -1)).then(r => r.status)") == 404


def test_a_task_shows_its_progress_and_is_cancelled(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("snapshot")
    shown.switch("/image_settings")
    shown.put("/image_settings/size", 6000, 6000)
    page.wait("!document.querySelector('#start').disabled")
    page.click("#start")
    page.wait("document.querySelector('[data-job=snapshot] .v-progress-linear')")
    page.run("document.querySelector('[data-job=snapshot] button').click()")
    page.wait("!document.querySelector('[data-job]')")
    page.wait_for_text("#error", "cancelled")


def test_the_history_fills_a_form_in_again(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("set-camera-perspective")
    shown.put("/fovy", 71.5)
    shown.call()
    shown.pick("get-version")
    tab_named(page, "history")
    first = "document.querySelector('#history .v-list-item')"
    page.wait(f"{first}.textContent.includes('set-camera-perspective')")
    page.run(f"{first}.click()")
    page.wait("document.querySelector('#method').textContent == 'set-camera-perspective'")
    page.wait(
        "document.querySelector('[data-path=\"/fovy\"] .livebind-control input')?.value == '71.5'"
    )
    assert "fovy=71.5" in shown.snippet("Python", "71.5")
    assert '{"fovy": 71.5}' in shown.snippet("CLI", "71.5")
    assert json.loads(shown.snippet("JSON", "71.5"))["params"] == {"fovy": 71.5}


def test_an_error_of_the_backend_is_shown_as_it_is(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("get-model")
    shown.put("/id", 123456)
    shown.call()
    assert "123456" in shown.error


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_sent(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("get-model")
    shown.put("/id", "seven")
    page.wait_for_text('[data-path="/id"]', "'seven' is not an integer")
    assert page.run("document.querySelector('#call').disabled")
    shown.put("/id", -1)
    page.wait_for_text('[data-path="/id"]', "at least 0")


def test_a_result_is_folded(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("get-camera-view")
    shown.call()
    lines = "document.querySelectorAll('.livebind-leaf').length"
    assert page.run(lines) == 4
    page.click(".livebind-leaf .v-icon")
    page.wait(f"{lines} == 1")


def test_a_colour_is_picked(page: Tab) -> None:
    shown = ExplorerPage(page)
    shown.pick("set-renderer-interactive")
    shown.switch("/background_color")
    page.click(".livebind-swatch")
    page.wait("document.querySelector('.v-color-picker input')")
    page.run(
        "(e => { e.focus(); e.value = '#3366FF80'; e.dispatchEvent(new Event('input'));"
        "e.dispatchEvent(new Event('change'))"
        "})(document.querySelector('.v-color-picker-edit input'))"
    )
    parts = (
        "[...document.querySelectorAll('[data-path=\"/background_color\"] .livebind-part input')]"
        ".map(e => e.value).join()"
    )
    page.wait(f"{parts} == '0.2,0.4,1,0.502'")
    page.run("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")


def test_another_kind_of_backend_is_shown_with_its_events(
    driver: tuple[Any, Any], showing: Show
) -> None:
    _, browser = driver
    source = f"cdp://{repr(browser).split()[1].rstrip(',')}"
    with showing(source) as tab:
        page = ExplorerPage(tab)
        page.pick("Browser.getVersion")
        page.call()
        assert "Chrome" in page.result
        page.pick("Target.setDiscoverTargets")
        page.toggle("/discover")
        page.call()
        assert page.error == ""
        tab_named(tab, "events")
        tab.wait_for_text("#events", "TargetTargetCreated")
        tab.type("#events input", "nothing has this in it")
        tab.wait("!document.querySelector('.livebind-event')")


def test_a_captured_backend_is_stood_in_for_whatever_it_speaks(
    driver: tuple[Any, Any], showing: Show, tmp_path: Path
) -> None:
    _, browser = driver
    source = f"cdp://{repr(browser).split()[1].rstrip(',')}"
    file = tmp_path / "chrome.json"
    assert run_livebind(tmp_path, "capture", source, "-o", file).code == 0
    with showing(str(file)) as tab:
        page = ExplorerPage(tab)
        page.pick("Browser.getVersion")
        page.call()
        assert page.error == ""
        assert "userAgent" in page.result
