"""The thread that sends for others: it loses no message, and sends none twice."""

from __future__ import annotations

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Timer, get_ident
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, RequestTimeoutError
from livebind.common.message import TextMessage
from livebind.timeouts import Deadline
from livebind.transports.stream import Stream
from livebind.transports.websocket.frame_sender import FrameSender
from support.frames import read_client_frame
from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.transports.transport import UnsentMessage

SHORT = 0.2


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


def test_who_comes_when_the_most_that_may_wait_is_there_waits_too() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    filled = stream.fill()
    payload = "x" * (16 * 1024 - 8)  # the header and the mask take the rest
    with ThreadPoolExecutor() as threads:
        first = threads.submit(sender.send, text(payload), Deadline(DEADLINE))
        assert stream.blocked.wait(DEADLINE)
        for _ in range(16):
            assert sender.send(text(payload), Deadline(SHORT)) is not None
        with pytest.raises(RequestTimeoutError, match="busy with another message"):
            sender.send(text("too much"), Deadline(SHORT))
        assert stream.payloads(17, filled) == [payload.encode()] * 17
        first.result(DEADLINE)
    stream.close()


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
        if not self._room and self.others_wait.is_set():
            return super().send_some(data)
        count = super().send_some(data[: self._room]) if self._room else 0
        self._room -= count
        return count

    def wait_to_send(self, seconds: float | None) -> bool:
        """Wait until the others wait, and be interrupted."""
        if self._room or self.others_wait.is_set():
            return super().wait_to_send(seconds)
        self.blocked.set()
        assert self.others_wait.wait(DEADLINE)
        raise KeyboardInterrupt


@pytest.mark.parametrize("content", ["small", "large" * 10_000])
def test_ctrl_c_in_the_middle_of_a_message_ends_the_connection(content: str) -> None:
    stream = InterruptedStream(3)
    sender = FrameSender(stream)
    with ThreadPoolExecutor() as threads:
        interrupted = threads.submit(sender.send, text(content), Deadline(None))
        assert stream.blocked.wait(DEADLINE)
        waiting = send_three(sender)
        wanting = threads.submit(sender.send, text("large" * 10_000), Deadline(DEADLINE))
        stream.others_wait.set()
        assert isinstance(interrupted.exception(DEADLINE), KeyboardInterrupt)
        assert isinstance(wanting.exception(DEADLINE), ConnectionClosedError)
        with pytest.raises(ConnectionClosedError, match="was interrupted"):
            sender.send(text("later"), Deadline(DEADLINE))
        assert all(unsent.waits for unsent in waiting)
        with stream.peer:
            assert len(stream.peer.recv(100)) == 3
            assert stream.peer.recv(100) == b""
    sender.close()
    stream.close()


@pytest.mark.parametrize("content", ["small", "large" * 10_000])
def test_ctrl_c_before_anything_of_a_message_is_out_leaves_the_connection_usable(
    content: str,
) -> None:
    stream = InterruptedStream(0)
    sender = FrameSender(stream)
    with ThreadPoolExecutor() as threads:
        interrupted = threads.submit(sender.send, text(content), Deadline(None))
        assert stream.blocked.wait(DEADLINE)
        send_three(sender)
        stream.others_wait.set()
        assert isinstance(interrupted.exception(DEADLINE), KeyboardInterrupt)
        assert stream.payloads(3) == [b"other 0", b"other 1", b"other 2"]
    stream.close()


def test_ctrl_c_while_waiting_for_another_to_send_leaves_the_connection_usable() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    filled = stream.fill()
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    with ThreadPoolExecutor() as threads:
        sending = threads.submit(sender.send, text("large" * 10_000), Deadline(DEADLINE))
        assert stream.blocked.wait(DEADLINE)
        timer = Timer(SHORT, signal.pthread_kill, [get_ident(), signal.SIGINT])
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            sender.send(text("another" * 10_000), Deadline(DEADLINE))
        signal.signal(signal.SIGINT, previous)
        sender.send(text("next"), Deadline(DEADLINE))
        assert stream.payloads(2, filled) == [b"large" * 10_000, b"next"]
        assert sending.result(DEADLINE) is None
    stream.close()


def test_what_is_held_back_leaves_together_with_what_is_not() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    rounds: list[Callable[[], None]] = []
    sender.flush_with(rounds.append)
    held = [
        sender.send(text(f"held {number}"), Deadline(DEADLINE), may_wait=True)
        for number in range(3)
    ]
    assert all(one is not None and one.waits for one in held)
    assert held[1] is not None
    assert held[1].withdraw()
    assert not held[1].withdraw()
    assert sender.send(text("sent"), Deadline(DEADLINE)) is None
    assert stream.payloads(3) == [b"held 0", b"held 2", b"sent"]
    stream.close()
    assert len(rounds) == 1


def test_what_is_held_back_leaves_when_somebody_waits_or_a_round_is_over() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    rounds: list[Callable[[], None]] = []
    sender.flush_with(rounds.append)
    first = sender.send(text("first"), None, may_wait=True)
    assert first is not None
    first.hurry()
    assert not first.waits
    rounds.pop()()
    second = sender.send(text("second"), None, may_wait=True)
    assert second is not None
    assert second.waits
    rounds.pop()()
    assert stream.payloads(2) == [b"first", b"second"]
    stream.close()


def test_enough_that_is_held_back_leaves_at_once() -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    sender.flush_with(lambda _: None)
    sent = [sender.send(text("x" * 10_000), Deadline(DEADLINE), may_wait=True) for _ in range(4)]
    assert [one is not None for one in sent] == [True, True, True, False]
    assert stream.payloads(4) == [b"x" * 10_000] * 4
    stream.close()


def test_ctrl_c_as_a_thread_leaves_its_turn_leaves_the_turn_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = WatchedStream()
    sender = FrameSender(stream)
    leave: Callable[[object], None] = getattr(sender, "_leave")  # noqa: B009 - it is no public one
    interrupts = [KeyboardInterrupt()]

    def leave_interrupted(turn: object) -> None:
        if interrupts:
            raise interrupts.pop()
        leave(turn)

    monkeypatch.setattr(sender, "_leave", leave_interrupted)
    with pytest.raises(KeyboardInterrupt):
        sender.send(text("x" * 20_000), Deadline(DEADLINE))
    assert sender.send(text("next"), Deadline(DEADLINE)) is None
    assert [len(payload) for payload in stream.payloads(2)] == [20_000, 4]
    stream.close()
