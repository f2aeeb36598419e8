"""How far a request is, and whether anybody still wants it."""

import time
from collections.abc import Callable
from typing import Final

from livebind_backend.errors import TaskCancelledError

__all__ = ["Progress"]


class Progress:
    """Tells the client how far its request is, and the method that nobody wants it any more.

    Args:
        send: Takes amount and operation; reports call it at most twenty times a second.
        is_cancelled: Asked at each report.
    """

    INTERVAL: Final = 0.05

    def __init__(
        self, send: Callable[[float, str], None], is_cancelled: Callable[[], bool]
    ) -> None:
        self._send = send
        self._is_cancelled = is_cancelled
        self._next_time = 0.0

    def check(self) -> None:
        """End a method that reports nothing, but can take long.

        Raises:
            TaskCancelledError: The client is gone, or the service is about to end.
        """
        if self._is_cancelled():
            raise TaskCancelledError

    def report(self, amount: float, operation: str) -> None:
        """Report an amount between 0 and 1 of the named operation.

        Raises:
            TaskCancelledError: The request was cancelled, or its client is gone.
        """
        self.check()
        if time.monotonic() >= self._next_time:
            self.stage(amount, operation)

    def stage(self, amount: float, operation: str) -> None:
        """Report like `report` the begin of something that every client is to know.

        Raises:
            TaskCancelledError: The request was cancelled, or its client is gone.
        """
        self.check()
        self._next_time = time.monotonic() + self.INTERVAL
        self._send(amount, operation)

    def within(self, start: float, end: float) -> "Progress":
        """Make the progress of a part, whose amounts from 0 to 1 are those from start to end."""
        return Progress(
            lambda amount, operation: self._send(start + amount * (end - start), operation),
            self._is_cancelled,
        )
