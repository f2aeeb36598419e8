"""JSON-RPC without what a backend adds to it: text alone, and no way to cancel."""

from __future__ import annotations

import pytest

from livebind import UsageError
from livebind.common.message import BinaryMessage, TextMessage
from livebind.wires.events import ForeignBinary, Notification
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
