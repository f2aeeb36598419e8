"""An instance that is not what a package was made for is noticed when a method is missing."""

from __future__ import annotations

import asyncio
import pickle
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import DEFAULT, Bindings, InvalidReplyError, Method, MethodNotFoundError
from support.peer import DEADLINE
from support.session import connected

if TYPE_CHECKING:
    from livebind import Instance, Task, Timeout
    from support.fault_server import Script
    from support.peer import Peer

BINDINGS = Bindings(
    "Brayns", "3.10.1", version_method="get-version", version_parts=("major", "minor", "patch")
)
MISSING = Method[Any]("missing", result=int, bindings=BINDINGS)
VERSION = {"major": 3, "minor": 11, "patch": 0, "revision": "abc"}


def instance_of(version: object) -> Script:
    """Return a backend that tells this version, and has no other method."""

    def answer(peer: Peer) -> None:
        for request in peer.requests():
            if request.method == "get-version":
                peer.reply(request, version)
            else:
                peer.fail(request, -32601, "Method not found")

    return answer


def has_no_version(peer: Peer) -> None:
    for request in peer.requests():
        peer.fail(request, -32601, "Method not found")


def leaves_when_asked(peer: Peer) -> None:
    peer.fail(peer.receive(), -32601, "Method not found")
    peer.receive()
    peer.reset()


def never_says(peer: Peer) -> None:
    for request in peer.requests():
        if request.method != "get-version":
            peer.fail(request, -32601, "Method not found")


def error_of(
    instance: Instance, method: Method[Any] = MISSING, timeout: Timeout = DEFAULT
) -> MethodNotFoundError:
    with pytest.raises(MethodNotFoundError) as caught:
        instance.call(method, timeout=timeout)
    return caught.value


def test_the_error_names_both_versions_and_the_command() -> None:
    with connected(instance_of(VERSION)) as instance:
        error = error_of(instance)
    assert (error.bindings, error.instance_version) == (BINDINGS, "3.11.0")
    assert "generated from Brayns 3.10.1, but this instance is version 3.11.0" in str(error)
    assert "`livebind generate`" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - made here


def test_an_instance_of_the_same_version_may_lack_a_plugin() -> None:
    with connected(instance_of({**VERSION, "minor": 10, "patch": 1})) as instance:
        error = error_of(instance)
    assert "generated from Brayns 3.10.1, as is this instance" in str(error)
    assert "without a plugin" in str(error)


def test_a_version_may_be_the_whole_reply() -> None:
    bindings = Bindings("Other", "1", version_method="get-version")
    with connected(instance_of("2.0\x1b")) as instance:
        error = error_of(instance, Method("missing", bindings=bindings))
    assert error.instance_version == "2.0\x1b"
    assert str(error).isprintable()


@pytest.mark.parametrize(
    "script",
    [
        instance_of(None),
        instance_of({"major": 3}),
        instance_of({"major": [], "minor": 1, "patch": 1}),
        has_no_version,
        leaves_when_asked,
    ],
)
def test_without_an_answer_the_error_says_what_is_known(script: Script) -> None:
    with connected(script) as instance:
        error = error_of(instance)
    assert error.instance_version == ""
    assert "generated from Brayns 3.10.1, and this instance may be another version" in str(error)
    assert "`livebind generate`" in str(error)


def test_the_question_ends_with_the_deadline_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("livebind.connection.version_inquiry._PATIENCE", 1000.0)
    with connected(never_says) as instance:
        assert "may be another version" in str(error_of(instance, timeout=3.0))


def test_the_question_has_a_deadline_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livebind.connection.version_inquiry._PATIENCE", 0.1)
    with connected(never_says) as instance:
        assert "may be another version" in str(error_of(instance, timeout=None))


def test_what_is_known_of_the_bindings_alone_is_said() -> None:
    with connected(has_no_version) as instance:
        error = error_of(instance, Method("missing", bindings=Bindings("Brayns", "4.0.0")))
    assert "generated from Brayns 4.0.0, and this instance may be another version" in str(error)


def test_a_backend_may_have_no_name() -> None:
    with connected(has_no_version) as instance:
        error = error_of(instance, Method("missing", bindings=Bindings("", "")))
    assert "generated from a backend without a name, and" in str(error)


def test_a_raw_request_is_no_matter_of_versions() -> None:
    with connected(has_no_version) as instance, pytest.raises(MethodNotFoundError) as caught:
        instance.request("missing")
    assert str(caught.value) == "the backend answered with error -32601: Method not found"


def test_coroutines_are_told_too() -> None:
    async def ask(instance: Instance) -> str:
        with pytest.raises(MethodNotFoundError) as caught:
            await instance.start(MISSING)
        return caught.value.instance_version

    with connected(instance_of(VERSION)) as instance:
        assert asyncio.run(ask(instance)) == "3.11.0"
    with connected(leaves_when_asked) as instance:
        assert asyncio.run(ask(instance)) == ""


def test_a_callback_is_told_what_is_known_without_waiting() -> None:
    told: Queue[MethodNotFoundError] = Queue()
    added = Event()

    def answer(peer: Peer) -> None:
        request = peer.receive()
        assert added.wait(DEADLINE)  # else the callback runs in the thread that adds it
        peer.fail(request, -32601, "Method not found")
        instance_of(VERSION)(peer)

    def look(task: Task[Any]) -> None:
        try:
            task.result()
        except MethodNotFoundError as error:
            told.put(error)

    with connected(answer) as instance:
        instance.start(MISSING).add_done_callback(look)
        added.set()
        assert "may be another version" in str(told.get(timeout=DEADLINE))
        assert "3.11.0" in str(error_of(instance))


def test_an_instance_is_asked_once() -> None:
    asked: list[str] = []

    def answer(peer: Peer) -> None:
        for request in peer.requests():
            asked.append(request.method)
            if request.method == "get-version":
                peer.reply(request, VERSION)
            else:
                peer.fail(request, -32601, "Method not found")

    with connected(answer) as instance:
        errors = [error_of(instance) for _ in range(3)]
    assert [error.instance_version for error in errors] == ["3.11.0"] * 3
    assert asked.count("get-version") == 1


def test_several_threads_may_ask_at_once() -> None:
    with connected(instance_of(VERSION)) as instance, ThreadPoolExecutor(8) as threads:
        errors = list(threads.map(error_of, [instance] * 32))
    assert {error.instance_version for error in errors} == {"3.11.0"}


def test_a_result_that_does_not_fit_names_the_version_of_the_bindings() -> None:
    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), "no number")

    with connected(answer) as instance, pytest.raises(InvalidReplyError) as caught:
        instance.call(MISSING)
    assert "generated from Brayns 3.10.1" in str(caught.value)
    assert "`livebind generate`" in str(caught.value)
