"""The events of the backend, as the page shows, filters and pauses them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from livebind_codegen.text.visible import visible
from livebind_explore.page.events import EventLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_explore.session import Session
    from livebind_explore.web.toolkit import State

__all__ = ["EventView"]


class EventView:
    """Shows the latest events of a session."""

    def __init__(self, session: Session, state: State) -> None:
        """Take the events of a session, and show none yet in `state`, which is trame's."""
        self._state = state
        self._events = EventLog(session.api)
        self._seen = 0
        session.on_event = self._events.add
        state.update(
            {
                "event_filter": "",
                "events": [],
                "events_hint": (
                    "None came yet."
                    if self._events.has_types
                    else "The backend describes no events. Those that it sends are shown."
                ),
                "events_paused": False,
            }
        )

    def triggers(self) -> list[Callable[..., object]]:
        """Return what the page calls by name."""
        return [self.filter_events, self.pause_events, self.clear_events]

    def filter_events(self, text: str | None) -> None:
        """Show the events with a text alone."""
        self._state.event_filter = text or ""
        self._show()

    def pause_events(self) -> None:
        """Show no new events, or show them again."""
        self._state.events_paused = not self._state.events_paused

    def clear_events(self) -> None:
        """Forget the events."""
        self._events.clear()
        self._show()

    def show_new(self) -> None:
        """Show what came since the last look, unless the page is paused."""
        if self._events.count != self._seen and not self._state.events_paused:
            self._show()

    def _show(self) -> None:
        self._seen = self._events.count
        self._state.events = [
            {
                "number": one.number,
                "time": time.strftime("%H:%M:%S", time.localtime(one.time)),
                "type": one.type,
                "text": visible(one.text),
            }
            for one in self._events.found(self._state.event_filter or "")
        ]
