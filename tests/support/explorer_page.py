"""The page of an instance as a user has it: what can be seen in it, and done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.tab import Tab

__all__ = ["ExplorerPage"]


@dataclass(frozen=True)
class ExplorerPage:
    """The page in a tab."""

    tab: Tab

    def pick(self, method: str) -> None:
        """Search for a method and choose it."""
        self.tab.type("#search", method)
        self.tab.wait(f"document.querySelector('#found').dataset.search == {json.dumps(method)}")
        shown = "document.querySelector('#method')?.dataset.form"
        before = self.tab.run(shown)
        self.tab.click(f"[data-method={json.dumps(method)}]")
        self.tab.wait(f"({shown} || undefined) !== {json.dumps(before) if before else 'undefined'}")

    def methods(self) -> list[str]:
        """Return the methods that are to be seen in the list."""
        found = "[...document.querySelectorAll('[data-method]')].map(e => e.dataset.method)"
        return list(self.tab.run(found))

    def paths(self) -> list[str]:
        """Return where the parts of the form stand in what is sent."""
        found = "[...document.querySelectorAll('[data-path]')].map(e => e.dataset.path)"
        return list(self.tab.run(found))

    def switch(self, path: str) -> None:
        """Send an optional part, or leave it out."""
        box = f"{_row(path)} .livebind-optional input"
        was = self.tab.wait(f"String(document.querySelector({json.dumps(box)}).checked)")
        self.tab.click(box)
        self.tab.wait(f"String(document.querySelector({json.dumps(box)}).checked) != {was!r}")

    def fill(self, path: str, *values: object) -> None:
        """Type a value, or each part of a vector."""
        row = _row(path)
        fields = f"{row} .livebind-control input, {row} .livebind-control textarea:not([readonly])"
        for index, value in enumerate(values):
            field = f"document.querySelectorAll({json.dumps(fields)})[{index}]"
            self.tab.wait(field)
            self.tab.run(f"(e => {{ e.focus(); e.select() }})({field})")
            self.tab.cdp.input.insert_text(self.tab.session, text=str(value))

    def put(self, path: str, *values: object) -> None:
        """Fill in a value, and send it if it is optional."""
        self.tab.wait(f"document.querySelector({json.dumps(_row(path))})")
        box = f"document.querySelector({json.dumps(_row(path))} + ' .livebind-optional input')"
        if self.tab.run(f"!!{box} && !{box}.checked"):
            self.switch(path)
        self.fill(path, *values)

    def toggle(self, path: str) -> None:
        """Turn what is true false, or the other way."""
        self.tab.click(f"{_row(path)} .livebind-control input")

    def add(self, path: str) -> None:
        """Add an item to a list."""
        count = len(self.paths())
        self.tab.run(
            f"[...document.querySelectorAll({json.dumps(_row(path) + ' button')})]"
            ".find(e => e.textContent.includes('Add')).click()"
        )
        self.tab.wait(f"document.querySelectorAll('[data-path]').length > {count}")

    def choose(self, path: str, text: str) -> None:
        """Choose one of several."""
        self.tab.click(f"{_row(path)} .livebind-control .v-field")
        item = (
            "[...document.querySelectorAll('.v-overlay .v-list-item')]"
            f".find(e => e.textContent.trim() == {json.dumps(text)})"
        )
        self.tab.wait(item + " && 1")
        self.tab.run(f"{item}.click()")
        self.tab.wait(
            f"document.querySelector({json.dumps(_row(path))}).textContent.includes({json.dumps(text)})"
        )

    def call(self) -> None:
        """Call the method, and wait for what comes of it."""
        self.tab.wait("!document.querySelector('#call').disabled")
        before = self.tab.run("document.querySelector('#runs').textContent")
        self.tab.click("#call")
        self.tab.wait(f"document.querySelector('#runs').textContent != {json.dumps(before)}")

    @property
    def result(self) -> str:
        """The text of the result."""
        return self.tab.text("#result")

    @property
    def error(self) -> str:
        """The error that is shown, empty if there is none."""
        return str(self.tab.run("document.querySelector('#error')?.textContent || ''")).strip()

    def snippet(self, kind: str, text: str = "") -> str:
        """Return the code to copy, of one kind: `Python`, `CLI` or `JSON`, once `text` is in it."""
        start = {"Python": "import ", "CLI": "livebind call ", "JSON": "{"}[kind]
        self.tab.run(
            "[...document.querySelectorAll('.v-btn-toggle button')]"
            f".find(e => e.textContent == {kind!r}).click()"
        )
        wanted = f"text.startsWith({json.dumps(start)}) && text.includes({json.dumps(text)})"
        return str(
            self.tab.wait(
                f"(text => {wanted} && text)(document.querySelector('#snippet').textContent)"
            )
        )


def _row(path: str) -> str:
    return f"[data-path={json.dumps(path)}]"
