"""Messages of any size and in any number of frames, and frames that break the rules."""

from __future__ import annotations

import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, Instance, MessageTooBigError, ProtocolError
from livebind.progress import MAX_KEPT
from support.bystanders import send_while_two_wait
from support.faults import fault
from support.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    fragments,
    frame,
    packet,
)
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from support.fault_server import Script

LIMIT = 1000


def assert_that_all_fail(instance: Instance, error: type[ProtocolError]) -> ProtocolError:
    """Check that two requests fail with `error`, and return the last one."""
    for task in [instance.task("first"), instance.task("second")]:
        with pytest.raises(error) as caught:
            task.result(DEADLINE)
    assert not instance.connected
    return caught.value


def sending(data: bytes, answered: Queue[int]) -> Script:
    """Return a script that sends `data` to two requests and notes the code of the close frame."""

    def send(peer: Peer) -> None:
        peer.receive()
        peer.receive()
        peer.send(data)
        answered.put(peer.receive_close())

    return send


@fault(38)
@pytest.mark.parametrize(
    "data",
    [
        frame(TEXT, b"x" * (LIMIT + 1)),
        frame(BINARY, b"x" * (LIMIT + 1)),
        frame(TEXT, announced=2**62),
        frame(BINARY, announced=2**62),
        frame(TEXT, announced=2**64 - 1),
        fragments(TEXT, b"x" * 600, b"x" * 600),
        fragments(BINARY, *[b"x" * 10] * 101),
        frame(TEXT, announced=2**62, final=False),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_message_over_the_limit_ends_the_connection(data: bytes, *, secure: bool) -> None:
    answered: Queue[int] = Queue()
    with connected(sending(data, answered), secure=secure, max_message_size=LIMIT) as instance:
        assert assert_that_all_fail(instance, MessageTooBigError).close_code == 1009
        assert answered.get(timeout=DEADLINE) == 1009


@fault(38)
def test_a_message_at_the_limit_arrives() -> None:
    def send(peer: Peer) -> None:
        request = peer.receive()
        peer.send(frame(BINARY, bytes(LIMIT)))
        peer.send(fragments(BINARY, bytes(LIMIT - 1), b"\0"))
        peer.reply(request)

    received: list[bytes] = []
    with connected(send, max_message_size=LIMIT, binary_handler=received.append) as instance:
        instance.request("method")
    assert [len(data) for data in received] == [LIMIT, LIMIT]


@fault(38)
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_size_that_is_only_announced_costs_no_memory(opcode: int, *, secure: bool) -> None:
    def announce(peer: Peer) -> None:
        peer.receive()
        peer.send(frame(opcode, b"\xff" * 70_000, announced=2**31 - 1))
        peer.hang_up()

    with connected(announce, secure=secure) as instance:
        tracemalloc.start()
        try:
            with pytest.raises(ConnectionClosedError):
                instance.request("method")
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()


def reply_to(request_id: int | None, result: str) -> bytes:
    return f'{{"jsonrpc":"2.0","id":{request_id},"result":"{result}"}}'.encode()


@fault(39)
@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_fragments_with_pings_between_them_make_one_message(*, binary: bool, secure: bool) -> None:
    pongs: Queue[bytes] = Queue()

    def answer_in_fragments(peer: Peer) -> None:
        answer = reply_to(peer.receive().id, "x" * 100_000)
        message = packet(answer, b"body") if binary else answer
        peer.send(frame(BINARY if binary else TEXT, message[:3], final=False))
        peer.send(frame(PING, b"are you there"))
        peer.send(frame(CONTINUATION, b"", final=False))
        peer.send(frame(PONG, b"nobody asked"))
        peer.send(frame(CONTINUATION, message[3:90_000], final=False))
        pongs.put(peer.receive_frame().payload)
        peer.send(frame(CONTINUATION, message[90_000:]))

    with connected(answer_in_fragments, secure=secure) as instance:
        reply = instance.execute("method")
        assert reply.result == "x" * 100_000
        assert reply.data == (b"body" if binary else b"")
        assert pongs.get(timeout=DEADLINE) == b"are you there"


@fault(39)
def test_the_time_for_many_fragments_grows_with_their_number_only() -> None:
    def answer_in_fragments(peer: Peer) -> None:
        for request in peer.requests():
            answer = reply_to(request.id, "x" * 4_000_000)
            size = len(answer) // request.params + 1
            parts = [answer[start : start + size] for start in range(0, len(answer), size)]
            peer.send(fragments(TEXT, *parts))

    def work(instance: Instance, count: int) -> float:
        """Return the seconds of the processor's time, so that other processes do not count."""
        started = time.process_time()
        instance.request("method", count)
        return time.process_time() - started

    with connected(answer_in_fragments) as instance:
        few = min(work(instance, 2_500) for _ in range(3))
        many = min(work(instance, 40_000) for _ in range(3))
    assert many < 64 * few  # quadratic would be 256 times; linear is 16 times


@fault(40)
def test_a_flood_of_pings_delays_no_reply(*, secure: bool) -> None:
    def flood(peer: Peer) -> None:
        request = peer.receive()
        peer.send(frame(PING, b"x") * 20_000)
        peer.reply(request, "result")

    with connected(flood, secure=secure) as instance:
        assert instance.request("method", timeout=DEADLINE) == "result"


@fault(40)
def test_a_flood_of_progress_is_kept_in_part_and_counted() -> None:
    count = 200_000
    chunk = 10_000

    def flood(peer: Peer) -> None:
        request = peer.receive()
        params = f'{{"id":{request.id},"operation":"work","amount":0.5}}'
        message = f'{{"jsonrpc":"2.0","method":"job","params":{params}}}'.encode()
        data = frame(TEXT, message) * chunk
        for _ in range(count // chunk):
            peer.send(data)
        peer.reply(request)

    with connected(flood) as instance:
        task = instance.task("job")
        task.result(50)
        kept = list(task)
    assert len(kept) == MAX_KEPT
    assert [progress.number for progress in kept] == [*range(count - MAX_KEPT + 1, count + 1)]


ILLEGAL_FRAMES = [
    *[pytest.param(frame(code), id=f"opcode {code}") for code in (3, 4, 5, 6, 7, 11, 12, 15)],
    *[pytest.param(frame(TEXT, b"{}", reserved=bits), id=f"rsv {bits}") for bits in (1, 2, 4)],
    pytest.param(frame(PING, reserved=4), id="rsv of a ping"),
    pytest.param(frame(TEXT, b"{}", masked=True), id="masked"),
    pytest.param(frame(PING, bytes(126)), id="long ping"),
    pytest.param(frame(PONG, bytes(126)), id="long pong"),
    pytest.param(frame(CLOSE, bytes(126)), id="long close"),
    pytest.param(frame(PING, final=False), id="fragmented ping"),
    pytest.param(frame(PONG, final=False), id="fragmented pong"),
    pytest.param(frame(CONTINUATION, b"{}"), id="end of nothing"),
    pytest.param(frame(CONTINUATION, b"{}", final=False), id="middle of nothing"),
    pytest.param(frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), id="text within text"),
    pytest.param(frame(BINARY, b"{", final=False) + frame(BINARY, b"}"), id="bytes within bytes"),
]


@fault(41)
@pytest.mark.parametrize("data", ILLEGAL_FRAMES)
def test_a_frame_that_breaks_the_rules_ends_the_connection(data: bytes, *, secure: bool) -> None:
    answered: Queue[int] = Queue()
    with connected(sending(data, answered), secure=secure) as instance:
        assert assert_that_all_fail(instance, ProtocolError).close_code == 1002
        assert answered.get(timeout=DEADLINE) == 1002


@fault(41)
def test_an_empty_ping_and_pongs_nobody_asked_for_are_fine() -> None:
    send_while_two_wait(frame(PING) + frame(PONG) + frame(PONG, bytes(125)))


@fault(42)
def test_a_peer_that_stops_reading_ends_the_connection_by_the_deadline(*, secure: bool) -> None:
    with connected(Peer.ignore, secure=secure) as instance:
        waiting = instance.task("waiting")
        with pytest.raises(ConnectionClosedError, match="does not read"):
            instance.execute("upload", binary=bytes(50_000_000), timeout=0.3)
        with pytest.raises(ConnectionClosedError) as caught:
            waiting.result(DEADLINE)
        assert not caught.value.clean
        assert not instance.connected


@fault(42)
def test_a_request_behind_a_message_that_blocks_times_out_unsent() -> None:
    blocked = Event()

    def read_a_little(peer: Peer) -> None:
        peer.read(1_000_000)
        blocked.set()
        peer.ignore()

    with connected(read_a_little) as instance, ThreadPoolExecutor() as threads:
        upload = threads.submit(instance.execute, "upload", binary=bytes(50_000_000))
        assert blocked.wait(DEADLINE)
        with pytest.raises(TimeoutError, match="busy with another"):
            instance.request("method", timeout=0.2)
        assert instance.connected
        instance.disconnect(timeout=0)
        with pytest.raises(ConnectionClosedError):
            upload.result(DEADLINE)
