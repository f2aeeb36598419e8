"""A TCP proxy on loopback that forwards badly, below TLS and WebSocket."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from support.peer import DEADLINE

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["FaultProxy", "Line"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happens to the bytes of one direction. A good line by default."""

    cut_after: int | None = None
    """Bytes after which the connection ends in both directions."""
    reset: bool = False
    """Whether that end is a reset instead of an orderly one."""
    flip_at: int | None = None
    """Offset of a byte of which one bit arrives wrong."""
    delay: float = 0.0
    """Seconds that each piece is late."""
    piece_size: int = 1 << 16
    """Bytes forwarded at a time: with a delay, this makes a slow line."""


class FaultProxy:
    """Forwards connections to a port of this machine; use it in a `with` statement."""

    def __init__(self, port: int, *, to_client: Line | None = None) -> None:
        self._target = port
        self._to_client = to_client or Line()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = Event()
        self._connections: list[socket.socket] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._stalled = False
        self.port: int = self._listener.getsockname()[1]
        """Where it listens."""

    def vanish(self) -> None:
        """Forward nothing any more, in both directions, without a word: a half-open connection."""
        self._stalled = True

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        for connection in [self._listener, *self._connections]:
            with suppress(OSError):  # not connected any more
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(DEADLINE)
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        with self._listener:
            while not self._closing.is_set():
                try:
                    client = self._listener.accept()[0]
                except OSError:  # shut down
                    return
                server = socket.create_connection(("127.0.0.1", self._target), DEADLINE)
                client.settimeout(DEADLINE)
                self._connections += [client, server]
                for arguments in ((client, server, Line()), (server, client, self._to_client)):
                    thread = Thread(target=self._forward, args=arguments, daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _forward(self, source: socket.socket, target: socket.socket, line: Line) -> None:
        position = 0
        with suppress(OSError):  # one end is gone
            while data := source.recv(line.piece_size):
                if line.delay:
                    self._closing.wait(line.delay)
                if line.cut_after is not None and position + len(data) >= line.cut_after:
                    target.sendall(data[: line.cut_after - position])
                    break
                if not self._stalled:
                    target.sendall(_flipped(data, line, position))
                position += len(data)
        if not self._stalled:
            _end(source, target, reset=line.reset)


def _flipped(data: bytes, line: Line, position: int) -> bytes:
    if line.flip_at is None or not position <= line.flip_at < position + len(data):
        return data
    changed = bytearray(data)
    changed[line.flip_at - position] ^= 1
    return bytes(changed)


def _end(source: socket.socket, target: socket.socket, *, reset: bool) -> None:
    for connection in (source, target):
        with suppress(OSError):  # the other direction has ended it already
            if reset:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.shutdown(socket.SHUT_RD)  # says nothing to the peer, wakes its thread
            else:
                connection.shutdown(socket.SHUT_RDWR)
    if reset:
        source.close()
