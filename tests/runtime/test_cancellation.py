"""Asking the backend to cancel a task."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from livebind import Cancellation, Method, RemoteError, RequestCancelledError, UsageError
from support.peer import DEADLINE, Peer
from support.session import connected


def test_a_cancelled_task_ends_with_its_own_error() -> None:
    received: list[tuple[str, object]] = []

    def cancel(peer: Peer) -> None:
        job, cancellation = peer.receive(), peer.receive()
        received.append((cancellation.method, cancellation.params))
        peer.reply(cancellation)
        peer.fail(job, 20, "cancelled")

    with connected(cancel) as instance:
        task = instance.task("job")
        task.cancel()
        with pytest.raises(RequestCancelledError) as caught:
            task.result(DEADLINE)
        assert isinstance(caught.value.__cause__, RemoteError)
        task.cancel()
    assert received == [("cancel", {"id": 1})]


def test_a_refused_cancellation_is_logged_and_the_task_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logged = Event()

    def refuse(peer: Peer) -> None:
        job, cancellation = peer.receive(), peer.receive()
        peer.fail(cancellation, -32602, "not cancellable")
        peer.reply(job, "result")
        logged.set()

    with connected(refuse) as instance:
        task = instance.task("job")
        task.cancel()
        assert task.result(DEADLINE).result == "result"
        assert logged.wait(DEADLINE)
    assert "request 1 'job' was not cancelled" in caplog.text


def test_a_backend_without_cancellation_says_so() -> None:
    method = Method[Any]("job", params=Any, result=Any, cancellation=None)
    with connected(Peer.ignore) as instance, pytest.raises(UsageError, match="cannot cancel"):
        instance.start(method).cancel()


def test_a_request_that_is_not_answered_once_cancelled_ends_at_once() -> None:
    received: list[tuple[str, object, bool]] = []
    way = Cancellation("stop", "number", None)
    method = Method[Any]("job", params=Any, result=Any, cancellation=way)

    def be_told(peer: Peer) -> None:
        job, cancellation = peer.receive(), peer.receive()
        received.append((cancellation.method, cancellation.params, cancellation.id is None))
        peer.reply(job, "too late")
        peer.reply(peer.receive(), "next")

    with connected(be_told) as instance:
        task = instance.start(method)
        done = Event()
        task.add_done_callback(lambda _: done.set())
        task.cancel()
        assert done.is_set()
        with pytest.raises(RequestCancelledError, match="'job'"):
            task.result(DEADLINE)
        assert instance.request("next") == "next"
        task.cancel()
    assert received == [("stop", {"number": 1}, True)]
