"""Whatever a server sends is understood or refused as documented, and harms no other request."""

from __future__ import annotations

import json
import socket
import struct

from hypothesis import given, settings
from hypothesis import strategies as st
from websocket import WebSocket

from livebind import ConnectionClosedError, ProtocolError
from livebind.common.message import BinaryMessage, Message, TextMessage
from livebind.transports.read_buffer import ReadBuffer
from livebind.transports.stream import Stream
from livebind.transports.websocket.transport import WebSocketTransport
from support.frames import frame, packet
from support.peer import DEADLINE
from support.unharmed import EXAMPLES, IDS, check_that_others_are_unharmed

fuzzed = settings(max_examples=200, deadline=None)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Return a valid message with a few bytes replaced, added or taken out."""
    data = bytearray(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
"""Any value that `json` writes, also with NaN and lone surrogates."""

ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.just("2.0") | JSON,
        "id": st.sampled_from([*IDS, None, True, 1.0, "1", 2**70]) | JSON,
        "method": st.text() | JSON,
        "params": st.fixed_dictionaries({"id": st.sampled_from(IDS), "operation": JSON}) | JSON,
        "result": JSON,
        "error": st.fixed_dictionaries({"code": st.integers() | JSON, "message": JSON}) | JSON,
    },
)


@fuzzed
@given(st.binary() | mutations())
def test_any_text(data: bytes) -> None:
    check_that_others_are_unharmed(TextMessage(data))


@fuzzed
@given(ENVELOPES | st.lists(ENVELOPES | JSON, max_size=4) | JSON)
def test_any_json(value: object) -> None:
    check_that_others_are_unharmed(TextMessage(json.dumps(value).encode()))


@fuzzed
@given(st.integers(1, 5000), st.sampled_from(["[", '{"a":', '[{"id":1},']))
def test_any_depth(depth: int, opening: str) -> None:
    closing = "}" if opening.startswith("{") else "]"
    check_that_others_are_unharmed(TextMessage(f"{opening * depth}NaN{closing * depth}".encode()))


@fuzzed
@given(st.binary(max_size=80), st.binary(max_size=20))
def test_any_binary_message(head: bytes, body: bytes) -> None:
    check_that_others_are_unharmed(BinaryMessage(head, body))


@fuzzed
@given(mutations(), st.binary(max_size=20))
def test_any_packet(text: bytes, body: bytes) -> None:
    check_that_others_are_unharmed(BinaryMessage(struct.pack("<I", len(text)) + text, body))


FRAMES = st.builds(
    frame,
    st.integers(0, 15) | st.sampled_from([0, 1, 2]),
    st.binary(max_size=150)
    | st.sampled_from(EXAMPLES)
    | st.sampled_from(EXAMPLES).map(lambda text: packet(text, b"body")),
    final=st.booleans(),
    reserved=st.sampled_from([0, 0, 0, 0, 1, 4]),
    masked=st.sampled_from([False, False, False, True]),
)


def read_all(chunks: list[bytes]) -> tuple[list[Message], type[Exception]]:
    """Return the messages in what a server sends in `chunks`, and the error at the end."""
    client, server = socket.socketpair()
    messages: list[Message] = []
    with client, server:
        stream = Stream(client)
        buffer = ReadBuffer(stream)
        transport = WebSocketTransport(stream, buffer, WebSocket(skip_utf8_validation=True), 1000)
        try:
            for chunk in chunks:
                server.sendall(chunk)
                receive_some(transport, messages)
            server.shutdown(socket.SHUT_WR)
            while True:
                receive_some(transport, messages)
        except (ProtocolError, ConnectionClosedError) as error:
            return messages, type(error)


def receive_some(transport: WebSocketTransport, messages: list[Message]) -> None:
    """Add what has arrived to `messages`."""
    assert transport.wait(DEADLINE)
    while (message := transport.receive()) is not None:
        messages.append(message)


@fuzzed
@given(st.lists(FRAMES | st.binary(min_size=1, max_size=20), max_size=6), st.data())
def test_any_bytes_are_messages_or_an_error_however_they_are_cut(
    frames: list[bytes], data: st.DataObject
) -> None:
    sent = b"".join(frames) or b"\x81\x00"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent)), max_size=5)))
    chunks = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    messages, error = read_all([sent])
    assert read_all([chunk for chunk in chunks if chunk]) == (messages, error)
    for message in messages:
        check_that_others_are_unharmed(message)
