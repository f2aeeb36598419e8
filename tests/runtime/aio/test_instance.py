"""Requests of coroutines: thousands at once, each by itself, on connections without threads."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    ConnectionClosedError,
    Hooks,
    InvalidRequestError,
    MethodNotFoundError,
    Notification,
    ProtocolError,
    RemoteError,
    UsageError,
)
from livebind.bindings import Bindings
from livebind.method import Method
from support.aio_session import connected, event_set
from support.peer import DEADLINE, Peer
from support.session import connector, serving

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind import Connector
    from livebind.aio import AsyncInstance, AsyncTask

both = pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])


class LampOn(Notification):
    """A lamp was switched on."""

    __notification__ = "Lamp.on"
    id: int


def echo(peer: Peer) -> None:
    for request in peer.requests():
        if request.id is not None:
            peer.reply(request, request.params, request.body)


@both
def test_every_kind_of_request_is_answered(*, secure: bool) -> None:
    async def ask() -> None:
        async with connected(echo, secure=secure) as instance:
            assert await instance.request("echo", [1]) == [1]
            reply = await instance.execute("echo", 2, bytes(5_000_000))
            assert (reply.result, reply.data) == (2, bytes(5_000_000))
            task = instance.task("echo", 3, b"x")
            assert (await task).data == b"x"
            assert (task.done, task.error) == (True, None)
            instance.send_notification("news")
            assert await instance.heartbeat()
            assert repr(instance).startswith("<AsyncInstance 127.0.0.1:")
            assert instance.connected
        assert not instance.connected
        assert not await instance.heartbeat()
        await instance.disconnect()
        with pytest.raises(ConnectionClosedError, match="disconnect"):
            await instance.request("echo")

    asyncio.run(ask())


@both
def test_thousands_are_in_flight_and_each_gets_its_own_answer(*, secure: bool) -> None:
    def answer_all_in_reverse(peer: Peer) -> None:
        for request in reversed([peer.receive() for _ in range(3000)]):
            peer.reply(request, request.params)

    async def ask() -> None:
        async with connected(answer_all_in_reverse, secure=secure) as instance:
            asked = [instance.request("echo", number) for number in range(3000)]
            assert await asyncio.gather(*asked) == list(range(3000))

    asyncio.run(ask())


def test_a_connection_has_no_thread() -> None:
    async def ask() -> None:
        async with connected(echo) as instance:
            assert await instance.request("echo", 1) == 1
            names = {thread.name for thread in threading.enumerate()}
            assert not {name for name in names if name.startswith("livebind")}

    asyncio.run(ask())


def test_progress_is_followed_and_events_are_read() -> None:
    def report(peer: Peer) -> None:
        request = peer.receive()
        for number in range(3):
            peer.progress(request, "work", number / 4)
            peer.send_json({"jsonrpc": "2.0", "method": "Lamp.on", "params": {"id": number}})
        peer.reply(request, "done")

    async def follow() -> None:
        async with connected(report) as instance:
            with instance.listen(LampOn) as lamps:
                task = instance.task("job")
                assert [one.amount async for one in task] == [0.0, 0.25, 0.5]
                assert task.progress is not None
                assert (await task).result == "done"
                assert [(await lamps.next_async()).id for _ in range(3)] == [0, 1, 2]

    asyncio.run(follow())


def test_errors_are_those_of_threads() -> None:
    def refuse(peer: Peer) -> None:
        for request in peer.requests():
            if request.method == "get-version":
                peer.reply(request, "3.11")
            else:
                code = -32601 if request.method == "missing" else 7
                peer.fail(request, code, "refused")

    missing = Method[None](
        "missing", bindings=Bindings("Test", "3.10", version_method="get-version")
    )

    async def ask() -> None:
        async with connected(refuse) as instance:
            with pytest.raises(RemoteError, match="refused"):
                await instance.request("x")
            with pytest.raises(MethodNotFoundError, match=r"this instance is version 3\.11"):
                await instance.call(missing)
            with pytest.raises(InvalidRequestError):
                await instance.request("x", float("nan"))
            with pytest.raises(InvalidRequestError):
                instance.task("x", object())

    asyncio.run(ask())


def test_the_end_of_a_connection_reaches_everybody() -> None:
    lost: list[Exception] = []

    def hang_up(peer: Peer) -> None:
        peer.receive()
        peer.receive()
        peer.hang_up()

    async def wait(instance: AsyncInstance, task: AsyncTask[Any]) -> None:
        lamps = instance.listen(LampOn)
        with pytest.raises(ConnectionClosedError):
            await instance.request("second")
        with pytest.raises(ConnectionClosedError):
            await task
        with pytest.raises(ConnectionClosedError):
            await lamps.next_async()
        assert not instance.connected

    async def ask() -> None:
        async with connected(hang_up, hooks=Hooks(on_connection_lost=lost.append)) as instance:
            await wait(instance, instance.task("first"))

    asyncio.run(ask())
    assert [type(error) for error in lost] == [ConnectionClosedError]


def test_a_peer_that_breaks_the_protocol_is_told_so() -> None:
    codes: list[int] = []
    told = Event()

    def break_rules(peer: Peer) -> None:
        peer.receive()
        peer.send(b"\xff\xff")
        codes.append(peer.receive_close())
        told.set()

    async def ask() -> None:
        async with connected(break_rules) as instance:
            with pytest.raises(ProtocolError):
                await instance.request("x")
            await event_set(told)

    asyncio.run(ask())
    assert codes == [1002]


def test_what_a_connection_still_waits_for_ends_as_it_is_closed() -> None:
    async def ask() -> None:
        async with connected(Peer.ignore) as instance:
            waiting = asyncio.create_task(instance.request("x"))
            await asyncio.sleep(0)
            await instance.disconnect()
            with pytest.raises(ConnectionClosedError, match="disconnect"):
                await waiting

    asyncio.run(ask())


@contextmanager
def left_alone() -> Generator[tuple[Connector, Event]]:
    """Yield a connector, and what is set when its connection has ended."""
    gone = Event()

    def wait(peer: Peer) -> None:
        peer.accept()
        peer.wait_until_gone()
        gone.set()

    with serving(wait, secure=False) as server:
        yield connector(server.port), gone


def test_an_instance_that_nobody_uses_ends_its_connection() -> None:
    async def ask() -> None:
        with left_alone() as (settled, gone):
            instance = await settled.connect_async()
            del instance
            await event_set(gone)

    asyncio.run(ask())


def test_another_loop_of_the_thread_is_told_so_at_once() -> None:
    async def use(instance: AsyncInstance, task: AsyncTask[Any]) -> None:
        with pytest.raises(UsageError, match="event loop"):
            await instance.request("echo", 1)
        with pytest.raises(UsageError, match="event loop"):
            instance.task("echo", 1)
        with pytest.raises(UsageError, match="event loop"):
            instance.send_notification("news")
        with pytest.raises(UsageError, match="event loop"):
            await task

    def accept_and_ignore(peer: Peer) -> None:
        peer.accept()
        peer.ignore()

    async def connect_and_start() -> tuple[AsyncInstance, AsyncTask[Any]]:
        instance = await connector(server.port).connect_async()
        return instance, instance.task("never")

    with serving(accept_and_ignore, secure=False) as server:
        first = asyncio.new_event_loop()
        instance, task = first.run_until_complete(connect_and_start())
        asyncio.run(use(instance, task))
        first.close()
        asyncio.run(use(instance, task))
        asyncio.run(instance.disconnect(timeout=DEADLINE * 100))
        assert isinstance(task.error, ConnectionClosedError)


def test_a_loop_that_is_closed_early_leaves_no_connection() -> None:
    async def connect() -> AsyncInstance:
        return await settled.connect_async()

    with left_alone() as (settled, gone):
        instance = asyncio.run(connect())
        del instance
        assert gone.wait(DEADLINE)
