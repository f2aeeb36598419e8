"""The one thread that executes the requests of all clients, first come, first served."""

import queue
import threading
from collections.abc import Callable

from livebind_backend.tasks import CallFactory, Task

__all__ = ["Worker"]


class Worker:
    """Executes tasks in the order in which they were submitted.

    Args:
        make_call: Makes the call of a task.
        finished: Called in the worker's thread when it ends.
    """

    def __init__(self, make_call: CallFactory, finished: Callable[[], None]) -> None:
        self._make_call = make_call
        self._finished = finished
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        # A daemon: a method that cannot be interrupted must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to execute."""
        self._thread.start()

    def submit(self, task: Task) -> None:
        """Put a task behind all others."""
        self._queue.put(task)

    def finish(self) -> None:
        """End the thread after everything that was submitted; does not wait for that."""
        self._queue.put(None)

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            task.run(self._make_call)
        self._finished()
