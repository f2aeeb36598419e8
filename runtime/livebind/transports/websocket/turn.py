"""A lock that Ctrl-C cannot leave locked."""

from __future__ import annotations

from itertools import starmap
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Turn"]


class Turn:
    """Lets one thread at a time act.

    Python handles Ctrl-C whenever a call returns, also between `acquire` and the `try` behind it:
    the lock would stay taken for ever.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    @property
    def is_taken(self) -> bool:
        """Whether a thread is acting."""
        return self._lock.locked()

    def take(self, seconds: float | None, act: Callable[[], object]) -> bool:
        """Wait for the turn at most `seconds` (None: for ever) and call `act()`.

        Returns whether the turn came. Raises what `act` raises.
        """
        taken: list[bool] = []
        try:
            # One call, so that it is known whether the lock was taken, whatever interrupts it.
            wait = True, -1 if seconds is None else seconds
            taken.extend(starmap(self._lock.acquire, (wait,)))
            if taken[0]:
                act()
            return taken[0]
        finally:
            if True in taken:
                self._lock.release()
