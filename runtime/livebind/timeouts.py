"""Deadlines: how long a wait may last, and how much of it is left."""

from __future__ import annotations

import math
import time
from enum import Enum
from typing import Final, Literal, TypeAlias

from livebind.errors import UsageError

__all__ = ["DEFAULT", "LONGEST_WAIT", "Deadline", "Default", "Timeout", "deadline_of"]


class Default(Enum):
    """The type of `DEFAULT`."""

    DEFAULT = "DEFAULT"

    def __repr__(self) -> str:
        return "DEFAULT"


DEFAULT: Final[Literal[Default.DEFAULT]] = Default.DEFAULT
"""The timeout that the connector was made with (`Connector.request_timeout`)."""

Timeout: TypeAlias = float | Literal[Default.DEFAULT] | None
"""Seconds that a call may take, `None` to wait for ever, or `DEFAULT`."""


_LONGEST = 2_000_000.0
"""Seconds (23 days) that every system call can wait; more is taken for no limit at all."""


LONGEST_WAIT: Final = 0.25
"""Seconds of one wait of many: whoever waits looks again then whether it is still to."""


class Deadline:
    """A point in time after which a wait is given up.

    Measured on the monotonic clock, so that setting the system's clock changes nothing.
    """

    __slots__ = ("_at",)

    def __init__(self, seconds: float | None) -> None:
        if seconds is None or seconds > _LONGEST:
            self._at = math.inf
        else:
            self._at = time.monotonic() + seconds

    def expire(self) -> None:
        """Let it pass now, for whoever waits in slices (`LONGEST_WAIT`). Any thread may call it."""
        self._at = -math.inf

    @property
    def has_expired(self) -> bool:
        """Whether it passed by `expire`, not by itself."""
        return self._at == -math.inf

    def remaining(self) -> float | None:
        """Return the seconds left (0 once it has passed), or None if it never comes."""
        if self._at == math.inf:
            return None
        return max(0.0, self._at - time.monotonic())

    def next_wait(self) -> float:
        """Return the seconds of the next of many waits: those left, but at most `LONGEST_WAIT`."""
        return max(0.0, min(LONGEST_WAIT, self._at - time.monotonic()))

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self._at != math.inf and time.monotonic() >= self._at


def deadline_of(timeout: Timeout, default: float | None) -> Deadline:
    """Return the deadline of a call that begins now; `DEFAULT` stands for `default` seconds.

    Raises:
        UsageError: it is negative or not a number.
    """
    if timeout is Default.DEFAULT:
        return Deadline(default)
    if timeout is not None and not timeout >= 0:
        raise UsageError(f"a timeout is a positive number of seconds or None, not {timeout!r}")
    return Deadline(timeout)
