"""Hands frames to whoever can render them, so that none is lost and none is rendered twice."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from typing import TYPE_CHECKING, Generic, TypeVar

from livebind import ConnectionError, UsageError  # noqa: A004 - ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future

# Nothing for users of the package: the modules beside this one use it.
__all__ = []

W = TypeVar("W")

_FAILURES_UNTIL_DISMISSED = 2
"""Connections that a worker may lose in a row: the first may have been an old one that broke."""


class FrameSchedule(Generic[W]):
    """Gives each worker one frame after the other.

    Brayns does one thing at a time, so that a second frame would only wait there. A frame whose
    worker lost its connection goes to another one; a worker that loses it twice in a row gets none
    any more.
    """

    def __init__(self, workers: Iterable[W], start: Callable[[W, int], Future[bytes]]) -> None:
        """Make a schedule.

        Args:
            workers: those that render.
            start: has a worker start a frame; its result is the content of the picture.

        Raises:
            UsageError: there are no workers.
        """
        self._idle = deque(workers)
        self._start = start
        self._running: dict[Future[bytes], tuple[W, int]] = {}
        self._failures: dict[int, int] = {}
        self._last_error: ConnectionError | None = None
        if not self._idle:
            raise UsageError("frames need at least one instance to render them")

    def run(self, frames: Sequence[int], finish: Callable[[int, bytes], object]) -> None:
        """Render frames, in order as far as possible, and call `finish` with each.

        Raises:
            ConnectionError: no worker has a connection any more.
            RequestError: a frame cannot be rendered; the others are not waited for.
        """
        waiting = deque(frames)
        try:
            while waiting or self._running:
                while waiting and self._idle:
                    worker, frame = self._idle.popleft(), waiting.popleft()
                    self._running[self._start(worker, frame)] = (worker, frame)
                if not self._running and self._last_error is not None:
                    raise self._last_error
                for future in wait(self._running, return_when=FIRST_COMPLETED).done:
                    lost = self._settle(future, finish)
                    waiting.extendleft(lost)
        finally:
            for future in self._running:
                future.cancel()

    def _settle(self, future: Future[bytes], finish: Callable[[int, bytes], object]) -> list[int]:
        """Take note of the end of a frame; return it if it is to be rendered again."""
        worker, frame = self._running.pop(future)
        try:
            data = future.result()
        except ConnectionError as error:
            self._last_error = error
            failures = self._failures[id(worker)] = self._failures.get(id(worker), 0) + 1
            if failures < _FAILURES_UNTIL_DISMISSED:
                self._idle.append(worker)
            return [frame]
        self._failures[id(worker)] = 0
        self._idle.append(worker)
        finish(frame, data)
        return []
