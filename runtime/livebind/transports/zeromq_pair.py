"""The transport of conplyent: one ZeroMQ PAIR socket over TCP, without security (ZMTP 3.1, NULL).

A ZeroMQ socket may be used by one thread at a time, so `_lock` guards every use of it; only
waiting happens outside, on file descriptors. The one of ZeroMQ is edge-triggered: whoever sends may
take a signal that was meant for the thread that waits, and passes it on through `_wake`.

ZeroMQ would connect again by itself and lose messages unnoticed. That is switched off: a lost
connection ends the transport, which its monitor socket tells.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final, Self, cast

from livebind.common.message import BinaryMessage, Message, TextMessage
from livebind.errors import (
    ConnectionClosedError,
    RequestTimeoutError,
    ServiceUnavailableError,
)
from livebind.transports.tcp import resolve

try:
    import zmq
    from zmq.utils.monitor import recv_monitor_message
except ImportError as missing:
    raise ImportError(
        "connections to conplyent need pyzmq: install 'livebind[conplyent]'"
    ) from missing

if TYPE_CHECKING:
    from livebind.common.uri import Address
    from livebind.timeouts import Deadline

__all__ = ["PairTransport"]

_HEARTBEAT_MILLISECONDS: Final = 10_000
_HEARTBEAT_TIMEOUT_MILLISECONDS: Final = 30_000
_FULL_PAUSE_SECONDS: Final = 0.005
_LONGEST_HANDSHAKE: Final = 10.0
_AT_ONCE: Final = 256 * 1024
"""Bytes that are taken at once, where there are more."""
_SMALLEST: Final = 256
"""Bytes that each message counts for beside its own."""
_CONNECTED: Final = zmq.Event.HANDSHAKE_SUCCEEDED
_LOST: Final = (
    zmq.Event.DISCONNECTED
    | zmq.Event.CLOSED
    | zmq.Event.CONNECT_RETRIED
    | zmq.Event.HANDSHAKE_FAILED_NO_DETAIL
    | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
    | zmq.Event.HANDSHAKE_FAILED_AUTH
)


class PairTransport:
    """A connection to a conplyent server (`livebind.transports.transport.Transport`)."""

    def __init__(self, pair: zmq.Socket[bytes], monitor: zmq.Socket[bytes], name: str) -> None:
        self._pair = pair
        self._monitor = monitor
        self._name = name
        self._lock = Lock()  # guards the sockets and `_lost`
        self._idle = False  # written by the thread that receives, as is the next
        self._arrived: deque[bytes] = deque()
        self._interrupted = False  # set by any thread, once
        self._lost = False
        self._wake_receiver, self._wake_sender = socket.socketpair()
        self._wake_receiver.setblocking(False)  # noqa: FBT003 - positional in the standard library
        self._wake_sender.setblocking(False)  # noqa: FBT003 - positional in the standard library
        self._selector = selectors.DefaultSelector()
        for descriptor in (pair.fileno(), monitor.fileno(), self._wake_receiver):
            self._selector.register(descriptor, selectors.EVENT_READ)

    @classmethod
    def connect(cls, address: Address, deadline: Deadline, max_message_size: int) -> Self:
        """Open a connection, which the server takes if it has no other client.

        Raises:
            ServiceUnavailableError: nobody answers, or not in time; its text is the reason alone.
        """
        why = ""
        for info in resolve(address, deadline):
            pair, monitor = _open_sockets(max_message_size)
            host = str(info[4][0])
            try:
                pair.connect(f"tcp://{f'[{host}]' if ':' in host else host}:{address.port}")
                why = _why_not_connected(monitor, deadline)
                if not why:
                    return cls(pair, monitor, str(address))
            except zmq.ZMQError as error:
                why = error.strerror or str(error)
            except BaseException:
                _close_sockets(pair, monitor)
                raise
            _close_sockets(pair, monitor)
        raise ServiceUnavailableError(why)

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.send`. ZeroMQ takes it as a whole or not at all."""
        data = message.text if isinstance(message, TextMessage) else message.head + message.binary
        while not self._try_to_send(data):
            if deadline.passed:
                raise RequestTimeoutError(
                    "nothing was sent in time: the server does not read what it is sent"
                )
            # ZeroMQ has no way to wait for room that leaves the socket free for the reader.
            time.sleep(_FULL_PAUSE_SECONDS)

    def post(self, message: Message, deadline: Deadline) -> None:
        """Send one message; see `Transport.post`. Nothing is held back here."""
        self.send(message, deadline)

    def _try_to_send(self, data: bytes) -> bool:
        with self._lock:
            if self._interrupted:
                raise ConnectionClosedError(f"the connection to {self._name} is closed")
            try:
                self._pair.send(data, zmq.NOBLOCK, copy=False)
                if self._pair.poll(0):
                    self._wake()
            except zmq.Again:
                return False
            except zmq.ZMQError as error:
                raise ConnectionClosedError(f"the connection to {self._name} broke") from error
            return True

    @property
    def idle(self) -> bool:
        """Whether there is nothing to receive before the next `wait`; see `Transport.idle`."""
        return self._idle

    def wait(self, seconds: float | None) -> bool:
        """Wait until something has arrived; see `Transport.wait`."""
        if self._interrupted or self._arrived or self._selector.select(seconds):
            self._idle = False
            with suppress(BlockingIOError):
                self._wake_receiver.recv(4096)
            return True
        return False

    def receive(self) -> Message | None:
        """Return the next message if it has arrived; see `Transport.receive`."""
        if self._arrived and not self._interrupted:
            return BinaryMessage(self._arrived.popleft())
        with self._lock:
            if self._interrupted:
                raise ConnectionClosedError(f"the connection to {self._name} is closed")
            # Looked at first: what was received before the loss is there by then.
            self._lost = self._lost or _is_lost(self._monitor)
            try:
                message = self._pair.recv(zmq.NOBLOCK)
                self._take_more(len(message))
                return BinaryMessage(message)
            except zmq.Again:
                if self._lost:
                    raise ConnectionClosedError(
                        f"the connection to {self._name} was lost: the server was stopped, the "
                        "network failed, or a message was larger than is accepted"
                    ) from None
            except zmq.ZMQError as error:
                raise ConnectionClosedError(f"the connection to {self._name} broke") from error
        self._idle = True
        return None

    def _take_more(self, size: int) -> None:
        """Take what has come already, at once: looking after the connection takes longer."""
        with suppress(zmq.Again):
            while size < _AT_ONCE:
                self._arrived.append(self._pair.recv(zmq.NOBLOCK))
                size += len(self._arrived[-1]) + _SMALLEST

    def interrupt(self) -> None:
        """Wake threads in `wait`, and end `receive` and `send`; see `Transport.interrupt`."""
        self._interrupted = True
        self._wake()

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Let what is being sent go out until the deadline; the protocol has no farewell."""
        del code
        remaining = deadline.remaining()
        with self._lock, suppress(zmq.ZMQError):
            milliseconds = -1 if remaining is None else int(remaining * 1000)
            self._pair.setsockopt(zmq.LINGER, milliseconds)

    def close(self) -> None:
        """Close the sockets; see `Transport.close`."""
        self._interrupted = True
        with self._lock:
            self._selector.close()
            _close_sockets(self._pair, self._monitor)
        self._wake_receiver.close()
        self._wake_sender.close()

    def _wake(self) -> None:
        with suppress(OSError):  # full, so that it wakes already; or closed
            self._wake_sender.send(b"\0")


def _open_sockets(max_message_size: int) -> tuple[zmq.Socket[bytes], zmq.Socket[bytes]]:
    context = cast("zmq.Context[zmq.Socket[bytes]]", zmq.Context.instance())
    pair = context.socket(zmq.PAIR)
    for option, value in (
        (zmq.LINGER, 0),
        (zmq.RECONNECT_IVL, -1),
        (zmq.MAXMSGSIZE, max_message_size),
        (zmq.RCVHWM, 0),  # the server gives a command up when nobody takes what it says
        (zmq.IPV6, 1),
        (zmq.HEARTBEAT_IVL, _HEARTBEAT_MILLISECONDS),
        (zmq.HEARTBEAT_TIMEOUT, _HEARTBEAT_TIMEOUT_MILLISECONDS),
    ):
        pair.setsockopt(option, value)
    monitor = pair.get_monitor_socket(_CONNECTED | _LOST)
    monitor.setsockopt(zmq.LINGER, 0)
    return pair, monitor


def _close_sockets(pair: zmq.Socket[bytes], monitor: zmq.Socket[bytes]) -> None:
    with suppress(zmq.ZMQError):
        pair.disable_monitor()
    monitor.close()
    pair.close()


def _why_not_connected(monitor: zmq.Socket[bytes], deadline: Deadline) -> str:
    """Wait for the end of the handshake; return why there was none, empty if there was."""
    remaining = deadline.remaining()
    seconds = _LONGEST_HANDSHAKE if remaining is None else min(remaining, _LONGEST_HANDSHAKE)
    # Rounded up, so that the deadline has passed when there was no answer until then.
    if not monitor.poll(int(seconds * 1000) + 1):
        return "there is no answer in time"
    event = recv_monitor_message(monitor)["event"]
    if event & _CONNECTED:
        return ""
    # A connection that was never made is only closed, and ZeroMQ does not tell why.
    refused = event & (zmq.Event.CLOSED | zmq.Event.CONNECT_RETRIED)
    return "nobody accepts connections there" if refused else "what listens there speaks otherwise"


def _is_lost(monitor: zmq.Socket[bytes]) -> bool:
    try:
        return bool(recv_monitor_message(monitor, zmq.NOBLOCK)["event"] & _LOST)
    except zmq.Again:
        return False
