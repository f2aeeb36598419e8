"""The wire of MCP: tools as methods, results as they are meant, requests of the server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from livebind.common.message import Message, TextMessage
from livebind.errors import ProtocolError
from livebind.wires.events import (
    BrokenReply,
    ErrorReply,
    Event,
    InvalidMessage,
    LateReply,
    Notification,
    PeerRequest,
    ProgressUpdate,
    SuccessReply,
)
from livebind.wires.mcp import PROTOCOL_METHODS, TOOL_ERROR, McpWire

TEXT = {"type": "text", "text": "no"}


def content_of(message: Message) -> dict[str, Any]:
    assert isinstance(message, TextMessage)
    content: dict[str, Any] = json.loads(message.text)
    return content


def received(wire: McpWire, **content: object) -> Event:
    text = json.dumps({"jsonrpc": "2.0", **content}).encode()
    (event,) = wire.receive(TextMessage(text))
    return event


def called(wire: McpWire, method: str = "dig", params: bytes | None = None) -> int:
    request_id = wire.new_request()
    wire.encode(request_id, method, params, b"")
    return request_id


class Caller:
    """Answers `initialize` with what a test says, and keeps what it was sent."""

    def __init__(self, greeting: object) -> None:
        self.greeting = greeting
        self.sent: list[tuple[str, Any]] = []

    def request(self, method: str, params: object = None) -> object:
        self.sent.append((method, params))
        return self.greeting

    def send_notification(self, method: str, params: object = None) -> None:
        self.sent.append((method, params))


def test_a_method_is_a_tool() -> None:
    wire = McpWire()
    request_id = wire.new_request()
    assert content_of(wire.encode(request_id, "dig", b'{"depth":2}', b"")) == {
        "jsonrpc": "2.0",
        "id": request_id,
        "method": "tools/call",
        "params": {
            "name": "dig",
            "arguments": {"depth": 2},
            "_meta": {"progressToken": request_id},
        },
    }


def test_a_tool_without_arguments_is_called_with_none() -> None:
    wire = McpWire()
    params = content_of(wire.encode(wire.new_request(), "dig", None, b""))["params"]
    assert params["arguments"] == {}


@pytest.mark.parametrize("method", sorted(PROTOCOL_METHODS))
def test_a_method_of_the_protocol_goes_as_it_is(method: str) -> None:
    wire = McpWire()
    content = content_of(wire.encode(wire.new_request(), method, b'{"a":1}', b""))
    assert (content["method"], content["params"]) == (method, {"a": 1})


def test_a_tool_that_is_called_like_a_method_is_told_apart() -> None:
    wire = McpWire()
    content = content_of(wire.encode(wire.new_request(), "tools/call/ping", None, b""))
    assert (content["method"], content["params"]["name"]) == ("tools/call", "ping")


def test_a_notification_is_no_tool() -> None:
    content = content_of(McpWire().encode(None, "notifications/cancelled", b"{}", b""))
    assert content == {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {}}


def test_a_result_is_the_structured_content_and_otherwise_the_blocks() -> None:
    wire = McpWire()
    result = {"content": [TEXT], "structuredContent": {"depth": 2}}
    event = received(wire, id=called(wire), result=result)
    assert isinstance(event, SuccessReply)
    assert json.loads(bytes(event.result)) == {"depth": 2}
    assert json.loads(bytes(event.otherwise)) == [TEXT]


@pytest.mark.parametrize("more", [{}, {"structuredContent": None}, {"isError": False}])
def test_a_result_without_structured_content_is_the_blocks(more: dict[str, object]) -> None:
    wire = McpWire()
    event = received(wire, id=called(wire), result={"content": [TEXT], **more})
    assert isinstance(event, SuccessReply)
    assert json.loads(bytes(event.result)) == [TEXT]


def test_a_result_that_is_an_error_is_one() -> None:
    wire = McpWire()
    request_id = called(wire)
    event = received(wire, id=request_id, result={"content": [TEXT, TEXT], "isError": True})
    assert event == ErrorReply(request_id, TOOL_ERROR, "no\nno", None)


def test_an_error_that_is_more_than_text_comes_with_its_blocks() -> None:
    wire = McpWire()
    request_id = called(wire)
    blocks = [TEXT, {"type": "image", "data": "", "mimeType": "image/png"}]
    event = received(wire, id=request_id, result={"content": blocks, "isError": True})
    assert event == ErrorReply(request_id, TOOL_ERROR, "no", blocks)


@pytest.mark.parametrize("result", [1, [], {"isError": 1}, {"isError": True, "content": [1]}])
def test_what_is_no_result_of_a_tool_is_broken(result: object) -> None:
    wire = McpWire()
    assert isinstance(received(wire, id=called(wire), result=result), BrokenReply)


def test_results_of_the_protocol_are_left_alone() -> None:
    wire = McpWire()
    event = received(wire, id=called(wire, "tools/list"), result={"tools": [], "isError": True})
    assert isinstance(event, SuccessReply)
    assert json.loads(bytes(event.result)) == {"tools": [], "isError": True}


@pytest.mark.parametrize(
    ("said", "operation", "amount"),
    [
        ({"progress": 1, "total": 4, "message": "on"}, "on", 0.25),
        ({"progress": 3}, "", 3.0),
        ({"progress": 3, "total": 0}, "", 3.0),
    ],
)
def test_progress_is_that_of_the_request(
    said: dict[str, object], operation: str, amount: float
) -> None:
    wire = McpWire()
    request_id = called(wire)
    params = {"progressToken": request_id, **said}
    event = received(wire, method="notifications/progress", params=params)
    assert event == ProgressUpdate(request_id, operation, amount)


def test_progress_of_what_was_given_up_is_dropped_quietly() -> None:
    wire = McpWire()
    request_id = called(wire)
    wire.abandon(request_id)
    params = {"progressToken": request_id, "progress": 1}
    event = received(wire, method="notifications/progress", params=params)
    assert event == LateReply(request_id)


def test_progress_of_another_token_is_a_notification() -> None:
    params = {"progressToken": "theirs", "progress": 1}
    event = received(McpWire(), method="notifications/progress", params=params)
    assert isinstance(event, Notification)


@pytest.mark.parametrize("request_id", [0, 7, "seven"])
def test_a_request_of_the_server_is_answered_with_its_id(request_id: object) -> None:
    wire = McpWire()
    request = received(wire, id=request_id, method="roots/list")
    assert isinstance(request, PeerRequest)
    assert request == PeerRequest(request_id, "roots/list", b"null")
    assert content_of(wire.encode_answer(request, b"[1]", is_error=False)) == {
        "jsonrpc": "2.0",
        "id": request_id,
        "result": [1],
    }
    answer = content_of(wire.encode_answer(request, b'{"code":1}', is_error=True))
    assert answer["error"] == {"code": 1}


def test_a_request_of_the_server_is_never_taken_for_an_answer() -> None:
    wire = McpWire()
    request_id = called(wire)
    assert isinstance(received(wire, id=request_id, method="ping"), PeerRequest)
    assert isinstance(received(wire, id=request_id, result={"content": []}), SuccessReply)


def test_a_request_whose_id_is_null_is_none() -> None:
    assert isinstance(received(McpWire(), id=None, method="ping"), InvalidMessage)


def test_a_connection_begins_with_what_this_side_can() -> None:
    wire, caller = McpWire(), Caller({"protocolVersion": "2025-06-18", "serverInfo": {}})
    wire.begin(caller, ["sampling/createMessage", "roots/list", "something/else"])
    assert [method for method, _ in caller.sent] == ["initialize", "notifications/initialized"]
    assert caller.sent[0][1]["capabilities"] == {"roots": {}, "sampling": {}}
    assert wire.greeting == caller.greeting


@pytest.mark.parametrize("greeting", [None, [], {}, {"protocolVersion": "1999-01-01"}])
def test_a_server_of_another_version_is_refused(greeting: object) -> None:
    with pytest.raises(ProtocolError):
        McpWire().begin(Caller(greeting), [])


def test_ping_is_always_answered() -> None:
    assert McpWire.handlers["ping"](None) == {}
