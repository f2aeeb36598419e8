"""Debian's Chromium: generated live, sessions, events, pictures."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest

import livebind
from support.api_quality import numbered_names, untyped_references, untyped_share
from support.command_line import run_livebind
from support.peers.bindings import Bindings, bindings_of, program
from support.peers.browser import Browser, running_browser

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)

PAGE = "data:text/html,<h1>Hello</h1><script>console.log('from the page', 7)</script>"


@pytest.fixture(scope="module")
def bindings(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Bindings:
    return bindings_of(f"cdp://{browser.authority}", "cdp", tmp_path_factory.mktemp("chrome"))


def test_all_domains_and_events_are_there(bindings: Bindings) -> None:
    cdp, api = bindings.load(), bindings.api
    assert len(api.methods) > 500
    assert len([one for one in api.types if one.notification]) > 200
    assert cdp.page.navigate is cdp.page_navigate
    assert cdp.aio.page.navigate is cdp.aio.page_navigate
    assert {"page", "runtime", "network", "dom"} <= set(dir(cdp))


def test_its_types_have_names_of_words_and_are_known(bindings: Bindings) -> None:
    document = (bindings.folder / "cdp" / "openrpc.json").read_text(encoding="utf-8")
    assert numbered_names(bindings.api, document) == []
    assert untyped_share(bindings.api) <= 0.03
    assert untyped_references(bindings.api) == []


def test_checkers_find_nothing_in_it(bindings: Bindings) -> None:
    assert bindings.checked_by() == ["mypy", "pyright"]


@pytest.mark.parametrize("title", ["page.py", "page_async.py"])
def test_the_program_of_the_how_to_works(title: str, browser: Browser, bindings: Bindings) -> None:
    code = program("chrome.md", title)
    assert len(code.split("import cdp", 1)[1].strip().splitlines()) < 32
    printed = bindings.run(code, f"cdp://{browser.authority}", PAGE)
    assert re.search(r"^loaded at \d", printed, re.MULTILINE)
    assert "console: ['from the page', 7" in printed
    assert (bindings.folder / "page.png").read_bytes().startswith(b"\x89PNG")


def test_coroutines_use_sessions(browser: Browser, bindings: Bindings) -> None:
    cdp = bindings.load()

    async def open_page() -> tuple[object, bool]:
        async with cdp.aio.connect(f"cdp://{browser.authority}") as instance:
            target = await cdp.aio.target.create_target(instance, url=PAGE)
            attached = await cdp.aio.target.attach_to_target(
                instance, target_id=target.target_id, flatten=True
            )
            session = instance.in_session(attached.session_id)
            found = await cdp.aio.runtime.evaluate(session, expression="6 * 7")
            await session.disconnect()
            closed = await cdp.aio.target.close_target(instance, target_id=target.target_id)
            return found.result.value, closed.success

    assert asyncio.run(open_page()) == (42, True)


def test_events_reach_their_own_session_alone(browser: Browser, bindings: Bindings) -> None:
    cdp = bindings.load()
    with cdp.connect(f"cdp://{browser.authority}") as instance:
        pages: list[Any] = []
        for _ in range(2):
            target = cdp.target.create_target(instance, url="about:blank")
            attached = cdp.target.attach_to_target(
                instance, target_id=target.target_id, flatten=True
            )
            pages.append(instance.in_session(attached.session_id))
            cdp.page.enable(pages[-1])
        first, second = (page.listen(cdp.PageLoadEventFired) for page in pages)
        cdp.page.navigate(pages[0], url=PAGE)
        first.next(timeout=30)
        cdp.runtime.evaluate(pages[1], expression="1 + 1")
        assert len(second) == 0
        assert cdp.runtime.evaluate(pages[1], expression="6 * 7").result.value == 42


def test_refusals_are_errors(browser: Browser, bindings: Bindings) -> None:
    cdp = bindings.load()
    with cdp.connect(f"cdp://{browser.authority}") as instance:
        with pytest.raises(livebind.MethodNotFoundError):
            instance.request("Page.fly")
        with pytest.raises(livebind.RemoteError, match=r"[Ss]ession"):
            cdp.page.enable(instance.in_session("none"))
        with pytest.raises(livebind.InvalidParamsError):
            instance.request("Target.createTarget", {})
        with pytest.raises(livebind.InvalidRequestError):
            cdp.target.create_target(instance, url=7)


def test_a_browser_that_is_killed_in_mid_call_and_started_again(bindings: Bindings) -> None:
    cdp = bindings.load()
    with running_browser() as running:
        instance = cdp.connect(f"cdp://{running.authority}")
        events = instance.listen(cdp.TargetTargetCreated)
        running.program.freeze()
        task = cdp.browser.get_version_task(instance)
        running.program.kill()
        with pytest.raises(livebind.ConnectionClosedError):
            task.result(timeout=60)
        with pytest.raises(livebind.ConnectionClosedError):
            events.next(timeout=30)
        with pytest.raises(livebind.ServiceUnavailableError):
            cdp.connect(f"cdp://{running.authority}")
    with running_browser() as running, cdp.connect(f"cdp://{running.authority}") as instance:
        assert cdp.browser.get_version(instance).product


def test_a_captured_protocol_gives_the_same(
    browser: Browser, bindings: Bindings, tmp_path: Path
) -> None:
    called = run_livebind(tmp_path, "call", f"cdp://{browser.authority}", "Browser.getVersion")
    assert '"product"' in called.out
    assert bindings.api.version.startswith("Chrome/")
