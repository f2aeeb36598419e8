"""Hooks and callbacks that fail, wait, disconnect or start something new."""

from __future__ import annotations

import asyncio
import logging
import sys
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import ConnectionClosedError, Hooks, Instance, UsageError
from support.faults import fault
from support.frames import BINARY, frame
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind import Task


def answer_requests(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request, request.params)


def send_bytes_then_wait(peer: Peer) -> None:
    peer.receive()
    peer.send(frame(BINARY, b"image"))


@fault(45)
def test_the_binary_handler_may_disconnect(*, secure: bool) -> None:
    instances: list[Instance] = []
    with connected(
        send_bytes_then_wait, secure=secure, binary_handler=lambda _: instances[0].disconnect()
    ) as instance:
        instances.append(instance)
        with pytest.raises(ConnectionClosedError) as caught:
            instance.request("method")
    assert caught.value.code == 1000


@fault(45)
def test_a_callback_may_disconnect(*, secure: bool) -> None:
    with connected(answer_requests, secure=secure) as instance:
        task = instance.task("echo", 1)
        task.add_done_callback(lambda _: instance.disconnect())
        assert task.result(DEADLINE).result == 1
        instance.disconnect()
        assert not instance.connected


@fault(45)
@pytest.mark.parametrize("error", [SystemExit(1), asyncio.CancelledError()], ids=repr)
def test_a_callback_ends_nobody_but_itself(error: BaseException) -> None:
    ready = Event()

    def answer_when_ready(peer: Peer) -> None:
        first = peer.receive()
        assert ready.wait(DEADLINE)
        peer.reply(first, 1)
        answer_requests(peer)

    def fail(_: object) -> None:
        raise error

    with connected(answer_when_ready) as instance:
        task = instance.task("first")
        task.add_done_callback(fail)
        ready.set()
        assert task.result(DEADLINE).result == 1
        assert instance.request("echo", 2) == 2


def error_in_callback(
    task: Task[Any], call: Callable[[], object], ready: Event
) -> type[BaseException] | None:
    """Return what `call` raises in a callback of `task`, whose answer comes when `ready`."""
    raised: Queue[type[BaseException] | None] = Queue()

    def callback(_: object) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised.put(type(error))
        else:
            raised.put(None)

    task.add_done_callback(callback)
    ready.set()
    return raised.get(timeout=DEADLINE)


async def wait_for(task: Task[Any]) -> None:
    await task


@fault(45)
@pytest.mark.parametrize("way", ["request", "result", "iterate", "await"])
def test_waiting_in_a_callback_is_refused_instead_of_waiting_for_ever(way: str) -> None:
    received: list[str] = []
    ready = Event()

    def answer_when_ready(peer: Peer) -> None:
        first, _ = peer.receive(), peer.receive()
        assert ready.wait(DEADLINE)
        peer.reply(first)
        for request in peer.requests():
            received.append(request.method)
            peer.reply(request)

    with connected(answer_when_ready, request_timeout=DEADLINE / 4) as instance:
        first, other = instance.task("first"), instance.task("never")
        ways: dict[str, Callable[[], object]] = {
            "request": lambda: instance.request("from the callback"),
            "result": other.result,
            "iterate": lambda: list(other),
            "await": lambda: asyncio.run(wait_for(other)),
        }
        assert error_in_callback(first, ways[way], ready) is UsageError
        assert instance.request("last") is None
    assert received == ["last"]


@fault(45)
@pytest.mark.parametrize("earlier_requests", [0, 20])
def test_waiting_in_a_hook_is_refused_in_whichever_thread_it_runs(earlier_requests: int) -> None:
    def notify_before_the_reply(peer: Peer) -> None:
        for request in peer.requests():
            if request.method == "noisy":
                peer.send_json({"jsonrpc": "2.0", "method": "news"})
            peer.reply(request)

    instances: list[Instance] = []
    raised: Queue[type[BaseException]] = Queue()

    def wait_in_hook(method: str, _: object) -> None:
        with pytest.raises(UsageError) as caught:
            instances[0].request(method)
        raised.put(caught.type)

    hooks = Hooks(on_notification=wait_in_hook)
    with connected(notify_before_the_reply, hooks=hooks) as instance:
        instances.append(instance)
        for _ in range(earlier_requests):
            instance.request("quiet")
        instance.request("noisy")
        assert raised.get(timeout=DEADLINE) is UsageError


@fault(45)
def test_a_callback_may_start_another_task() -> None:
    results: Queue[object] = Queue()

    with connected(answer_requests) as instance:

        def start_another(_: object) -> None:
            instance.task("echo", "second").add_done_callback(
                lambda task: results.put(task.result().result)
            )

        instance.task("echo", "first").add_done_callback(start_another)
        assert results.get(timeout=DEADLINE) == "second"


def fail(*_: object) -> None:
    raise LookupError("of the application")


def leave(*_: object) -> None:
    sys.exit("of the application")


@fault(46)
@pytest.mark.parametrize("hook", [fail, leave])
def test_hooks_that_raise_are_logged_and_harm_nothing(
    hook: Callable[..., None], caplog: pytest.LogCaptureFixture, *, secure: bool
) -> None:
    ready = Event()

    def provoke_all_hooks(peer: Peer) -> None:
        requests = [peer.receive(), peer.receive()]
        peer.send_json({"jsonrpc": "2.0", "method": "news"})
        peer.send_json({"jsonrpc": "2.0", "id": None, "error": {"code": 1, "message": ""}})
        peer.send_text("odd")
        peer.send(frame(BINARY, b"image"))
        assert ready.wait(DEADLINE)
        for request in requests:
            peer.reply(request, request.params)

    hooks = Hooks(on_error=hook, on_notification=hook, on_invalid_message=hook)
    with connected(provoke_all_hooks, secure=secure, hooks=hooks, binary_handler=hook) as instance:
        tasks = [instance.task("echo", number) for number in range(2)]
        for task in tasks:
            task.add_done_callback(hook)
        ready.set()
        assert [task.result(DEADLINE).result for task in tasks] == [0, 1]
        assert instance.connected
    tracebacks = [record for record in caplog.records if record.exc_info]
    assert len(tracebacks) == 4 + 2
    assert all(record.levelno == logging.ERROR for record in tracebacks)


@fault(46)
@pytest.mark.parametrize("hook", [fail, leave])
def test_a_hook_that_raises_at_the_end_of_the_connection_harms_nothing(
    hook: Callable[..., None],
) -> None:
    with connected(Peer.hang_up, hooks=Hooks(on_connection_lost=hook)) as instance:
        with pytest.raises(ConnectionClosedError):
            instance.request("method")
        instance.disconnect()
