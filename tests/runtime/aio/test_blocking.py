"""What never blocks the loop: sending to who does not read, connecting to who does not answer."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING

import pytest

from livebind import RequestTimeoutError, aio
from support.aio_session import connected, event_set
from support.peer import DEADLINE, Peer
from support.session import connector, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator

    from livebind.aio import AsyncInstance

SHORT = 0.2
UPLOAD = bytes(30_000_000)

both = pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])


def echo(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request, request.params)


async def exchange_during(instance: AsyncInstance, waiting: Awaitable[object]) -> int:
    """Make requests, one after the other, until something else is done; return how many."""
    other, count = asyncio.ensure_future(waiting), 0
    while not other.done():
        assert await instance.request("echo", count) == count
        count += 1
    await other
    return count


@both
def test_a_peer_that_does_not_read_holds_up_nobody_else(*, secure: bool) -> None:
    async def upload(instance: AsyncInstance) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(instance.execute("upload", binary=UPLOAD), SHORT)
        with pytest.raises(RequestTimeoutError, match="not sent yet"):
            await instance.request("small", timeout=SHORT)

    async def run() -> None:
        async with (
            connected(Peer.ignore, secure=secure) as deaf,
            connected(echo, secure=secure) as other,
        ):
            assert await exchange_during(other, upload(deaf)) > 1

    asyncio.run(run())


def test_a_request_that_was_cancelled_before_it_was_sent_never_is() -> None:
    go_on = Event()
    methods: list[str] = []

    def read_late(peer: Peer) -> None:
        assert go_on.wait(DEADLINE)
        for request in peer.requests():
            methods.append(request.method)
            if request.id is not None:
                peer.reply(request, len(request.body))

    async def run() -> None:
        async with connected(read_late) as instance:
            first = instance.task("first", None, UPLOAD)
            cancelled = [
                asyncio.create_task(instance.execute("cancelled", None, content))
                for content in (b"", UPLOAD)
            ]
            await asyncio.sleep(0)
            for one in cancelled:
                one.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*cancelled)
            go_on.set()
            assert (await first).result == len(UPLOAD)
            assert await instance.request("last") == 0

    asyncio.run(run())
    assert methods == ["first", "last"]


def test_a_request_that_was_cancelled_while_it_was_sent_is_sent_and_cancelled() -> None:
    begun, go_on = Event(), Event()
    seen: list[str] = []

    def read_slowly(peer: Peer) -> None:
        header = peer.read(14)
        begun.set()
        assert go_on.wait(DEADLINE)
        peer.read(int.from_bytes(header[2:10], "big"))
        cancellation = peer.receive()
        seen.append(cancellation.method)
        peer.reply(cancellation)
        echo(peer)

    async def run() -> None:
        async with connected(read_slowly) as instance:
            upload = asyncio.create_task(instance.execute("upload", binary=UPLOAD))
            await event_set(begun)
            upload.cancel()
            with pytest.raises(asyncio.CancelledError):
                await upload
            go_on.set()
            assert await instance.request("echo", 1) == 1

    asyncio.run(run())
    assert seen == ["cancel"]


def test_asyncio_timeout_cancels_a_request_at_the_backend() -> None:
    answered = Event()

    def cancel_job(peer: Peer) -> None:
        job, cancellation = peer.receive(), peer.receive()
        assert (cancellation.method, cancellation.params) == ("cancel", {"id": job.id})
        peer.reply(cancellation)
        peer.fail(job, 20, "cancelled")  # nobody waits for it any more
        answered.set()
        echo(peer)

    async def run() -> None:
        async with connected(cancel_job) as instance:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(SHORT):
                    await instance.request("job")
            await event_set(answered)
            assert await instance.request("echo", 1) == 1

    asyncio.run(run())


def test_a_timeout_of_a_request_leaves_the_connection_as_it_is() -> None:
    def answer_second(peer: Peer) -> None:
        peer.receive()
        echo(peer)

    async def run() -> None:
        async with connected(answer_second) as instance:
            with pytest.raises(RequestTimeoutError):
                await instance.request("first", timeout=SHORT)
            assert await instance.request("echo", 1) == 1

    asyncio.run(run())


def test_cancelling_who_waits_for_a_task_leaves_the_task_running() -> None:
    async def run() -> None:
        go_on = Event()

        def answer_when_told(peer: Peer) -> None:
            request = peer.receive()
            assert go_on.wait(DEADLINE)
            peer.reply(request, "done")

        async with connected(answer_when_told) as instance:
            task = instance.task("job")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(task, SHORT)
            go_on.set()
            assert (await task).result == "done"

    asyncio.run(run())


@contextmanager
def nobody_answers() -> Generator[int]:
    """Yield a port whose queue of connections is full: another one is not answered."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port: int = listener.getsockname()[1]
        while True:
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(SHORT)
            try:
                waiting.connect(("127.0.0.1", port))
            except TimeoutError:
                break
        yield port


def test_connecting_to_an_address_that_does_not_answer_blocks_nothing() -> None:
    async def give_up(port: int) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(aio.connect(f"127.0.0.1:{port}"), SHORT)

    async def run() -> None:
        with nobody_answers() as port:
            async with connected(echo) as other:
                assert await exchange_during(other, give_up(port)) > 1

    asyncio.run(run())


@both
def test_a_connection_that_is_made_too_late_is_closed(*, secure: bool) -> None:
    go_on, gone = Event(), Event()

    def accept_late(peer: Peer) -> None:
        assert go_on.wait(DEADLINE)
        peer.accept()
        peer.wait_until_gone()
        gone.set()

    async def run() -> None:
        with serving(accept_late, secure=secure) as server:
            waiting = connector(server.port, secure=secure).connect_async()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(SHORT), waiting:
                    pass
            go_on.set()
            await event_set(gone)

    asyncio.run(run())
