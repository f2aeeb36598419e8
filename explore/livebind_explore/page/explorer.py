"""What the page does: takes what the user does, and shows what comes of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind.common.secrets import without_secrets
from livebind_codegen.connecting import one_line
from livebind_codegen.emit.annotations import annotation
from livebind_codegen.errors import CodegenError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.text.visible import visible
from livebind_explore.catalog import catalog, found
from livebind_explore.forms.form import Form
from livebind_explore.forms.params import value_of
from livebind_explore.forms.rows import rgb_values, rows
from livebind_explore.page.calls import Calls, Job
from livebind_explore.page.events import EventLog
from livebind_explore.page.layout import build_layout
from livebind_explore.page.results import NOTHING, history_rows, result_state
from livebind_explore.tree import MAX_LINES, tree
from livebind_explore.writing.call import as_command, as_python
from livebind_explore.writing.message import as_message

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from livebind_codegen.api.model import Method
    from livebind_explore.history import Entry
    from livebind_explore.page.layout import Panel
    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import Server

__all__ = ["Explorer"]

_TICK: Final = 0.25
"""Seconds between two looks at the connection and the events."""
_PAUSE: Final = 0.3
"""Seconds without typing after which the code to copy is written anew."""
_TABS: Final = (("call", "Call"), ("history", "History"), ("events", "Events"))
_START: Final[dict[str, Any]] = {
    "calling": False,
    "can_call": False,
    "drawer": None,
    "event_filter": "",
    "events": [],
    "events_paused": False,
    "form_number": 0,
    "found": "",
    "has_more_lines": False,
    "has_more_rows": False,
    "history": [],
    "jobs": [],
    "lines": [],
    "method": {},
    "methods": [],
    "problem": "",
    "problems": {},
    "reconnecting": False,
    "result": NOTHING,
    "rows": [],
    "search": "",
    "searched": "",
    "selected": "",
    "snippet": "",
    "snippet_kind": "python",
    "theme": None,
    "upload": None,
}
"""What the page shows first; its templates need each name."""


class Explorer:
    """The page of one session."""

    def __init__(self, session: Session, server: Server, panels: Sequence[Panel] = ()) -> None:
        """Make the page of `server`, which is trame's, with `panels` as its first tabs."""
        self.session = session
        self._state = server.state
        self._methods = {one.name: one for one in session.api.methods}
        self._described = {one.name: one for one in session.description.methods}
        self._items = catalog(session.api, session.is_allowed)
        self._events = EventLog(session.api)
        self._calls = Calls(session, self._show_jobs)
        self._method: Method | None = None
        self._form: Form | None = None
        self._data = b""
        self._entry: Entry | None = None
        self._closed: set[str] = set()
        self._limit = MAX_LINES
        self._seen_events = 0
        self._working: set[asyncio.Task[None]] = set()
        self._writing: asyncio.Task[None] | None = None
        session.on_event = self._events.add
        tabs = [*((one.name, one.title) for one in panels), *_TABS]
        self._state.update(
            {
                **_START,
                "trame__title": f"livebind: {visible(session.description.title)}",
                "title": session.description.title or "A backend without a name",
                "version": session.description.version,
                "source": without_secrets(session.source),
                "connected": session.is_connected,
                "can_reconnect": session.can_reconnect,
                "read_only": session.is_read_only,
                "tabs": [{"name": name, "title": title} for name, title in tabs],
                "tab": tabs[0][0],
                "events_hint": (
                    "None came yet."
                    if self._events.has_types
                    else "The backend describes no events. Those that it sends are shown."
                ),
            }
        )
        self.search("")
        for trigger in self._triggers():
            server.controller.trigger(trigger.__name__)(trigger)
        self._state.change("upload")(self._uploaded)
        self._state.change("snippet_kind")(self._kind_changed)
        self._copy = build_layout(server, panels)

    def _triggers(self) -> list[Callable[..., object]]:
        return [
            *(self.search, self.select, self.clear, self.edit, self.edit_part, self.paint),
            *(self.rename, self.switch, self.choose, self.add, self.remove),
            *(self.call, self.start, self.stop, self.cancel, self.fold, self.more),
            *(self.copy, self.replay, self.reconnect),
            *(self.filter_events, self.pause_events, self.clear_events),
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
        self._method = method
        self._form = None if method.params is None else Form(method.params, self.session.api)
        self._data = b""
        self._state.update(
            {
                "selected": name,
                "form_number": self._state.form_number + 1,
                "method": self._method_state(method),
                "upload": None,
                "tab": "call",
                "result": NOTHING,
                "lines": [],
                "has_more_lines": False,
            }
        )
        self._entry = None
        self._show_form()

    def clear(self) -> None:
        """Empty the form."""
        if self._method is not None:
            self.select(self._method.name)

    def _method_state(self, method: Method) -> dict[str, Any]:
        api = self.session.api
        names = [one.name if one.required else f"{one.name}?" for one in method.parameters]
        names += ["data"] if method.takes_data else []
        gives = annotation(method.result, api)
        return {
            "name": method.name,
            "description": method.description,
            "signature": f"{method.function}({', '.join(names)}) -> {gives}"
            + (" and bytes" if method.returns_data else ""),
            "deprecated": method.deprecated,
            "ends_backend": method.ends_backend,
            "asynchronous": method.asynchronous or method.cancellation is not None,
            "cancellable": method.cancellation is not None,
            "takes_data": method.takes_data,
        }

    # --- the form

    def edit(self, number: int, value: Any) -> None:  # noqa: ANN401 - see `Kind`
        """Fill in a part."""
        self._changed(lambda form: form.set_value(number, value), is_shown=True)

    def edit_part(self, number: int, index: int, value: str) -> None:
        """Fill in one number of a vector."""
        self._changed(lambda form: form.set_part(number, index, value), is_shown=True)

    def paint(self, number: int, color: str) -> None:
        """Fill in a colour that was picked."""

        def change(form: Form) -> None:
            parts = rgb_values(color, len(form[number].value))
            for index, part in enumerate(parts):
                form.set_part(number, index, part)

        self._changed(change)

    def rename(self, number: int, key: str) -> None:
        """Fill in the key of an entry."""
        self._changed(lambda form: form.set_key(number, key), is_shown=True)

    def switch(self, number: int, is_on: bool) -> None:  # noqa: FBT001 - the page gives it so
        """Send an optional part, or leave it out."""
        self._changed(lambda form: form.switch(number, is_on=bool(is_on)))

    def choose(self, number: int, index: int) -> None:
        """Choose an option of a union."""
        self._changed(lambda form: form.choose(number, index))

    def add(self, number: int) -> None:
        """Add an item or an entry."""
        self._changed(lambda form: form.add(number))

    def remove(self, number: int, child: int) -> None:
        """Take an item or an entry out."""
        self._changed(lambda form: form.remove(number, child))

    def _changed(self, change: Callable[[Form], object], *, is_shown: bool = False) -> None:
        if self._form is None:
            return
        try:
            change(self._form)
        except (KeyError, ValueError, TypeError):
            return  # what the page shows is older than the form: it is shown anew
        finally:
            if is_shown:
                self._check()
            else:
                self._show_form()

    def _show_form(self) -> None:
        if self._form is None:
            self._state.rows, self._state.has_more_rows = [], False
        else:
            self._state.rows, self._state.has_more_rows = rows(self._form, self.session.api)
        self._check()

    def _check(self) -> None:
        _, problems = self._value()
        self._state.problems = {str(number): text for number, text in problems.items()}
        allowed = self._method is not None and self.session.is_allowed(self._method.name)
        self._state.can_call = not problems and allowed
        self._write_soon()

    def _value(self) -> tuple[Any, dict[int, str]]:
        return (None, {}) if self._form is None else value_of(self._form.root)

    def _uploaded(self, upload: Any = None, **_: Any) -> None:  # noqa: ANN401 - trame's
        one = upload[0] if is_list(upload) and upload else upload
        content: object = one.get("content") if is_object(one) else None
        self._data = content if isinstance(content, bytes) else b""

    # --- code to copy

    def _kind_changed(self, **_: Any) -> None:  # noqa: ANN401 - trame's
        self._write_soon()

    def _write_soon(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
        try:
            self._writing = asyncio.get_running_loop().create_task(self._write())
        except RuntimeError:
            self._writing = None  # before the page runs

    async def _write(self) -> None:
        await asyncio.sleep(_PAUSE)
        with self._state:
            self._state.snippet = await self._snippet()

    async def _snippet(self) -> str:
        method, (value, problems) = self._method, self._value()
        if method is None:
            return ""
        if problems:
            return "The form is not complete."
        source = self._state.source
        match self._state.snippet_kind:
            case "command":
                data = method.takes_data, method.returns_data
                return as_command(method.name, value, source, data=data)
            case "json":
                return as_message(self.session.description, method.name, value)
            case _:
                root = None if self._form is None else self._form.root
                try:
                    return await asyncio.to_thread(
                        as_python, self.session.api, method, root, source
                    )
                except CodegenError as error:
                    return one_line(error)

    def copy(self) -> None:
        """Put the code into the clipboard of the browser."""
        self._begin(self._copied())

    async def _copied(self) -> None:
        self._copy.exec(await self._snippet())

    # --- calls

    def call(self) -> None:
        """Call the method, and show the result."""
        if self._method is not None and not self._state.calling:
            self._state.calling = True
            self._begin(self._called(self._method, is_listed=False))

    def start(self) -> None:
        """Start the method, which goes on while others are called."""
        if self._method is not None:
            self._begin(self._called(self._method, is_listed=True))

    async def _called(self, method: Method, *, is_listed: bool) -> None:
        value = self._value()[0]
        entry = await self._calls.run(method.name, value, self._data, is_listed=is_listed)
        with self._state:
            if not is_listed:
                self._state.calling = False
            self._state.history = history_rows(list(self.session.history))
            if self._method is method:
                self.show_entry(entry)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes time while the page goes on: it sends nothing more before an answer."""
        task = asyncio.get_running_loop().create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    def stop(self) -> None:
        """Cancel what `call` waits for, or stop waiting."""
        self._calls.stop()

    def cancel(self, number: int) -> None:
        """Cancel what `start` began."""
        self._calls.cancel(number)

    def _show_jobs(self, jobs: Sequence[Job]) -> None:
        with self._state:
            self._state.jobs = [asdict(one) for one in jobs]

    # --- results

    def show_entry(self, entry: Entry) -> None:
        """Show what came of a call."""
        self._entry, self._closed, self._limit = entry, set(), MAX_LINES
        self._state.result = result_state(entry)
        self._show_tree()

    def fold(self, path: str) -> None:
        """Hide or show what is within a part of the result."""
        self._closed ^= {path}
        self._show_tree()

    def more(self) -> None:
        """Show more lines of the result."""
        self._limit += MAX_LINES
        self._show_tree()

    def _show_tree(self) -> None:
        entry = self._entry
        if entry is None or entry.error:
            self._state.lines, self._state.has_more_lines = [], False
            return
        method = self._methods.get(entry.method)
        shape = None if method is None else method.result
        lines, more = tree(entry.result, shape, self.session.api, self._closed, self._limit)
        self._state.lines = [{**asdict(one), "text": visible(one.text)} for one in lines]
        self._state.has_more_lines = more

    def replay(self, key: str) -> None:
        """Show a call of the history, its form filled in as it was."""
        entry = self.session.history.find(key)
        if entry is None:
            return
        self.select(entry.method)
        if self._form is not None:
            try:
                self._form.fill(entry.params)
            except ValueError:
                self._state.problem = "What was sent cannot be shown in the form."
        self._show_form()
        self.show_entry(entry)

    # --- the connection and its events

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

    def filter_events(self, text: str | None) -> None:
        """Show the events with a text alone."""
        self._state.event_filter = text or ""
        self._show_events()

    def pause_events(self) -> None:
        """Show no new events, or show them again."""
        self._state.events_paused = not self._state.events_paused

    def clear_events(self) -> None:
        """Forget the events."""
        self._events.clear()
        self._show_events()

    def _show_events(self) -> None:
        self._seen_events = self._events.count
        self._state.events = [
            {
                "number": one.number,
                "time": time.strftime("%H:%M:%S", time.localtime(one.time)),
                "type": one.type,
                "text": visible(one.text),
            }
            for one in self._events.found(self._state.event_filter or "")
        ]

    async def watch(self) -> None:
        """Show whether the connection stands, and what events come, until it is cancelled."""
        while True:
            with self._state:
                self._state.connected = self.session.is_connected
                if self._events.count != self._seen_events and not self._state.events_paused:
                    self._show_events()
            await asyncio.sleep(_TICK)
