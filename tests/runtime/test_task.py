"""Tasks: progress, results, cancellation, silence."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import get_ident
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    Connector,
    RemoteError,
    RequestTimeoutError,
    Task,
    TaskSilentError,
    UsageError,
)
from livebind.progress import MAX_KEPT
from support.fault_server import FaultServer, answer_all
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 0.2


class Gate:
    """Lets a script wait for the test, a step at a time."""

    def __init__(self) -> None:
        self._steps: Queue[None] = Queue()

    def open(self) -> None:
        """Let the script take one step."""
        self._steps.put(None)

    def wait(self) -> None:
        """Wait for the next step."""
        self._steps.get(timeout=DEADLINE)


def report(peer: Peer, amounts: list[float], gate: Gate | None = None) -> None:
    """Answer a request after some progress, each time waiting for the gate."""
    request = peer.receive()
    for amount in amounts:
        if gate is not None:
            gate.wait()
        peer.progress(request, "work", amount)
    if gate is not None:
        gate.wait()
    peer.reply(request, "result")


def test_progress_is_seen_in_order_as_it_comes() -> None:
    gate = Gate()
    with connected(lambda peer: report(peer, [0.25, 0.5, 0.75], gate)) as instance:
        task = instance.task("job")
        assert task.progress is None
        gate.open()
        seen: list[float] = []
        for progress in task:
            assert progress.operation == "work"
            assert task.progress == progress
            seen.append(progress.amount)
            gate.open()
        assert seen == [0.25, 0.5, 0.75]
        assert task.result(DEADLINE).result == "result"


def test_progress_can_be_read_again_when_the_task_is_done() -> None:
    with connected(lambda peer: report(peer, [0.1, 0.2])) as instance:
        task = instance.task("job")
        task.result(DEADLINE)
        for _ in range(2):
            assert [(progress.amount, progress.number) for progress in task] == [(0.1, 1), (0.2, 2)]


def test_an_iteration_that_is_too_slow_misses_some_and_can_tell_how_many() -> None:
    count = MAX_KEPT + 500
    gate = Gate()

    def report_slowly_then_fast(peer: Peer) -> None:
        request = peer.receive()
        peer.progress(request, "work", 0)
        gate.wait()
        for _ in range(count):
            peer.progress(request, "work", 0.5)
        peer.reply(request)

    with connected(report_slowly_then_fast) as instance:
        task = instance.task("job")
        iteration: Iterator[Any] = iter(task)
        assert next(iteration).number == 1
        gate.open()
        task.result(DEADLINE)
        rest = [progress.number for progress in iteration]
    assert rest == list(range(count + 2 - MAX_KEPT, count + 2))


def test_progress_of_one_task_is_not_shown_by_another() -> None:
    def report_two(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        for number in range(4):
            peer.progress((first, second)[number % 2], "work", number)
        peer.reply(second)
        peer.reply(first)

    with connected(report_two) as instance:
        tasks = [instance.task("job"), instance.task("job")]
        assert [[progress.amount for progress in task] for task in tasks] == [[0, 2], [1, 3]]


def test_an_iteration_ends_quietly_when_the_task_fails() -> None:
    def fail(peer: Peer) -> None:
        request = peer.receive()
        peer.progress(request, "work", 0.5)
        peer.fail(request, 1, "failed")

    with connected(fail) as instance:
        task = instance.task("job")
        assert [progress.amount for progress in task] == [0.5]
        with pytest.raises(RemoteError, match="failed"):
            task.result()
        assert isinstance(task.error, RemoteError)


def test_the_same_result_is_given_to_all_who_ask() -> None:
    gate = Gate()
    with (
        connected(lambda peer: report(peer, [], gate)) as instance,
        ThreadPoolExecutor(8) as threads,
    ):
        task = instance.task("job")
        asking = [threads.submit(task.result, DEADLINE) for _ in range(8)]
        gate.open()
        assert [reply.result(DEADLINE).result for reply in asking] == ["result"] * 8
        assert task.result() == task.result()
        assert task.done
        assert task.error is None


def test_the_same_error_is_given_to_all_who_ask() -> None:
    def ask(task: Task[Any]) -> str:
        with pytest.raises(RemoteError) as caught:
            task.result(DEADLINE)
        return str(caught.value)

    def fail(peer: Peer) -> None:
        peer.fail(peer.receive(), 1, "failed")

    with connected(fail) as instance, ThreadPoolExecutor(8) as threads:
        task = instance.task("job")
        assert len(set(threads.map(ask, [task] * 8))) == 1


def test_a_timeout_leaves_the_task_alive() -> None:
    gate = Gate()
    with connected(lambda peer: report(peer, [], gate)) as instance:
        task = instance.task("job")
        for timeout in (0, SHORT):
            with pytest.raises(RequestTimeoutError):
                task.result(timeout)
        assert not task.done
        gate.open()
        assert task.result(DEADLINE).result == "result"


def test_very_long_timeouts_are_fine() -> None:
    with FaultServer(answer_all) as server:
        connector = Connector(server.uri, connect_timeout=1e12, request_timeout=1e12)
        with connector.connect() as instance:
            assert instance.request("echo", 1, timeout=1e12) == 1
            assert instance.task("echo", 2).result().result == 2


def test_silence_for_longer_than_max_interval_is_an_error_and_the_task_goes_on() -> None:
    gate = Gate()
    with connected(lambda peer: report(peer, [0.5], gate)) as instance:
        task = instance.task("job")
        task.max_interval = SHORT
        with pytest.raises(TaskSilentError, match="max_interval"):
            task.result()
        assert not task.done
        task.max_interval = None
        gate.open()
        gate.open()
        assert task.result(DEADLINE).result == "result"


def test_progress_counts_as_a_sign_of_life() -> None:
    def report_often(peer: Peer) -> None:
        request = peer.receive()
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            peer.progress(request, "work", 0.5)
        peer.reply(request, "result")

    with connected(report_often) as instance:
        task = instance.task("job")
        task.max_interval = 1
        assert task.result(DEADLINE).result == "result"


def test_max_interval_can_be_changed_while_another_thread_waits() -> None:
    with connected(Peer.ignore) as instance, ThreadPoolExecutor() as threads:
        task = instance.task("job")
        waiting = threads.submit(task.result, DEADLINE)
        task.max_interval = SHORT
        with pytest.raises(TaskSilentError):
            waiting.result(DEADLINE / 2)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_max_interval_that_makes_no_sense_is_refused(seconds: float) -> None:
    with connected(Peer.ignore) as instance:
        task = instance.task("job")
        with pytest.raises(UsageError):
            task.max_interval = seconds


@pytest.mark.parametrize("seconds", [-1, -0.001, float("nan")])
def test_a_timeout_that_makes_no_sense_is_refused(seconds: float) -> None:
    asked: list[str] = []

    def note(peer: Peer) -> None:
        asked.extend(request.method for request in peer.requests())

    with connected(note) as instance:
        with pytest.raises(UsageError, match="timeout"):
            instance.request("never sent", timeout=seconds)
        with pytest.raises(UsageError, match="timeout"):
            instance.command("never sent", timeout=seconds)
        task = instance.task("job")
        with pytest.raises(UsageError, match="timeout"):
            task.result(seconds)
        with pytest.raises(UsageError, match="timeout"):
            next(iter(task.follow(seconds)))
    assert asked in ([], ["job"])


def test_callbacks_are_called_once_before_and_after_the_end() -> None:
    gate = Gate()
    called: Queue[tuple[str, int, bool]] = Queue()
    with connected(lambda peer: report(peer, [], gate)) as instance:
        task = instance.task("job")
        for name in ("first", "second"):
            # mypy cannot infer a lambda with a default, which binds the name of this turn.
            task.add_done_callback(
                lambda done, name=name: called.put((name, done.id, done.done))  # type: ignore[misc]
            )
        gate.open()
        assert [called.get(timeout=DEADLINE) for _ in range(2)] == [
            ("first", 1, True),
            ("second", 1, True),
        ]
        threads: list[int] = []
        task.add_done_callback(lambda _: threads.append(get_ident()))
        assert threads == [get_ident()]
    assert called.empty()
