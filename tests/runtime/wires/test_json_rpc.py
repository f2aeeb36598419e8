"""JSON-RPC without what a backend adds to it: text alone, and no way to cancel."""

from __future__ import annotations

import pytest

from livebind import UsageError
from livebind.common.message import BinaryMessage, TextMessage
from livebind.wires.events import BrokenReply, ForeignBinary, InvalidMessage, Notification
from livebind.wires.json_rpc import JsonRpcWire


def test_bytes_beside_a_request_are_refused() -> None:
    wire = JsonRpcWire()
    assert wire.encode(1, "method", None, b"") == TextMessage(
        b'{"jsonrpc":"2.0","id":1,"method":"method"}', request_id=1
    )
    with pytest.raises(UsageError, match="5 bytes"):
        wire.encode(2, "method", None, b"bytes")


def test_bytes_of_a_peer_are_foreign() -> None:
    assert JsonRpcWire().receive(BinaryMessage(b"head", b"rest")) == [ForeignBinary(b"headrest")]


def test_progress_is_a_notification_like_any_other() -> None:
    wire = JsonRpcWire()
    params = b'{"id":%d,"operation":"work","amount":0.5}' % wire.new_request()
    text = b'{"jsonrpc":"2.0","method":"job","params":%b}' % params
    assert wire.receive(TextMessage(text)) == [Notification("job", params)]


def test_it_knows_no_way_to_cancel() -> None:
    assert JsonRpcWire().cancellation is None


@pytest.mark.parametrize(
    "text",
    [
        b'{"id":1,"jsonrpc":"2.0","result":{"max":[-inf,1]}}',
        b'{"jsonrpc":"2.0","result":{"id":7,"a":[inf]},"id" : 1 }',
        b'{"jsonrpc":"2.0","id":1,"result":"a"} and more',
        b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"result":"a"}',
        b'{"jsonrpc":"2.0","id":1,"result":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_reply_that_is_no_json_fails_the_request_whose_id_it_tells(text: bytes) -> None:
    wire = JsonRpcWire()
    request_id = wire.new_request()
    (event,) = wire.receive(TextMessage(text))
    assert isinstance(event, BrokenReply)
    assert event.id == request_id
    assert "JSON" in event.problem
    assert wire.receive(TextMessage(text)) == [InvalidMessage(event.problem, text)]


@pytest.mark.parametrize(
    "text",
    [
        b"no JSON",
        b'{"id":2,"result":inf}',
        b'{"result":{"id":1,"a":inf}}',
        b'[{"id":1,"result":inf}]',
        b'{"x":"\\"id\\":1,","result":inf}',
        b'{"id":"1","result":inf}',
    ],
)
def test_what_tells_no_id_of_a_request_fails_none(text: bytes) -> None:
    wire = JsonRpcWire()
    wire.new_request()
    (event,) = wire.receive(TextMessage(text))
    assert isinstance(event, InvalidMessage)
