"""Messages of many threads on one connection: whole, in order, and none waits for a dead one."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import pytest

from livebind import Instance, RequestTimeoutError
from support.frames import BINARY, CLOSE, PING, PONG, TEXT, ClientFrame, frame
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Generator

SHORT = 0.2
UPLOAD = bytes(30_000_000)
MOST_WAITING = 256 * 1024
UNSENT = r"not sent yet.*busy with another"

both = pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])


class Congestion:
    """A peer that stops reading within a large message until it is told to go on."""

    def __init__(self) -> None:
        self.stopped = Event()
        self.go_on = Event()
        self.methods: list[str] = []
        """What it was asked for after the large message."""
        self._left = 0

    def stop_within_large_message(self, peer: Peer) -> None:
        """Read a part of the next message, which must be a large one."""
        header = peer.read(14)
        assert header[0] & 0x0F == BINARY
        (size,) = struct.unpack("!Q", header[2:10])
        peer.read(size // 10)
        self._left = size - size // 10
        self.stopped.set()

    def read_the_rest(self, peer: Peer) -> None:
        """Read the rest of it when told to."""
        assert self.go_on.wait(DEADLINE)
        peer.read(self._left)

    def answer(self, peer: Peer) -> None:
        """Answer all requests after the large one, each with its params."""
        self.stop_within_large_message(peer)
        self.read_the_rest(peer)
        for request in peer.requests():
            self.methods.append(request.method)
            if request.id is not None:
                peer.reply(request, request.params)

    @contextmanager
    def behind(self, instance: Instance) -> Generator[None]:
        """Run the body while a large message blocks the connection."""
        with ThreadPoolExecutor() as threads:
            upload = threads.submit(instance.task, "upload", binary=UPLOAD)
            try:
                assert self.stopped.wait(DEADLINE)
                yield
            finally:
                self.go_on.set()
            upload.result(DEADLINE)


@both
def test_small_messages_wait_behind_a_large_one_without_their_thread(*, secure: bool) -> None:
    congestion = Congestion()
    with connected(congestion.answer, secure=secure) as instance:
        with congestion.behind(instance):
            instance.send_notification("first")
            tasks = [instance.task(f"number {number}", number) for number in range(10)]
            assert congestion.methods == []
        assert [task.result(DEADLINE).result for task in tasks] == [*range(10)]
    assert congestion.methods == ["first", *(f"number {number}" for number in range(10))]


@both
def test_a_request_that_timed_out_behind_a_large_message_is_never_sent(*, secure: bool) -> None:
    congestion = Congestion()
    with connected(congestion.answer, secure=secure) as instance:
        with congestion.behind(instance):
            with pytest.raises(RequestTimeoutError, match=UNSENT):
                instance.request("given up", timeout=SHORT)
            task = instance.task("kept")
            with pytest.raises(RequestTimeoutError, match=UNSENT):
                task.result(SHORT)
        task.result(DEADLINE)
    assert congestion.methods == ["kept"]


def test_the_messages_that_wait_are_limited() -> None:
    congestion = Congestion()
    with connected(congestion.answer, request_timeout=DEADLINE) as instance:
        with congestion.behind(instance):
            tasks = [instance.task("in time", "x" * 10_000) for _ in range(MOST_WAITING // 10_000)]
            instance.send_notification("one more", "x" * 10_000)
            with pytest.raises(RequestTimeoutError, match=r"^nothing was sent in time"):
                instance.request("too many", timeout=SHORT)
        assert all(task.result(DEADLINE).result == "x" * 10_000 for task in tasks)
    assert set(congestion.methods) == {"in time", "one more"}


@both
def test_pings_behind_a_large_message_stop_nobody_from_reading(*, secure: bool) -> None:
    congestion = Congestion()
    answers: Queue[ClientFrame] = Queue()

    def ping_meanwhile(peer: Peer) -> None:
        waiting = peer.receive()
        congestion.stop_within_large_message(peer)
        peer.send(frame(PING, b"one") + frame(PING, b"two"))
        peer.reply(waiting, "result")
        congestion.read_the_rest(peer)
        answers.put(peer.receive_frame())
        answers.put(peer.receive_frame())

    with connected(ping_meanwhile, secure=secure) as instance:
        task = instance.task("waiting")
        with congestion.behind(instance):
            assert task.result(DEADLINE).result == "result"
        pong = answers.get(timeout=DEADLINE)
        assert (pong.opcode, pong.payload) == (PONG, b"two")  # which answers both
        instance.send_notification("next")
        assert answers.get(timeout=DEADLINE).opcode == TEXT


@both
def test_what_waits_is_sent_before_the_goodbye(*, secure: bool) -> None:
    congestion = Congestion()
    opcodes: Queue[int] = Queue()

    def note_opcodes(peer: Peer) -> None:
        congestion.stop_within_large_message(peer)
        congestion.read_the_rest(peer)
        for _ in range(2):
            opcodes.put(peer.receive_frame().opcode)

    with connected(note_opcodes, secure=secure) as instance:
        with congestion.behind(instance):
            instance.send_notification("last")
        instance.disconnect()
        assert [opcodes.get(timeout=DEADLINE) for _ in range(2)] == [TEXT, CLOSE]


@both
def test_messages_of_many_threads_arrive_whole_and_in_the_order_of_each(*, secure: bool) -> None:
    sizes = [0, 100, 1_000, 16_000, 17_000, 200_000]
    received: list[tuple[int, int, int]] = []

    def note(peer: Peer) -> None:
        for request in peer.requests():
            if request.id is not None:
                peer.reply(request)
                continue
            thread, number, text = request.params
            assert text == chr(ord("a") + thread) * len(text)
            received.append((thread, number, len(text)))

    def send(thread: int) -> None:
        for number in range(100):
            text = chr(ord("a") + thread) * sizes[(thread + number) % len(sizes)]
            instance.send_notification("note", [thread, number, text])

    with connected(note, secure=secure) as instance, ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(8)))
        instance.request("all arrived")
    for thread in range(8):
        expected = [
            (thread, number, sizes[(thread + number) % len(sizes)]) for number in range(100)
        ]
        assert [one for one in received if one[0] == thread] == expected


@both
def test_what_timed_out_never_arrives_and_all_else_arrives_whole(*, secure: bool) -> None:
    go_on = Event()
    received: Queue[object] = Queue()

    def read_late(peer: Peer) -> None:
        assert go_on.wait(DEADLINE)
        for request in peer.requests():
            received.put(request.params[0])

    sent: list[int] = []
    with connected(read_late, secure=secure, request_timeout=1e-6) as instance:
        for number in range(2_000):
            with suppress(RequestTimeoutError):
                instance.send_notification("note", [number, "x" * 10_000])
                sent.append(number)
        assert len(sent) < 2_000
        assert instance.connected
        go_on.set()
        assert [received.get(timeout=DEADLINE) for _ in sent] == sent


def read_together(peer: Peer) -> list[int]:
    """Return how many requests came with each read, until there were 1000 of them."""
    counts: list[int] = []
    buffer = bytearray()
    while sum(counts) < 1000:
        buffer += peer.connection.recv(1 << 20)
        count = 0
        while len(buffer) >= 2 and len(buffer) >= 6 + (buffer[1] & 0x7F):
            del buffer[: 6 + (buffer[1] & 0x7F)]
            count += 1
        counts.append(count)
    return counts


def test_messages_that_are_started_together_leave_together() -> None:
    reads: list[int] = []
    done = Event()

    def read(peer: Peer) -> None:
        reads.extend(read_together(peer))
        done.set()

    with connected(read) as instance:
        for _ in range(1000):
            instance.task("x")
        assert done.wait(DEADLINE)
    assert len(reads) < 500


def test_what_was_held_back_leaves_though_nobody_waits_for_it() -> None:
    seen: list[str] = []
    all_seen = Event()

    def note(peer: Peer) -> None:
        for request in peer.requests():
            seen.append(request.method)
            if len(seen) == 50:
                all_seen.set()

    with connected(note) as instance:
        for number in range(50):
            instance.task(f"m{number}")
        assert all_seen.wait(DEADLINE)
    assert seen == [f"m{number}" for number in range(50)]
