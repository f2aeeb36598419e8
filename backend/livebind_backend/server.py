"""The WebSocket server: connections in, requests to the worker, replies out."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from typing import Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from livebind_backend.announcements import SILENCE, Announcements
from livebind_backend.calls import Call
from livebind_backend.client import Client
from livebind_backend.engine import Engine
from livebind_backend.errors import RequestError
from livebind_backend.framing import pack, unpack
from livebind_backend.handshake import Handshake
from livebind_backend.jsonrpc import (
    Request,
    RequestId,
    error_text,
    parse_request,
    progress_text,
    result_text,
)
from livebind_backend.method import Outcome
from livebind_backend.progress import Progress
from livebind_backend.registry import Registry
from livebind_backend.tasks import Task
from livebind_backend.worker import Worker

__all__ = ["Service"]

_logger = logging.getLogger(__name__)


class Service:
    """Serves one engine to all clients until it is told to stop.

    Args:
        engine: All state.
        registry: All methods.
        max_clients: Number of clients that are served at the same time.
        announcements: What all clients are told without asking; nothing by default.
    """

    MAX_MESSAGE: Final = 2**31 - 1
    STOP_TIMEOUT: Final = 3.0
    """Seconds that a method which cannot be interrupted may delay the end of the service."""
    FLUSH_TIMEOUT: Final = 2.0
    """Seconds that a client which does not read may delay the end of the service."""
    QUIT_DELAY: Final = 0.25
    """Seconds from the answer to `quit` to the end of the connections, as with a real Brayns.

    There are clients that lose a reply if the close frame comes right behind it.
    """

    def __init__(
        self,
        engine: Engine,
        registry: Registry,
        max_clients: int,
        announcements: Announcements = SILENCE,
    ) -> None:
        self._engine = engine
        self._announcements = announcements
        self._registry = registry
        self._max_clients = max_clients
        self._clients: set[Client] = set()
        self._unfinished: set[Task] = set()
        self._loop = asyncio.get_running_loop()
        self._stop_requested = asyncio.Event()
        self._hurried = asyncio.Event()
        self._worker_finished = asyncio.Event()
        self._worker = Worker(self._make_call, lambda: self.post(self._worker_finished.set))

    async def run(
        self, listener: socket.socket, tls: ssl.SSLContext | None, ready: Callable[[], None]
    ) -> None:
        """Serve until `quit` or `stop`.

        Args:
            listener: Bound socket; closed at the end.
            tls: Encrypts connections if given.
            ready: Called when clients can connect.
        """
        self._worker.start()
        server = serve(
            self._serve_client,
            sock=listener,
            ssl=tls,
            process_request=Handshake(self._max_clients),
            server_header=None,
            # Pictures are compressed already, and a real service sends no pings.
            compression=None,
            ping_interval=None,
            close_timeout=1,
            max_size=self.MAX_MESSAGE,
        )
        async with server:
            ready()
            announcing = asyncio.create_task(self._announcements.run(self._tell))
            await self._stop_requested.wait()
            announcing.cancel()
            self._worker.finish()
            await self._worker_finished.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.FLUSH_TIMEOUT):
                    await asyncio.gather(*(client.flush() for client in self._clients))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.QUIT_DELAY):
                    await self._hurried.wait()

    def _tell(self, text: str) -> None:
        for client in self._clients:
            client.notify(text)

    def stop(self, *, drain: bool) -> None:
        """Stop reading requests and end.

        Args:
            drain: First finish everything that was read, and leave the clients a moment to read
                the answers; otherwise give up what can be cancelled.
        """
        self._stop_requested.set()
        if not drain:
            self._hurried.set()
            for task in self._unfinished:
                task.cancel()
            self._loop.call_later(self.STOP_TIMEOUT, self._worker_finished.set)

    def post(self, callback: Callable[[], None]) -> None:
        """Run a callback in the loop's thread; for the worker's thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process is ending
            self._loop.call_soon_threadsafe(callback)

    async def _serve_client(self, connection: ServerConnection) -> None:
        client = Client(connection)
        self._clients.add(client)
        writer = asyncio.create_task(client.write())
        _logger.info("New client connected: %s.", connection.id)
        try:
            while True:
                self._receive(client, await client.read())
                # Messages that are there already come without waiting: others may be read, too.
                await asyncio.sleep(0)
        except ConnectionClosed:
            _logger.info("Client left: %s.", connection.id)
        finally:
            client.tasks.abandon(said_goodbye=client.said_goodbye)
            self._unfinished.difference_update(self._worker.withdraw_cancelled(client))
            writer.cancel()
            self._clients.discard(client)

    def forget(self, task: Task) -> None:
        """Note that a task has come to its end."""
        self._unfinished.discard(task)

    def _receive(self, client: Client, message: str | bytes) -> None:
        size = len(message)
        if self._stop_requested.is_set():
            return
        try:
            text, body = (message, b"") if isinstance(message, str) else unpack(message)
            request = parse_request(text, body)
        except RequestError as error:
            client.answer(error_text(None, error), size)
            return
        try:
            self._dispatch(client, request, size)
        except RequestError as error:
            client.answer(_reply_to(request, error), size)

    def _dispatch(self, client: Client, request: Request, size: int) -> None:
        method = self._registry.get(request.method)
        exchange = _Exchange(self, client, request, size)
        task = Task(
            request=request,
            method=method,
            params=method.read_params(request.params),
            control=exchange,
            notify=exchange.notify,
            reply=exchange.reply,
        )
        client.tasks.add(task)
        self._unfinished.add(task)
        # `cancel` must overtake the request that it cancels, which may run for minutes.
        if method.immediate:
            task.run(self._make_call)
        else:
            self._worker.submit(client, task)

    def _make_call(self, task: Task) -> Call:
        progress = Progress(task.notify, lambda: task.cancelled)
        return Call(self._engine, progress, task.control, task.request.body)


class _Exchange:
    """One request and the way back to the client that sent it."""

    def __init__(self, service: Service, client: Client, request: Request, size: int) -> None:
        self._service = service
        self._client = client
        self._request = request
        self._size = size

    def notify(self, amount: float, operation: str) -> None:
        """Send progress; called in the worker's thread."""
        if self._request.id is None:
            return
        text = progress_text(self._request.id, self._request.method, amount, operation)
        self._service.post(lambda: self._client.notify(text))

    def reply(self, task: Task, outcome: Outcome | RequestError) -> None:
        """Send the reply; called in the worker's thread unless the method is immediate."""
        message = _reply_to(self._request, outcome)
        if task.method.immediate:
            self._finish(task, message)
        else:
            self._service.post(lambda: self._finish(task, message))

    def cancel(self, request_id: RequestId | None) -> None:
        """Cancel other requests of the client; called in the loop's thread."""
        self._client.tasks.cancel(request_id)

    def quit(self) -> None:
        """Stop the service; called in the worker's thread."""
        self._service.post(lambda: self._service.stop(drain=True))

    def _finish(self, task: Task, message: str | bytes | None) -> None:
        self._service.forget(task)
        self._client.tasks.remove(task)
        self._client.answer(message, self._size)


def _reply_to(request: Request, outcome: Outcome | RequestError) -> str | bytes | None:
    if request.id is None:
        return None
    if isinstance(outcome, RequestError):
        return error_text(request.id, outcome)
    text = result_text(request.id, outcome.result)
    return pack(text, outcome.body) if outcome.body else text
