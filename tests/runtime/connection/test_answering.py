"""Requests of a peer, answered by functions of the application."""

from __future__ import annotations

from asyncio import CancelledError
from threading import Event, Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any

import pytest

from livebind import Connector, RemoteError, UsageError
from livebind.wires.mcp import McpWire
from support.started_program import program_uri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# A server whose tools make a request of the client, and return the answer to it.
SERVER = """
import json, sys
def send(**content):
    print(json.dumps({"jsonrpc": "2.0", **content}))
for line in sys.stdin:
    message = json.loads(line)
    method = message.get("method")
    if method == "initialize":
        send(id=message["id"], result={"protocolVersion": "2025-06-18"})
    elif method == "tools/call":
        call = message["params"]
        waiting = message["id"]
        send(id="theirs", method=call["name"], params=call["arguments"])
    elif method == "ping":
        send(id=message["id"], result={})
    elif message.get("id") == "theirs":
        send(id=waiting, result={"content": [], "structuredContent": message})
"""


class OurConnector(Connector):
    _wire = McpWire


def answer_of(
    folder: Path, handlers: Mapping[str, Callable[[Any], object]], method: str = "ask"
) -> Any:  # noqa: ANN401 - any JSON
    uri = program_uri(folder, SERVER)
    with OurConnector(uri, handlers=handlers).connect() as instance:
        answer = instance.request(method, {"a": 1})
        assert instance.request("ping") == {}
        return answer


def test_a_function_answers(tmp_path: Path) -> None:
    answer = answer_of(tmp_path, {"ask": lambda params: {"got": params}})
    assert answer == {"jsonrpc": "2.0", "id": "theirs", "result": {"got": {"a": 1}}}


def test_a_method_without_a_function_is_refused(tmp_path: Path) -> None:
    assert answer_of(tmp_path, {})["error"]["code"] == -32601


def test_ping_is_answered_without_a_function(tmp_path: Path) -> None:
    assert answer_of(tmp_path, {}, "tools/call/ping")["result"] == {}


@pytest.mark.parametrize("result", [float("nan"), object()])
def test_what_is_no_json_is_an_internal_error(
    tmp_path: Path, result: object, caplog: pytest.LogCaptureFixture
) -> None:
    answer = answer_of(tmp_path, {"ask": lambda _: result})
    assert answer["error"]["code"] == -32603
    assert "the handler of 'ask' failed" in caplog.text


@pytest.mark.parametrize("error", [SystemExit(1), CancelledError()], ids=repr)
def test_a_function_that_would_end_its_thread_is_answered_for(
    tmp_path: Path, error: BaseException
) -> None:
    def fail(_: object) -> object:
        raise error

    assert answer_of(tmp_path, {"ask": fail})["error"]["code"] == -32603


def test_a_function_that_fails_is_an_internal_error_which_tells_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(params: object) -> object:
        raise ValueError(f"secret {params}")

    error = answer_of(tmp_path, {"ask": fail})["error"]
    assert error["code"] == -32603
    assert "secret" not in str(error)
    assert "secret" in caplog.text


def test_an_error_of_the_function_is_the_answer(tmp_path: Path) -> None:
    def refuse(params: object) -> object:
        raise RemoteError("not now", code=-1, data=[params])

    error = answer_of(tmp_path, {"ask": refuse})["error"]
    assert error == {"code": -1, "message": "not now", "data": [{"a": 1}]}


def test_a_function_that_waits_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    go_on = Event()
    threads: list[Thread] = []

    def wait(params: object) -> object:
        threads.append(current_thread())
        assert go_on.wait(30)
        return params

    uri = program_uri(tmp_path, SERVER)
    with OurConnector(uri, handlers={"ask": wait}).connect() as instance:
        task = instance.task("ask", {})
        assert instance.request("ping") == {}
        assert not task.done
        go_on.set()
        assert task.result(timeout=30).result["result"] == {}
    assert main_thread() not in threads


def test_a_function_may_make_requests_itself(tmp_path: Path) -> None:
    uri = program_uri(tmp_path, SERVER)
    instances: list[Any] = []

    def ping(params: object) -> object:
        del params
        return instances[0].request("ping")

    with OurConnector(uri, handlers={"ask": ping}).connect() as instance:
        instances.append(instance)
        assert instance.request("ask", {})["result"] == {}


def test_what_is_no_function_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="roots/list"):
        Connector("stdio:true", handlers={"roots/list": 1})  # type: ignore[dict-item]  # the test
