"""Messages of many threads on one connection: whole, in order, and none waits for a dead one."""

from __future__ import annotations

import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Queue
from threading import Event, get_ident
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, Instance, RequestTimeoutError
from livebind.frame_sender import FrameSender
from livebind.stream import Stream
from livebind.timeouts import Deadline
from livebind.transport import TextMessage, UnsentMessage
from support.frames import BINARY, CLOSE, PING, PONG, TEXT, ClientFrame, frame, read_client_frame
from support.peer import DEADLINE, Peer
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

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
            with pytest.raises(RequestTimeoutError, match="busy with another"):
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


class WatchedStream(Stream):
    """The stream of a connected pair, which tells when somebody waits to write to it."""

    def __init__(self) -> None:
        self.ours, self.peer = socket.socketpair()
        self.peer.settimeout(DEADLINE)
        super().__init__(self.ours)
        self.blocked = Event()

    def fill(self) -> int:
        """Send zeros until no more go in, and return how many."""
        filled = 0
        for size in (1 << 16, 1):
            with suppress(BlockingIOError):
                while True:
                    filled += self.ours.send(bytes(size))
        return filled

    def wait_to_send(self, seconds: float | None) -> bool:
        """Wait, and tell."""
        self.blocked.set()
        return super().wait_to_send(seconds)

    def payloads(self, count: int, skipped: int = 0) -> list[bytes]:
        """Read what was sent, up to the frame number `count`."""
        with self.peer, self.peer.makefile("rb") as file:
            file.read(skipped)
            return [read_client_frame(file.read).payload for _ in range(count)]


def text(content: str) -> TextMessage:
    return TextMessage(content.encode())


def send_three(sender: FrameSender) -> list[UnsentMessage]:
    """Send three messages, which another thread is to take along."""
    unsent = [sender.send(text(f"other {number}"), Deadline(DEADLINE)) for number in range(3)]
    assert all(other is not None and other.waits for other in unsent)
    return [other for other in unsent if other is not None]


def test_a_thread_whose_time_is_up_leaves_the_messages_of_others_to_be_sent() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    filled = stream.fill()
    with ThreadPoolExecutor() as threads:
        late = threads.submit(sender.send, text("late"), Deadline(1))
        assert stream.blocked.wait(DEADLINE)
        others = send_three(sender)
        assert others[1].withdraw()
        assert not others[1].withdraw()
        with pytest.raises(RequestTimeoutError, match="nothing was sent"):
            late.result(DEADLINE)
        assert stream.payloads(2, filled) == [b"other 0", b"other 2"]
    stream.close()


def test_pings_of_a_peer_that_does_not_read_hold_nobody_up() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    filled = stream.fill()
    for number in range(100):
        sender.answer_ping(b"%d" % number)
    assert stream.payloads(1, filled) == [b"99"]
    stream.close()


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


