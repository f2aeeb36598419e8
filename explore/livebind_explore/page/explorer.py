"""What the page does: takes what the user does, and shows what comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind.common.secrets import without_secrets
from livebind_codegen.connecting import one_line
from livebind_codegen.errors import CodegenError
from livebind_codegen.text.visible import visible
from livebind_explore.catalog import catalog, found
from livebind_explore.page.calls import Calls, Job
from livebind_explore.page.event_view import EventView
from livebind_explore.page.form_view import FormView
from livebind_explore.page.layout import build_layout
from livebind_explore.page.result_view import ResultView
from livebind_explore.page.results import history_rows
from livebind_explore.page.snippet import Snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from livebind_codegen.api.model import Method
    from livebind_explore.page.layout import Panel
    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import Server

__all__ = ["Explorer"]

_TICK: Final = 0.25
"""Seconds between two looks at the connection and the events."""
_TABS: Final = (("call", "Call"), ("history", "History"), ("events", "Events"))
_START: Final[dict[str, Any]] = {
    "calling": False,
    "drawer": None,
    "found": "",
    "history": [],
    "jobs": [],
    "methods": [],
    "problem": "",
    "reconnecting": False,
    "search": "",
    "searched": "",
    "theme": None,
}
"""What the page shows first, beside its parts; its templates need each name."""


class Explorer:
    """The page of one session."""

    def __init__(self, session: Session, server: Server, panels: Sequence[Panel] = ()) -> None:
        """Make the page of `server`, which is trame's, with `panels` as its first tabs."""
        self.session = session
        self._state = server.state
        self._methods = {one.name: one for one in session.api.methods}
        self._items = catalog(session.api, session.is_allowed)
        source = without_secrets(session.source)
        self._form = FormView(session, self._state)
        self._snippet = Snippet(session, self._state, self._form, source)
        self._result = ResultView(session.api, self._state)
        self._events = EventView(session, self._state)
        self._calls = Calls(session, self._show_jobs)
        self._working: set[asyncio.Task[None]] = set()
        tabs = [*((one.name, one.title) for one in panels), *_TABS]
        self._state.update(
            {
                **_START,
                "trame__title": f"livebind: {visible(session.description.title)}",
                "title": session.description.title or "A backend without a name",
                "version": session.description.version,
                "source": source,
                "connected": session.is_connected,
                "can_reconnect": session.can_reconnect,
                "read_only": session.is_read_only,
                "tabs": [{"name": name, "title": title} for name, title in tabs],
                "tab": tabs[0][0],
            }
        )
        self.search("")
        for trigger in self._triggers():
            server.controller.trigger(trigger.__name__)(trigger)
        self._clipboard = build_layout(server, panels)

    def _triggers(self) -> list[Callable[..., object]]:
        return [
            *(self.search, self.select, self.clear),
            *(self.call, self.start, self._calls.stop, self._calls.cancel),
            *(self.copy, self.replay, self.reconnect),
            *self._form.triggers(),
            *self._result.triggers(),
            *self._events.triggers(),
        ]

    # --- methods

    def search(self, text: str | None) -> None:
        """Show the methods in which all words of a text occur."""
        items = found(self._items, text or "")
        lines: list[dict[str, Any]] = []
        group = None
        for item in items:
            if not text and item.group != group:
                group = item.group
                lines.append({"group": group})
            lines.append(
                {"name": item.name, "deprecated": item.is_deprecated, "allowed": item.is_allowed}
            )
        self._state.methods, self._state.searched = lines, text or ""
        count = f"{len(items)} methods" if len(items) != 1 else "1 method"
        self._state.found = count if len(items) == len(self._items) else f"{count} found"

    def select(self, name: str) -> None:
        """Show the form of a method, empty."""
        method = self._methods.get(name)
        if method is None:
            return
        self._form.open(method)
        self._result.clear()
        self._state.tab = "call"

    def clear(self) -> None:
        """Empty the form."""
        if self._form.method is not None:
            self.select(self._form.method.name)

    def copy(self) -> None:
        """Put the code into the clipboard of the browser."""
        self._begin(self._copied())

    async def _copied(self) -> None:
        self._clipboard.exec(await self._snippet.text())

    # --- calls

    def call(self) -> None:
        """Call the method, and show the result."""
        if self._form.method is not None and not self._state.calling:
            self._state.calling = True
            self._begin(self._called(self._form.method, is_listed=False))

    def start(self) -> None:
        """Start the method, which goes on while others are called."""
        if self._form.method is not None:
            self._begin(self._called(self._form.method, is_listed=True))

    async def _called(self, method: Method, *, is_listed: bool) -> None:
        value = self._form.value()[0]
        entry = await self._calls.run(method.name, value, self._form.data, is_listed=is_listed)
        with self._state:
            if not is_listed:
                self._state.calling = False
            self._state.history = history_rows(list(self.session.history))
            if self._form.method is method:
                self._result.show(entry)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes time while the page goes on: it sends nothing more before an answer."""
        task = asyncio.get_running_loop().create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    def _show_jobs(self, jobs: Sequence[Job]) -> None:
        with self._state:
            self._state.jobs = [asdict(one) for one in jobs]

    def replay(self, key: str) -> None:
        """Show a call of the history, its form filled in as it was."""
        entry = self.session.history.find(key)
        if entry is None:
            return
        self.select(entry.method)
        try:
            self._form.fill(entry.params)
        except ValueError:
            self._state.problem = "What was sent does not fit into the form: fill it in by hand."
        self._result.show(entry)

    # --- the connection

    def reconnect(self) -> None:
        """Connect again."""
        self._state.reconnecting = True
        self._begin(self._reconnected())

    async def _reconnected(self) -> None:
        problem = ""
        try:
            await asyncio.to_thread(self.session.reconnect)
        except (livebind.LivebindError, CodegenError) as error:
            problem = one_line(error)
        with self._state:
            self._state.problem = problem
            self._state.reconnecting = False
            self._state.connected = self.session.is_connected

    async def watch(self) -> None:
        """Show whether the connection stands, and what events come, until it is cancelled."""
        while True:
            with self._state:
                self._state.connected = self.session.is_connected
                self._events.show_new()
            await asyncio.sleep(_TICK)
