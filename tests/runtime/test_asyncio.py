"""One connection in coroutines, of one event loop or several."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    ConnectionClosedError,
    Progress,
    RemoteError,
    RequestTimeoutError,
    TaskSilentError,
)
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from livebind import Instance, Task


def answer_requests(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request, request.params)


async def ask(instance: Instance, params: object) -> Any:  # noqa: ANN401 - any JSON
    return (await instance.task("echo", params)).result


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_a_thousand_coroutines_get_their_own_answers(*, secure: bool) -> None:
    async def ask_all(instance: Instance) -> list[Any]:
        return await asyncio.gather(*[ask(instance, number) for number in range(1000)])

    def answer_all_in_reverse(peer: Peer) -> None:
        requests = [peer.receive() for _ in range(1000)]
        for request in reversed(requests):
            peer.reply(request, request.params)

    with connected(answer_all_in_reverse, secure=secure) as instance:
        assert asyncio.run(ask_all(instance)) == list(range(1000))


def test_awaiting_does_not_block_the_loop() -> None:
    ticked = Event()

    def answer_after_tick(peer: Peer) -> None:
        request = peer.receive()
        assert ticked.wait(DEADLINE)
        peer.reply(request, "result")

    async def tick_while_awaiting(instance: Instance) -> object:
        waiting = asyncio.ensure_future(ask(instance, None))
        await asyncio.sleep(0)
        ticked.set()
        return await waiting

    with connected(answer_after_tick) as instance:
        assert asyncio.run(tick_while_awaiting(instance)) == "result"


def test_a_cancelled_coroutine_leaves_task_and_connection_alone() -> None:
    cancelled = Event()

    def answer_after_cancel(peer: Peer) -> None:
        first = peer.receive()
        assert cancelled.wait(DEADLINE)
        peer.reply(first, "first")
        answer_requests(peer)

    async def cancel(task: Task[Any]) -> None:
        waiting = asyncio.ensure_future(task.result_async())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not task.done
        cancelled.set()
        assert (await task).result == "first"

    with connected(answer_after_cancel) as instance:
        asyncio.run(cancel(instance.task("first")))
        assert instance.request("echo", "second") == "second"


def test_a_loop_that_is_closed_early_harms_nobody() -> None:
    closed = Event()

    def answer_after_close(peer: Peer) -> None:
        first = peer.receive()
        assert closed.wait(DEADLINE)
        peer.reply(first, "first")
        answer_requests(peer)

    with connected(answer_after_close) as instance:
        task = instance.task("first")
        loop = asyncio.new_event_loop()
        waiting = loop.create_task(task.result_async())
        loop.run_until_complete(asyncio.sleep(0))
        waiting._log_destroy_pending = False  # type: ignore[attr-defined]  # noqa: SLF001 - on purpose
        loop.close()
        closed.set()
        assert task.result(DEADLINE).result == "first"
        assert instance.request("echo", "second") == "second"
        waiting.get_coro().close()


def test_progress_is_seen_in_a_coroutine() -> None:
    def report(peer: Peer) -> None:
        request = peer.receive()
        for number in range(5):
            peer.progress(request, "work", number / 5)
        peer.reply(request, "result")

    async def follow(task: Task[Any]) -> list[Progress]:
        seen = [progress async for progress in task]
        assert (await task).result == "result"
        return seen

    with connected(report) as instance:
        seen = asyncio.run(follow(instance.task("job")))
    assert [(progress.amount, progress.number) for progress in seen] == [
        (number / 5, number + 1) for number in range(5)
    ]


def test_coroutines_and_threads_wait_for_the_same_task() -> None:
    ready = Event()

    def answer_when_ready(peer: Peer) -> None:
        request = peer.receive()
        assert ready.wait(DEADLINE)
        peer.reply(request, "result")

    async def wait_often(task: Task[Any]) -> list[object]:
        waiting = [asyncio.ensure_future(task.result_async()) for _ in range(10)]
        await asyncio.sleep(0)
        ready.set()
        return [reply.result for reply in await asyncio.gather(*waiting)]

    with connected(answer_when_ready) as instance, ThreadPoolExecutor() as threads:
        task = instance.task("method")
        others = [threads.submit(task.result, DEADLINE) for _ in range(4)]
        assert asyncio.run(wait_often(task)) == ["result"] * 10
        assert [other.result(DEADLINE).result for other in others] == ["result"] * 4


def test_two_loops_use_one_connection_at_once() -> None:
    async def ask_many(instance: Instance, name: str) -> list[Any]:
        return [await ask(instance, [name, number]) for number in range(100)]

    with connected(answer_requests) as instance, ThreadPoolExecutor() as threads:
        loops = [
            threads.submit(asyncio.run, ask_many(instance, name)) for name in ("first", "second")
        ]
        answers = [loop.result(DEADLINE) for loop in loops]
    assert answers == [[[name, number] for number in range(100)] for name in ("first", "second")]


def test_a_timeout_in_a_coroutine_leaves_the_task_alone() -> None:
    ready = Event()

    def answer_when_ready(peer: Peer) -> None:
        request = peer.receive()
        assert ready.wait(DEADLINE)
        peer.reply(request, "result")

    async def wait_twice(task: Task[Any]) -> object:
        with pytest.raises(RequestTimeoutError):
            await task.result_async(0.1)
        task.max_interval = 0.05
        with pytest.raises(TaskSilentError):
            await task
        task.max_interval = None
        ready.set()
        return (await task).result

    with connected(answer_when_ready) as instance:
        assert asyncio.run(wait_twice(instance.task("method"))) == "result"


def test_errors_and_the_end_of_the_connection_reach_coroutines() -> None:
    def refuse_and_leave(peer: Peer) -> None:
        requests = [peer.receive(), peer.receive()]
        peer.fail(requests[0], 1, "refused")
        peer.hang_up()

    async def wait_for_both(instance: Instance) -> None:
        refused, lost = instance.task("first"), instance.task("second")
        with pytest.raises(RemoteError, match="refused"):
            await refused
        assert [progress async for progress in lost] == []
        with pytest.raises(ConnectionClosedError):
            await lost

    with connected(refuse_and_leave) as instance:
        asyncio.run(wait_for_both(instance))
