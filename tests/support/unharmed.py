"""What holds whatever a server sends: an event is known, and other requests are unharmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from livebind.common.message import TextMessage
from livebind.wires.events import BrokenReply, ErrorReply, Event, SuccessReply, UnexpectedReply
from livebind.wires.json_rpc import Protocol

if TYPE_CHECKING:
    from livebind.common.message import Message

__all__ = ["EXAMPLES", "IDS", "check_that_others_are_unharmed"]

IDS = [1, 2, 3]
"""Ids of the requests that wait for an answer."""

EXAMPLES = [
    b'{"jsonrpc":"2.0","id":1,"result":{"a":[1,2.5,"text",null,true]}}',
    b'{"error":{"code":-32602,"data":["a: b"],"message":"text"},"id":2,"jsonrpc":"2.0"}',
    b'{"error":{"code":-32700,"message":"text"},"id":null,"jsonrpc":"2.0"}',
    b'{"jsonrpc":"2.0","method":"job","params":{"amount":0.5,"id":3,"operation":"work"}}',
    b'[{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":2,"result":NaN}]',
    '{"jsonrpc":"2.0","id":3,"result":"é\\ud83d\\ude00"}'.encode(),
]
"""Messages to begin with, before they are changed at random."""

_EVENTS = get_args(Event)
_REPLIES = (SuccessReply, ErrorReply, BrokenReply)


def check_that_others_are_unharmed(message: Message) -> None:
    """Give `message` to a protocol with three requests, and then the good reply to each."""
    protocol = Protocol()
    assert [protocol.new_request() for _ in IDS] == IDS
    events = protocol.receive(message)
    assert events
    assert all(isinstance(event, _EVENTS) for event in events)
    answered = [event.id for event in events if isinstance(event, _REPLIES)]
    assert set(answered) <= set(IDS)
    assert len(set(answered)) == len(answered)
    for request_id in IDS:
        reply = b'{"jsonrpc":"2.0","id":%d,"result":null}' % request_id
        expected = UnexpectedReply if request_id in answered else SuccessReply
        assert [type(event) for event in protocol.receive(TextMessage(reply))] == [expected]
