"""What was called in a session, newest first."""

from __future__ import annotations

import secrets
import time
from collections import deque
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Entry", "History"]

MAX_ENTRIES: Final = 200
"""How many calls a session remembers."""
MAX_BYTES: Final = 256 * 2**20
"""How many bytes of replies it remembers in all."""


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
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    """Tells it from all others; nobody can guess it."""


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
        """Remember a call; the oldest ones are forgotten if there are too many, or their bytes."""
        with self._lock:
            self._entries.appendleft(entry)
            held = 0
            for index, one in enumerate(self._entries):
                held += len(one.data)
                if held > MAX_BYTES and one is not entry:
                    self._entries[index] = replace(one, data=b"")

    def find(self, key: str) -> Entry | None:
        """Return the call of a key, None if it is forgotten."""
        return next((one for one in self if secrets.compare_digest(one.key, key)), None)
