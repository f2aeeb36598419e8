"""Commands and listeners, as conplyent's users know them, on a JSON-RPC request."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING

import pytest

from livebind import (
    Listener,
    Progress,
    RemoteError,
    Reply,
    RequestTimeoutError,
    TaskSilentError,
    UsageError,
)
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livebind import Instance
    from support.peer import Peer

_release = Event()


def backend(peer: Peer) -> None:
    """Answer `work` with progress and a result, `fail` with an error, `hang` when released."""
    for request in peer.requests():
        if request.method == "fail":
            peer.fail(request, 7, "no such file")
        elif request.method == "hang":
            _release.wait()
            peer.reply(request, None)
        else:
            peer.progress(request, "half", 0.5)
            peer.progress(request, "all", 1.0)
            peer.reply(request, request.params)


@pytest.fixture
def instance() -> Iterator[Instance]:
    _release.clear()
    with connected(backend) as running:
        yield running
        _release.set()


def texts(outputs: list[object]) -> list[object]:
    return [one.operation if isinstance(one, Progress) else one for one in outputs]


def test_a_command_returns_its_outputs_as_a_list_and_prints_nothing(
    instance: Instance, capsys: pytest.CaptureFixture[str]
) -> None:
    assert texts(instance.command("work", [1])) == ["half", "all", [1]]
    assert capsys.readouterr().out == ""


def test_outputs_are_printed_as_they_come(
    instance: Instance, capsys: pytest.CaptureFixture[str]
) -> None:
    instance.command("work", [1], echo_response=True)
    assert capsys.readouterr().out == "half (50%)\nall (100%)\n[1]\n"


def test_an_error_is_the_last_output_unless_it_is_to_be_raised(instance: Instance) -> None:
    (error,) = instance.command("fail")
    assert isinstance(error, RemoteError)
    assert error.code == 7
    with pytest.raises(RemoteError, match="no such file"):
        instance.command("fail", raise_error=True)


def test_a_command_can_be_left_running(instance: Instance) -> None:
    with instance.command("hang", complete=False) as listener:
        assert isinstance(listener, Listener)
        assert not listener.done
        assert listener.exit_code is None
        assert instance.connected
    _release.set()
    assert listener.next() is None
    assert listener.done
    assert listener.exit_code == 0


def test_a_listener_gives_outputs_then_none(instance: Instance) -> None:
    listener = instance.command("work", [1], complete=False)
    assert texts(list(iter(listener.next, None))) == ["half", "all", [1]]
    assert listener.next() is None
    assert listener.id == listener.task.id


def test_the_exit_code_of_an_error_is_one(instance: Instance) -> None:
    listener = instance.command("fail", complete=False)
    assert [type(output) for output in listener] == [RemoteError]
    assert listener.exit_code == 1


def test_a_listener_to_a_task_of_ones_own_prints_nothing_and_gives_errors(
    instance: Instance, capsys: pytest.CaptureFixture[str]
) -> None:
    *progress, reply = Listener(instance.task("work", [1]))
    assert texts([*progress]) == ["half", "all"]
    assert reply == Reply(result=[1], data=b"")
    assert [type(output) for output in Listener(instance.task("fail"))] == [RemoteError]
    assert capsys.readouterr().out == ""


def test_a_silent_backend_is_an_error_even_without_raise_error(instance: Instance) -> None:
    with pytest.raises(TaskSilentError):
        instance.command("hang", max_interval=0.05)


def test_max_interval_can_be_changed_while_it_runs(instance: Instance) -> None:
    listener = instance.command("hang", complete=False)
    listener.max_interval = 0.05
    assert listener.max_interval == 0.05
    with pytest.raises(TaskSilentError):
        listener.next()


def test_a_listener_goes_on_after_a_silence(instance: Instance) -> None:
    listener = instance.command("hang", complete=False, max_interval=0.05)
    with pytest.raises(TaskSilentError):
        listener.next()
    listener.max_interval = None
    _release.set()
    assert listener.next() is None
    assert listener.exit_code == 0


def test_a_wrong_max_interval_is_refused_before_anything_is_sent(instance: Instance) -> None:
    with pytest.raises(UsageError):
        instance.command("work", max_interval=0)
    assert instance.task("work").id == 1


def test_a_timeout_is_for_the_whole_command(instance: Instance) -> None:
    with pytest.raises(RequestTimeoutError):
        instance.command("hang", timeout=0.05)


def test_a_listener_is_iterated_in_a_coroutine(instance: Instance) -> None:
    async def collect() -> list[object]:
        return [output async for output in instance.command("work", [1], complete=False)]

    assert texts(asyncio.run(collect())) == ["half", "all", [1]]


def test_heartbeat_tells_whether_any_answer_comes(instance: Instance) -> None:
    assert instance.heartbeat(timeout=5)
    instance.disconnect()
    assert not instance.heartbeat(timeout=0.1)
