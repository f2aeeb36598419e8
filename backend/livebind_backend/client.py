"""One connected client: what it still waits for, and what is still to be sent to it."""

import asyncio
from typing import Final

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from livebind_backend.tasks import ClientTasks

__all__ = ["Client"]


class Client:
    """Keeps a client that sends without reading from filling the memory and slowing others.

    Each message that is read counts until its answer is written. While too many or too large ones
    are unanswered, reading pauses.

    Args:
        connection: The open connection.
    """

    MAX_UNANSWERED: Final = 1024
    MAX_UNANSWERED_BYTES: Final = 2**28
    MAX_UNSENT_PROGRESS: Final = 16

    def __init__(self, connection: ServerConnection) -> None:
        self.tasks = ClientTasks()
        self._connection = connection
        self._unanswered = 0
        self._unanswered_bytes = 0
        self._unreachable = False
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._outbox: asyncio.Queue[tuple[str | bytes, int | None]] = asyncio.Queue()

    @property
    def said_goodbye(self) -> bool:
        """Whether the client sent a close frame, rather than just being gone."""
        return self._connection.protocol.close_rcvd is not None

    async def read(self) -> str | bytes:
        """Wait for the next message.

        Raises:
            ConnectionClosed: The client left.
        """
        await self._has_room.wait()
        message = await self._connection.recv()
        self._unanswered += 1
        self._unanswered_bytes += len(message)
        self._update_room()
        return message

    def answer(self, message: str | bytes | None, size: int) -> None:
        """Send the answer to a message of this size; None where none is due."""
        if message is None:
            self._forget(size)
        else:
            self._outbox.put_nowait((message, size))

    def notify(self, message: str) -> None:
        """Send a notification, unless the client is far behind with reading."""
        if self._outbox.qsize() < self.MAX_UNSENT_PROGRESS:
            self._outbox.put_nowait((message, None))

    async def write(self) -> None:
        """Write what is to be sent until the connection ends; runs beside `read`."""
        while True:
            message, size = await self._outbox.get()
            try:
                await self._connection.send(message)
            except ConnectionClosed:
                # Nothing will be answered any more: the reader must not wait for that.
                self._unreachable = True
                self._update_room()
                return
            finally:
                self._outbox.task_done()
            if size is not None:
                self._forget(size)

    async def flush(self) -> None:
        """Wait until everything is written."""
        await self._outbox.join()

    def _forget(self, size: int) -> None:
        self._unanswered -= 1
        self._unanswered_bytes -= size
        self._update_room()

    def _update_room(self) -> None:
        few = self._unanswered < self.MAX_UNANSWERED
        small = self._unanswered_bytes < self.MAX_UNANSWERED_BYTES
        if self._unreachable or (few and small):
            self._has_room.set()
        else:
            self._has_room.clear()
