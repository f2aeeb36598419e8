"""One connection in many threads, and disconnecting at any time."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from websockets.sync.server import ServerConnection, serve

import livebind
from livebind import ConnectionClosedError, Connector, Instance, RequestTimeoutError
from support.faults import fault
from support.peer import DEADLINE, Peer
from support.session import connected


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


def ask_in_every_way(instance: Instance, thread: int) -> int:
    """Wait for answers by calls, tasks, coroutines, callbacks and in vain; return how many."""

    async def ask_in_coroutines(params: list[int]) -> None:
        tasks = [instance.task("echo", [*params, number]) for number in range(5)]
        replies = await asyncio.gather(*[task.result_async() for task in tasks])
        assert [reply.result for reply in replies] == [[*params, number] for number in range(5)]

    called: Queue[object] = Queue()
    rounds = 20
    for number in range(rounds):
        params = [thread, number]
        assert instance.request("echo", params) == params
        instance.task("echo", params).add_done_callback(called.put)
        asyncio.run(ask_in_coroutines(params))
        with suppress(RequestTimeoutError):
            assert instance.request("echo", params, timeout=0.0001) == params
        task = instance.task("echo", params)
        assert list(task) == []
        assert task.result(DEADLINE).result == params
    return len([called.get(timeout=DEADLINE) for _ in range(rounds)])


@fault(45)
def test_all_ways_of_waiting_go_together(*, secure: bool) -> None:
    with (
        connected(answer_requests, secure=secure) as instance,
        ThreadPoolExecutor(8) as threads,
    ):
        asking = [threads.submit(ask_in_every_way, instance, thread) for thread in range(8)]
        assert [asked.result(DEADLINE) for asked in asking] == [20] * 8
        assert instance.connected


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


@fault(47)
def test_no_deadline_reads_the_clock_of_the_system() -> None:
    package = Path(livebind.__file__).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in {("time", "time"), ("datetime", "now")}
