"""Sending for event loops: `send` never waits, as a thread waits where somebody has to.

Messages leave in the order in which they were given. There is a thread only while there is
something that did not go at once, so that what a peer does not read costs nobody else anything.
"""

from __future__ import annotations

from collections import deque
from threading import RLock, Thread
from typing import TYPE_CHECKING

from livebind.errors import ConnectionClosedError, RequestTimeoutError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from livebind.common.message import Message
    from livebind.timeouts import Deadline
    from livebind.transports.transport import AsyncTransport, UnsentMessage

__all__ = ["BackgroundSender", "QueuedMessage"]


class QueuedMessage:
    """A message that was left to a thread (`livebind.transports.transport.UnsentMessage`)."""

    def __init__(self, message: Message, deadline: Deadline) -> None:
        self.deadline = deadline
        """By when it is to be sent."""
        self._message = [message]  # whoever pops it has it: the thread, or who withdraws it
        self._left: UnsentMessage | None = None
        self._is_sent = False

    @property
    def waits(self) -> bool:
        """Whether nothing of it was sent, as far as is known."""
        return not self._is_sent if self._left is None else self._left.waits

    def withdraw(self) -> bool:
        """See to it that it is not sent; False if it may have been, or is about to be."""
        if self.take() is not None:
            return True
        self.deadline.expire()  # for the thread that waits for room, and has sent nothing yet
        return self._left is not None and self._left.withdraw()

    def take(self) -> Message | None:
        """Return the message to who is to send it; None if it was withdrawn."""
        try:
            return self._message.pop()
        except IndexError:
            return None

    def hurry(self) -> None:
        """Do nothing: it leaves as soon as it can."""

    def note(self, left: UnsentMessage | None) -> None:
        """Take note that it was sent, or left to yet another thread."""
        self._left, self._is_sent = left, True


class BackgroundSender:
    """Sends over a transport, from any thread, without waiting."""

    def __init__(
        self, transport: AsyncTransport, logger: logging.Logger, check: Callable[[], None]
    ) -> None:
        """Send over `transport`, as long as `check` does not raise why no answer could be read."""
        self._transport = transport
        self._logger = logger
        self._check = check
        # Guards the queue. A signal's handler may send in the thread that holds it.
        self._mutex = RLock()
        self._queue: deque[QueuedMessage] = deque()
        """What did not go at once. The first is with the thread."""

    def send(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message, or leave it to a thread; see `Transport.send`."""
        self._check()
        with self._mutex:
            if not self._queue:
                try:
                    return self._transport.send_at_once(message, deadline)
                except BlockingIOError:
                    Thread(target=self._run, name="livebind-sender", daemon=True).start()
            queued = QueuedMessage(message, deadline)
            self._queue.append(queued)
            return queued

    def post(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Do what `send` does; see `Transport.post`."""
        return self.send(message, deadline)

    def _run(self) -> None:
        """Send what waits, until nothing does. Runs in a thread of its own."""
        while True:
            with self._mutex:
                queued = self._queue[0]
            self._deliver(queued)
            with self._mutex:
                self._queue.popleft()
                if not self._queue:
                    return

    def _deliver(self, queued: QueuedMessage) -> None:
        message = queued.take()
        if message is None:
            return
        try:
            queued.note(self._transport.send(message, queued.deadline))
        except (RequestTimeoutError, ConnectionClosedError):
            pass  # who waits for the answer finds out, by its deadline or from the reader
        except Exception:  # what comes next has to be sent nevertheless
            self._logger.exception("a message cannot be sent")