class TrickleStream(WatchedStream):
    """A stream that takes ten bytes at a time, while a signal's handler sends more and more."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = 0
        """How often the thread of the test has waited."""
        self._thread = get_ident()
        self._full = False
        self.handle: Callable[[], object] = lambda: None

    def send_some(self, data: bytes | memoryview) -> int:
        """Send ten bytes every other time, and handle a signal."""
        self.handle()
        self._full = not self._full
        return super().send_some(data[:10]) if self._full else 0

    def wait_to_send(self, seconds: float | None) -> bool:
        """Count, and wait."""
        self.waits += get_ident() == self._thread
        return super().wait_to_send(seconds)


def test_a_thread_does_not_wait_for_messages_that_come_after_its_own() -> None:
    stream = TrickleStream()
    sender = FrameSender(stream)
    later = iter(range(20))

    def send_more() -> None:
        if next(later, None) is not None:
            sender.send(text("x" * 100), Deadline(DEADLINE))

    stream.handle = send_more
    sender.send(text("0123456789"), Deadline(DEADLINE))
    assert stream.waits < 5
    assert stream.payloads(21) == [b"0123456789", *[b"x" * 100] * 20]
    stream.close()


def test_the_handler_of_a_signal_may_send_and_give_up_within_the_sending_of_its_thread() -> None:
    stream = TrickleStream()
    sender = FrameSender(stream)
    given_up: list[bool] = []

    def give_up() -> None:
        if not given_up:
            unsent = sender.send(text("of the handler"), Deadline(SHORT))
            assert unsent is not None
            given_up.append(unsent.waits and unsent.withdraw())

    stream.handle = give_up
    sender.send(text("first"), Deadline(DEADLINE))
    sender.send(text("second"), Deadline(DEADLINE))
    assert given_up == [True]
    assert stream.payloads(2) == [b"first", b"second"]
    stream.close()


class InterruptedStream(WatchedStream):
    """A stream that takes some bytes and is full then, until Ctrl-C interrupts who waits for it."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.others_wait = Event()
        self._room = room

    def send_some(self, data: bytes | memoryview) -> int:
        """Send what there is room for."""
        if self.others_wait.is_set():
            return super().send_some(data)
        count = super().send_some(data[: self._room]) if self._room else 0
        self._room -= count
        return count

    def wait_to_send(self, seconds: float | None) -> bool:
        """Wait until the others wait, and be interrupted."""
        if self._room:
            return True
        if self.others_wait.is_set():
            return super().wait_to_send(seconds)
        self.blocked.set()
        assert self.others_wait.wait(DEADLINE)
        raise KeyboardInterrupt


@pytest.mark.parametrize(("room", "first"), [(0, []), (3, [b"interrupted"])])
def test_ctrl_c_in_the_thread_that_sends_loses_no_message(room: int, first: list[bytes]) -> None:
    stream = InterruptedStream(room)
    sender = FrameSender(stream)
    with ThreadPoolExecutor() as threads:
        interrupted = threads.submit(sender.send, text("interrupted"), Deadline(None))
        assert stream.blocked.wait(DEADLINE)
        send_three(sender)
        stream.others_wait.set()
        assert isinstance(interrupted.exception(DEADLINE), KeyboardInterrupt)
        expected = [*first, b"other 0", b"other 1", b"other 2"]
        assert stream.payloads(len(expected)) == expected
    stream.close()


def test_ctrl_c_within_a_large_message_ends_the_connection_as_the_next_would_be_misread() -> None:
    stream = InterruptedStream(3)
    sender = FrameSender(stream)
    with ThreadPoolExecutor() as threads:
        interrupted = threads.submit(sender.send, text("large" * 10_000), Deadline(None))
        assert stream.blocked.wait(DEADLINE)
        send_three(sender)
        stream.others_wait.set()
        assert isinstance(interrupted.exception(DEADLINE), KeyboardInterrupt)
        with pytest.raises(ConnectionClosedError, match="was interrupted"):
            sender.send(text("later"), Deadline(DEADLINE))
        with stream.peer:
            assert len(stream.peer.recv(100)) == 3
            assert stream.peer.recv(100) == b""
    stream.close()


class LateInterruptStream(WatchedStream):
    """A stream on which Ctrl-C comes when all of the first message is out."""

    def send_some(self, data: bytes | memoryview) -> int:
        """Send, and be interrupted if it is the first time."""
        first = self.sent == 0 and not self.blocked.is_set()
        count = super().send_some(data)
        if first:
            self.blocked.set()
            raise KeyboardInterrupt
        return count


def test_ctrl_c_behind_a_message_does_not_send_it_again() -> None:
    stream = LateInterruptStream()
    sender = FrameSender(stream)
    with pytest.raises(KeyboardInterrupt):
        sender.send(text("interrupted"), Deadline(DEADLINE))
    sender.send(text("next"), Deadline(DEADLINE))
    assert stream.payloads(2) == [b"interrupted", b"next"]
    stream.close()
