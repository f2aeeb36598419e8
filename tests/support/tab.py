"""A tab of a real browser, driven by the package that livebind generates from that browser."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import livebind

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["Tab", "open_tab"]

_WAIT = """new Promise((resolve, reject) => {
  const look = () => { try { return (%s) } catch (error) { return undefined } };
  const found = look();
  if (found) return resolve(found);
  const observer = new MutationObserver(() => {
    const now = look();
    if (now) { observer.disconnect(); clearTimeout(late); resolve(now) }
  });
  const late = setTimeout(() => {
    observer.disconnect();
    const now = look();
    now ? resolve(now) : reject(new Error(document.body.innerText.slice(0, 3000)));
  }, %d);
  observer.observe(document,
    {subtree: true, childList: true, attributes: true, characterData: true});
})"""
# Where an element is as soon as it stands still, and nothing that goes away lies over it.
_PLACE = """(async () => {
  const element = document.querySelector(%s);
  element.scrollIntoView({block: 'center'});
  for (let last = '', turn = 0; turn < 1200; turn++) {
    const box = element.getBoundingClientRect();
    const here = [box.x + box.width / 2, box.y + box.height / 2];
    const top = document.elementFromPoint(...here);
    if (String(here) == last && top && (element.contains(top) || top.contains(element)))
      return here;
    last = String(here);
    await new Promise(requestAnimationFrame);
  }
  throw new Error('it moves, or something lies over it');
})()"""
_DEADLINE = 60_000


@dataclass(frozen=True)
class Tab:
    """A page that is open."""

    cdp: Any
    """The generated package."""
    session: livebind.Instance
    """The page's own session."""
    console: Any
    """What it prints and what goes wrong in it, as a subscription."""

    def go(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""
        with self.session.listen(self.cdp.PageLoadEventFired) as loaded:
            self.cdp.page.navigate(self.session, url=url)
            loaded.next(timeout=60)

    def reload(self, expression: str) -> None:
        """Load the page again, and wait until an expression is true in what comes of it."""
        self.cdp.page.reload(self.session)
        for _ in range(5):
            try:
                self.wait(expression)
            except livebind.RemoteError:  # another page came while it was looked at
                continue
            return
        raise AssertionError(f"the page goes on and on: {expression}")

    def run(self, expression: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what an expression of JavaScript gives, or what its promise does."""
        said = self.cdp.runtime.evaluate(
            self.session, expression=expression, await_promise=True, return_by_value=True
        )
        details = getattr(said, "exception_details", None)
        if details:
            description = details.exception.description if details.exception else details.text
            raise AssertionError(f"{expression[:200]}: {description}")
        return None if said.result.type == "undefined" else said.result.value

    def wait(self, expression: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what an expression gives as soon as that is true, while the page changes."""
        return self.run(_WAIT % (expression, _DEADLINE))

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until an element holds a text."""
        where = json.dumps(selector)
        self.wait(f"document.querySelector({where})?.textContent.includes({json.dumps(text)})")

    def text(self, selector: str) -> str:
        """Return the text of an element, as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        return str(self.wait(f"(e => e && (e.textContent || ' '))({found})")).strip()

    def click(self, selector: str) -> None:
        """Click an element with the mouse, as soon as it is there and stands still."""
        where = json.dumps(selector)
        self.wait(f"document.querySelector({where})")
        x, y = self.run(_PLACE % where)
        for kind in ("mousePressed", "mouseReleased"):
            self.cdp.input.dispatch_mouse_event(
                self.session,
                type=self.cdp.MouseEventType(kind),
                x=x,
                y=y,
                button=self.cdp.InputMouseButton.LEFT,
                click_count=1,
            )

    def type(self, selector: str, text: str) -> None:
        """Type a text into a field, in place of what is in it."""
        where = json.dumps(selector)
        self.wait(f"document.querySelector({where})")
        self.run(f"(e => {{ e.focus(); e.select() }})(document.querySelector({where}))")
        if text:
            self.cdp.input.insert_text(self.session, text=text)
        else:
            self.run("document.execCommand('delete')")

    def resize(self, width: int, height: int, *, is_dark: bool = False) -> None:
        """Show the page in a window of another size, and perhaps in the dark."""
        self.cdp.emulation.set_device_metrics_override(
            self.session, width=width, height=height, device_scale_factor=1, mobile=False
        )
        scheme = self.cdp.EmulationMediaFeature(
            name="prefers-color-scheme", value="dark" if is_dark else "light"
        )
        self.cdp.emulation.set_emulated_media(self.session, features=[scheme])

    def picture(self, file: Path) -> None:
        """Save what is seen."""
        # Fonts and the next two frames, so that nothing is half drawn.
        self.run(
            "document.fonts.ready.then(() => new Promise(done =>"
            "requestAnimationFrame(() => requestAnimationFrame(done)))).then(() => 1)"
        )
        shown = self.cdp.page.capture_screenshot(self.session)
        file.write_bytes(base64.b64decode(shown.data))

    def complaints(self) -> list[str]:
        """Return the errors that the page has told so far: what was refused, what went wrong."""
        found: list[str] = []
        self.run("1")
        while len(self.console):
            event = self.console.next(timeout=1)
            entry = getattr(event, "entry", None)
            if entry is not None:
                # Chromium also tells what it does about a machine that is slow.
                if str(entry.source) == "intervention":
                    continue
                found.append(f"{entry.text} {getattr(entry, 'url', '')}")
            elif hasattr(event, "exception_details"):
                found.append(str(event.exception_details))
            elif str(event.type) == "error":
                found.append(str([getattr(one, "value", one) for one in event.args]))
        return found


@contextmanager
def open_tab(cdp: Any, browser: livebind.Instance) -> Generator[Tab]:  # noqa: ANN401 - generated
    """Open a tab of its own, without cookies or storage of others, and close it at the end.

    One that is left open goes on drawing, beside all tests that follow.
    """
    context = cdp.target.create_browser_context(browser)
    target = cdp.target.create_target(
        browser, url="about:blank", browser_context_id=context.browser_context_id
    )
    attached = cdp.target.attach_to_target(browser, target_id=target.target_id, flatten=True)
    session = browser.in_session(attached.session_id)
    console = session.listen(
        cdp.RuntimeConsoleAPICalled, cdp.LogEntryAdded, cdp.RuntimeExceptionThrown
    )
    for domain in (cdp.page, cdp.runtime, cdp.log):
        domain.enable(session)
    # Else fields lose what is typed where another tab has the focus.
    cdp.emulation.set_focus_emulation_enabled(session, enabled=True)
    tab = Tab(cdp, session, console)
    tab.resize(1280, 900)
    try:
        yield tab
    finally:
        console.close()
        cdp.target.dispose_browser_context(browser, browser_context_id=context.browser_context_id)
