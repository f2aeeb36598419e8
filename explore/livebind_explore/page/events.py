"""The events of a backend as they come: the latest of them, each with its type."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from livebind_codegen.api.model import Api

__all__ = ["Event", "EventLog"]

_KEPT: Final = 200
_LONGEST: Final = 1000


@dataclass(frozen=True)
class Event:
    """One event."""

    number: int
    name: str
    """The notification on the wire."""
    type: str
    """Its class in the generated package, or its name where there is none."""
    text: str
    """What came with it, as JSON, cut where it is long."""
    time: float = field(default_factory=time.time)
    """When it came, in seconds since 1970."""


class EventLog:
    """The latest events. Safe to use from several threads."""

    def __init__(self, api: Api) -> None:
        self._types = {one.notification: one.name for one in api.types if one.notification}
        self._events: deque[Event] = deque(maxlen=_KEPT)
        self._lock = Lock()
        self._count = 0

    @property
    def count(self) -> int:
        """How many have come."""
        return self._count

    @property
    def has_types(self) -> bool:
        """Whether the backend describes events."""
        return bool(self._types)

    def add(self, name: str, content: Any) -> None:  # noqa: ANN401 - any JSON
        """Take an event."""
        text = json.dumps(content, ensure_ascii=False, default=repr)
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
        with self._lock:
            self._count += 1
            self._events.appendleft(Event(self._count, name, self._types.get(name, name), text))

    def clear(self) -> None:
        """Forget what came."""
        with self._lock:
            self._events.clear()

    def found(self, search: str) -> list[Event]:
        """Return the events in which `search` occurs, newest first."""
        with self._lock:
            events = list(self._events)
        wanted = search.lower()
        return [one for one in events if wanted in f"{one.type} {one.name} {one.text}".lower()]
