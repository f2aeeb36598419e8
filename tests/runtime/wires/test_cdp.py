"""What a browser is sent and what it says, in a session or in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from livebind import UsageError
from livebind.common.message import BinaryMessage, TextMessage
from livebind.wires.cdp import CdpWire
from livebind.wires.events import (
    BrokenReply,
    ErrorReply,
    ForeignBinary,
    InvalidMessage,
    Notification,
    SuccessReply,
    UnattributedError,
)
from livebind.wires.qmp import QmpWire

if TYPE_CHECKING:
    from livebind.wires.json_rpc import JsonRpcWire


def test_a_request_says_its_session() -> None:
    wire = CdpWire()
    assert wire.encode(1, "Page.enable", None, b"") == TextMessage(
        b'{"id":1,"method":"Page.enable"}', request_id=1
    )
    assert wire.in_session("S").encode(2, "Page.go", b'{"a":1}', b"") == TextMessage(
        b'{"id":2,"method":"Page.go","params":{"a":1},"sessionId":"S"}', request_id=2
    )


@pytest.mark.parametrize(("request_id", "binary"), [(None, b""), (1, b"bytes")])
def test_what_the_protocol_lacks_is_refused(request_id: int | None, binary: bytes) -> None:
    with pytest.raises(UsageError, match="neither notifications"):
        CdpWire().encode(request_id, "Page.enable", None, binary)


def test_events_have_the_session_that_they_are_of() -> None:
    wire = CdpWire()
    assert wire.receive(TextMessage(b'{"method":"Page.loaded","params":{"at":1}}')) == [
        Notification("Page.loaded", b'{"at":1}')
    ]
    assert wire.receive(TextMessage(b'{"method":"Page.loaded","sessionId":"S"}')) == [
        Notification("Page.loaded", b"{}", "S")
    ]


def test_replies_are_those_of_requests_of_any_session() -> None:
    wire = CdpWire()
    first, second = wire.new_request(), wire.in_session("S").new_request()
    (reply,) = wire.receive(TextMessage(b'{"id":%d,"result":{}}' % first))
    assert isinstance(reply, SuccessReply)
    assert reply.id == first
    failure = b'{"id":%d,"error":{"code":-32000,"message":"no"},"sessionId":"S"}' % second
    (error,) = wire.receive(TextMessage(failure))
    assert isinstance(error, ErrorReply)
    assert (error.id, error.code, error.message) == (second, -32000, "no")


def test_an_error_about_no_request_is_one() -> None:
    (error,) = CdpWire().receive(TextMessage(b'{"error":{"code":-32700,"message":"no JSON"}}'))
    assert isinstance(error, UnattributedError)
    assert (error.code, error.message) == (-32700, "no JSON")


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"id":"a"}', b"[" * 100_000])
def test_what_is_no_message_is_told_as_it_came(text: bytes) -> None:
    (invalid,) = CdpWire().receive(TextMessage(text))
    assert isinstance(invalid, InvalidMessage)
    assert invalid.raw == text


def test_bytes_of_a_peer_are_foreign() -> None:
    assert CdpWire().receive(BinaryMessage(b"head", b"rest")) == [ForeignBinary(b"headrest")]


@pytest.mark.parametrize("wire", [CdpWire(), QmpWire()])
def test_a_reply_that_is_no_json_fails_the_request_whose_id_it_tells(wire: JsonRpcWire) -> None:
    request_id = wire.new_request()
    (broken,) = wire.receive(TextMessage(b'{"id":%d,"result":-inf}' % request_id))
    assert isinstance(broken, BrokenReply)
    assert broken.id == request_id
