"""Messages that no good server sends."""

from __future__ import annotations

import logging
from queue import Queue

import pytest

from livebind import InvalidReplyError, ProtocolError
from support.bystanders import send_while_two_wait
from support.faults import fault
from support.frames import BINARY, TEXT, fragments, frame, packet
from support.peer import DEADLINE, Peer
from support.session import connected

VALID = b'{"jsonrpc":"2.0","id":1,"result":"wrong"}'


@fault(31)
@pytest.mark.parametrize(
    "data",
    [
        frame(TEXT, b"\xff"),
        frame(TEXT, b'{"jsonrpc":"2.0","id":1,"result":"\xc3"}'),
        frame(TEXT, b'{"jsonrpc":"2.0","id":1,"result":"\xed\xa0\x80"}'),
        fragments(TEXT, b'{"jsonrpc":"2.0","id":1,"result":"\xc3', b'"}'),
    ],
)
def test_text_that_is_no_utf8_is_a_protocol_error(data: bytes, *, secure: bool) -> None:
    answered: Queue[int] = Queue()

    def send_bad_text(peer: Peer) -> None:
        peer.receive()
        peer.receive()
        peer.send(data)
        answered.put(peer.receive_close())

    with connected(send_bad_text, secure=secure) as instance:
        for task in [instance.task("first"), instance.task("second")]:
            with pytest.raises(ProtocolError) as caught:
                task.result(DEADLINE)
            assert caught.value.close_code == 1007
        assert answered.get(timeout=DEADLINE) == 1007
        assert not instance.connected


@fault(31)
def test_a_character_may_be_split_between_fragments() -> None:
    data = fragments(TEXT, b'{"jsonrpc":"2.0","method":"\xc3', b'\xa9"}')
    assert send_while_two_wait(data).notifications == [("é", None)]


@fault(32)
@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"{",
        b"odd",
        b"null",
        b"1",
        b'"text"',
        b"{}",
        VALID.decode().encode("utf-16-be"),
        b'{"jsonrpc":"2.0"}',
        b'{"jsonrpc":"2.0","method":1}',
        b'{"jsonrpc":"2.0","id":1,"method":"question"}',
    ],
)
def test_text_that_is_no_message_goes_to_its_hook_and_harms_nothing(
    text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    noticed = send_while_two_wait(frame(TEXT, text))
    assert [type(error) for error in noticed.invalid] == [ProtocolError]
    assert logging.ERROR in {record.levelno for record in caplog.records}


@fault(32)
@pytest.mark.parametrize(
    "data",
    [
        frame(TEXT, b"\xef\xbb\xbf" + VALID),
        frame(TEXT, VALID + b" odd"),
        frame(TEXT, VALID + VALID),
        frame(TEXT, VALID[:-1] + b",}"),
        frame(TEXT, b"// comment\n" + VALID),
        frame(TEXT, b'{"id":1,"jsonrpc":"2.0","result":[-inf]}'),
        frame(BINARY, packet(VALID[:-1], b"}")),
    ],
)
def test_a_reply_that_is_no_json_fails_its_request_at_once_and_no_other(data: bytes) -> None:
    def answer_badly(peer: Peer) -> None:
        peer.receive()
        second = peer.receive()
        peer.send(data)
        peer.reply(second, "second")

    with connected(answer_badly) as instance:
        first, task = instance.task("first"), instance.task("second")
        with pytest.raises(InvalidReplyError, match="JSON") as caught:
            first.result(DEADLINE)
        assert b'"id":1' in caught.value.raw
        assert task.result(DEADLINE).result == "second"


@fault(33)
@fault(35)
@fault(36)
@pytest.mark.parametrize(
    "result",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        '[1, {"a": NaN}]',
        "1" * 5000,
        r'"\ud800"',
        r'{"\udfff": 1}',
    ],
    ids=lambda result: result[:20],
)
@pytest.mark.parametrize("batch", [False, True], ids=["single", "batch"])
def test_a_result_that_no_program_could_use_fails_its_request_alone(
    result: str, *, batch: bool
) -> None:
    def answer_badly(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        text = f'{{"jsonrpc":"2.0","id":{first.id},"result":{result}}}'
        peer.send_text(f"[{text}]" if batch else text)
        peer.reply(second, "second")

    with connected(answer_badly) as instance:
        first, second = instance.task("first"), instance.task("second")
        with pytest.raises(InvalidReplyError):
            first.result(DEADLINE)
        assert second.result(DEADLINE).result == "second"


@fault(35)
@fault(36)
@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (str(2**70), 2**70),
        (str(-(2**63)), -(2**63)),
        (r'"\u0000"', "\0"),
        ('{"a": 1, "a": 2}', {"a": 2}),
        (r'"\ud83d\ude00"', "\U0001f600"),
    ],
)
def test_odd_results_that_are_valid_arrive_exactly(result: str, expected: object) -> None:
    def answer_oddly(peer: Peer) -> None:
        peer.send_text(f'{{"jsonrpc":"2.0","id":{peer.receive().id},"result":{result}}}')

    with connected(answer_oddly) as instance:
        assert instance.request("method") == expected


@fault(34)
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_an_invalid_message(opening: str, closing: str) -> None:
    nested = f"{opening * 100_000}1{closing * 100_000}"
    noticed = send_while_two_wait(
        frame(TEXT, nested.encode())
        + frame(TEXT, f'{{"jsonrpc":"2.0","method":"news","params":{nested}}}'.encode())
        + frame(BINARY, packet(nested.encode(), b"")),
        handler=False,
    )
    assert len(noticed.invalid) == 3


@fault(34)
def test_a_result_that_is_nested_too_deeply_fails_its_request_at_most() -> None:
    def answer_deeply(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        nested = "[" * 100_000 + "]" * 100_000
        peer.send_text(f'{{"jsonrpc":"2.0","id":{first.id},"result":{nested}}}')
        peer.reply(second, "second")

    with connected(answer_deeply) as instance:
        instance.task("first")
        assert instance.task("second").result(DEADLINE).result == "second"


@fault(37)
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x01",
        b"\x01\x00\x00",
        b"\x04\x00\x00\x00abc",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\xff" + VALID,
        b"\xff\xff\xff\xff" + bytes(100_000),
        packet(b"", b"body"),
        packet(b"odd", b"body"),
        packet(b"\xff" * 10, b"body"),
        bytes(4),
    ],
    ids=lambda payload: repr(payload[:12]),
)
@pytest.mark.parametrize("fragmented", [False, True], ids=["whole", "fragmented"])
def test_a_binary_message_with_a_broken_header_harms_nothing(
    payload: bytes, *, fragmented: bool, secure: bool
) -> None:
    data = fragments(BINARY, payload[:2], payload[2:]) if fragmented else frame(BINARY, payload)
    noticed = send_while_two_wait(data, secure=secure, handler=False)
    assert [type(error) for error in noticed.invalid] == [ProtocolError]


@fault(37)
@pytest.mark.parametrize("payload", [b"", b"\x01\x00\x00", b"\xff\xff\xff\xff" + VALID])
def test_the_binary_handler_gets_bytes_with_a_broken_header_as_they_are(payload: bytes) -> None:
    assert send_while_two_wait(frame(BINARY, payload)).binaries == [payload]
