"""What a connection needs of a transport: whole messages out, whole messages in.

A transport knows neither JSON nor requests. `WebSocketTransport` is the one for WebSocket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.common.message import Message, Undelivered
    from livebind.timeouts import Deadline

__all__ = ["AsyncTransport", "Transport", "UnsentMessage"]


class UnsentMessage(Protocol):
    """A message that another thread will send, which was sending when it came."""

    @property
    def waits(self) -> bool:
        """Whether nothing of it was sent as yet."""
        ...

    def withdraw(self) -> bool:
        """See to it that it is never sent; False if it is too late for that."""
        ...

    def hurry(self) -> None:
        """Send it now if it was only held back, as somebody waits for its answer."""
        ...


class Transport(Protocol):
    """A connection that carries whole messages. One thread at a time receives, any sends."""

    def send(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message, or leave it to the thread that is sending another one.

        Messages of one thread are sent in the order in which it gave them.

        Raises:
            RequestTimeoutError: nothing was sent in time; the connection is fine.
            ConnectionClosedError: the connection ended, or was given up as the deadline passed
                within the message: what follows could not be told from its rest.
        """
        ...

    def post(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message for whose answer nobody waits yet; raises as `send` does.

        It may be held back for a moment, to leave together with others.
        """
        ...

    @property
    def idle(self) -> bool:
        """Whether `receive` is known to have nothing to give before the next `wait`."""
        ...

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived, at most `seconds`; False if they have passed.

        It may also return True when nothing has: `receive` tells.
        """
        ...

    def receive(self) -> Message | Undelivered | None:
        """Return the next message, or None if it has not arrived as a whole. Never waits.

        A transport on which each message is answered apart may tell that one failed.

        Raises:
            ConnectionClosedError: the connection ended.
            ProtocolError: the peer broke the rules of the transport.
        """
        ...

    def interrupt(self) -> None:
        """Make `wait` of other threads return, and `receive` and `send` raise.

        What they raise is a `ConnectionClosedError`.
        """
        ...

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Tell the peer that this is the end, if that can be done in time. Raises nothing.

        `code` is a close code of RFC 6455, 7.4.1. Nothing may be sent afterwards.
        """
        ...

    def close(self) -> None:
        """Free the connection, after the thread that receives has left it. Raises nothing."""
        ...


class AsyncTransport(Transport, Protocol):
    """A transport that event loops can use, too."""

    def flush_with(self, schedule: Callable[[Callable[[], None]], object]) -> None:
        """Hold back what this thread sends at once, until `schedule` calls what it is given."""
        ...

    def send_at_once(self, message: Message, deadline: Deadline) -> UnsentMessage | None:
        """Send one message without waiting, or leave it to a thread that sends.

        `deadline` is for what follows: nothing here waits for it.

        Raises:
            BlockingIOError: it would have to wait; nothing of it was sent.
            ConnectionClosedError: the connection ended.
        """
        ...

    def fileno(self) -> int | None:
        """Return what an event loop watches for arrivals; None if `wait` alone tells of them.

        What it tells is all that has to be known: `receive` never takes long either.
        """
        ...
