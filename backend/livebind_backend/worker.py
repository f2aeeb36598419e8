"""The one thread that executes the requests of all clients, in turns."""

import threading
from collections import deque
from collections.abc import Callable

from livebind_backend.tasks import CallFactory, Task

__all__ = ["Worker"]


class Worker:
    """Executes the tasks of each client in their order, and of all clients in turns.

    So a client that sends many requests at once holds up another one by one of them.

    Args:
        make_call: Makes the call of a task.
        finished: Called in the worker's thread when it ends.
    """

    def __init__(self, make_call: CallFactory, finished: Callable[[], None]) -> None:
        self._make_call = make_call
        self._finished = finished
        self._changed = threading.Condition()
        self._waiting: dict[object, deque[Task]] = {}
        """Tasks of each client that has any, in the order of the clients' turns."""
        self._ending = False
        # A daemon: a method that cannot be interrupted must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to execute."""
        self._thread.start()

    def submit(self, client: object, task: Task) -> None:
        """Put a task behind all others of a client."""
        with self._changed:
            self._waiting.setdefault(client, deque()).append(task)
            self._changed.notify()

    def withdraw_cancelled(self, client: object) -> list[Task]:
        """Take back the cancelled tasks of a client that is gone: nobody waits for their turn."""
        with self._changed:
            tasks = self._waiting.pop(client, deque())
            if kept := deque(task for task in tasks if not task.cancelled):
                self._waiting[client] = kept
        return [task for task in tasks if task.cancelled]

    def finish(self) -> None:
        """End the thread after everything that was submitted; does not wait for that."""
        with self._changed:
            self._ending = True
            self._changed.notify()

    def _run(self) -> None:
        while (task := self._next()) is not None:
            task.run(self._make_call)
        self._finished()

    def _next(self) -> Task | None:
        """Wait for a task and return it; None when no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending)
            if not self._waiting:
                return None
            client = next(iter(self._waiting))
            tasks = self._waiting.pop(client)
            task = tasks.popleft()
            if tasks:
                # Its next turn comes after those of all others.
                self._waiting[client] = tasks
            return task
