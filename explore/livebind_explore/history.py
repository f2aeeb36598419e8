"""What was called in a session, newest first."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_ENTRIES", "Entry", "History"]

MAX_ENTRIES: Final = 200
"""How many calls a session remembers."""


@dataclass(frozen=True)
class Entry:
    """One call of the user."""

    method: str
    params: Any = None
    """What was sent, as JSON is in Python; None for nothing."""
    result: Any = None
    data: bytes = field(default=b"", repr=False)
    """The bytes that came with the result."""
    error: str = ""
    """Why it failed, empty if it did not."""
    seconds: float = 0.0
    """How long it took."""
    began: float = field(default_factory=time.time)
    """When it was sent, in seconds since 1970."""


class History:
    """The latest calls. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MAX_ENTRIES)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(list(self._entries))

    def add(self, entry: Entry) -> None:
        """Remember a call; the oldest one is forgotten if there are too many."""
        with self._lock:
            self._entries.appendleft(entry)
