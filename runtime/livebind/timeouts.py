"""Deadlines: how long a wait may last, and how much of it is left."""

from __future__ import annotations

import math
import time
from enum import Enum
from typing import Final, Literal, TypeAlias

from livebind.errors import UsageError

__all__ = ["DEFAULT", "Deadline", "Default", "Timeout", "deadline_of"]


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

    def remaining(self) -> float | None:
        """Return the seconds left (0 once it has passed), or None if it never comes."""
        if self._at == math.inf:
            return None
        return max(0.0, self._at - time.monotonic())

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
