"""One connection in many threads, disconnecting at any time, and callbacks that fail."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.server import ServerConnection, serve

import livebind
from livebind import ConnectionClosedError, Connector, Hooks, Instance, UsageError
from support.faults import fault
from support.frames import BINARY, frame
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind import Task


def ask(instance: Instance, thread: int, count: int) -> list[tuple[object, object]]:
    """Make `count` requests and return what was asked and what was answered."""
    asked = [[thread, number] for number in range(count)]
    return [(params, instance.request("echo", params)) for params in asked]


def ask_in_threads(instance: Instance, threads: int, count: int) -> None:
    """Make `count` requests in each of `threads` threads and check every answer."""
    with ThreadPoolExecutor(threads) as executor:
        futures = [executor.submit(ask, instance, thread, count) for thread in range(threads)]
        answers = [pair for future in futures for pair in future.result(DEADLINE)]
    assert len(answers) == threads * count
    assert [asked for asked, _ in answers] == [answered for _, answered in answers]


@fault(45)
def test_eight_threads_get_their_own_answers_whatever_their_order(*, secure: bool) -> None:
    def answer_in_reverse(peer: Peer) -> None:
        for _ in range(50):
            requests = [peer.receive() for _ in range(8)]
            assert len({request.id for request in requests}) == 8
            for request in reversed(requests):
                peer.reply(request, request.params)

    with connected(answer_in_reverse, secure=secure) as instance:
        ask_in_threads(instance, threads=8, count=50)


def echo(connection: ServerConnection) -> None:
    """Answer each request of a client with its params, in a server of another make."""
    for message in connection:
        request = json.loads(message)
        answer = {"jsonrpc": "2.0", "id": request["id"], "result": request["params"]}
        connection.send(json.dumps(answer))


@fault(45)
def test_thirty_two_threads_lose_no_answer() -> None:
    with serve(echo, "127.0.0.1", 0, ping_interval=None) as server:
        server_thread = threading.Thread(target=server.serve_forever)
        server_thread.start()
        port = server.socket.getsockname()[1]
        with Connector(f"127.0.0.1:{port}").connect() as instance:
            ask_in_threads(instance, threads=32, count=500)
        server.shutdown()
        server_thread.join(DEADLINE)


@fault(45)
def test_disconnecting_ends_the_requests_of_all_threads(*, secure: bool) -> None:
    busy = Event()

    def answer_some(peer: Peer) -> None:
        for request in peer.requests():
            if request.params == [0, 20]:
                busy.set()
            if request.params < [0, 50]:
                peer.reply(request, request.params)

    def ask_until_closed(instance: Instance) -> ConnectionClosedError:
        with pytest.raises(ConnectionClosedError) as caught:
            ask(instance, 0, 1000)
        return caught.value

    with connected(answer_some, secure=secure) as instance, ThreadPoolExecutor(8) as executor:
        futures = [executor.submit(ask_until_closed, instance) for _ in range(8)]
        assert busy.wait(DEADLINE)
        instance.disconnect()
        assert not instance.connected
        assert [future.result(DEADLINE).code for future in futures] == [1000] * 8


@fault(45)
def test_disconnecting_twice_and_from_many_threads_is_fine(*, secure: bool) -> None:
    with connected(answer_requests, secure=secure) as instance, ThreadPoolExecutor(8) as executor:
        wait([executor.submit(instance.disconnect) for _ in range(8)], DEADLINE)
        instance.disconnect()
        assert not instance.connected


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
def test_a_collected_object_may_disconnect_at_any_time() -> None:
    class Holder:
        def __init__(self, instance: Instance) -> None:
            self.instance = instance
            self.cycle = self

        def __del__(self) -> None:
            self.instance.disconnect(timeout=0.5)

    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        with connected(answer_requests) as instance:
            Holder(instance)
            with pytest.raises(ConnectionClosedError):
                ask(instance, 0, 1000)
    finally:
        gc.set_threshold(*threshold)


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


@fault(47)
def test_no_deadline_reads_the_clock_of_the_system() -> None:
    package = Path(livebind.__file__).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in {("time", "time"), ("datetime", "now")}
