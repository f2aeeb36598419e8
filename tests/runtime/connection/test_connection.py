"""Connections: fair to everybody who waits, ended in time, and leaving nothing behind."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, get_ident
from typing import TYPE_CHECKING

import msgspec
import pytest

from livebind import (
    ConnectionClosedError,
    Instance,
    LivebindError,
    RequestTimeoutError,
)
from livebind.common.message import Message, TextMessage
from livebind.connection.connection import Connection
from livebind.connection.settings import Settings
from livebind.wires.brayns import BraynsWire
from support.fault_server import FaultServer, answer_all
from support.peer import DEADLINE, Peer
from support.session import connected, connector, serving

if TYPE_CHECKING:
    from collections.abc import Generator

    from livebind.timeouts import Deadline

SHORT = 0.2
FILES = Path("/proc/self/fd")
NEWS = TextMessage(b'{"jsonrpc":"2.0","method":"news"}')


class EndlessTransport:
    """A transport in memory whose peer sends news without end, and answers `echo` in between."""

    def __init__(self) -> None:
        self._replies: deque[Message] = deque()
        self._ended = False
        self.is_cut = False
        """Whether nothing can be sent any more, though there is always something to receive."""
        self.idle = False
        """There is always something to receive."""

    def send(self, message: Message, deadline: Deadline) -> None:
        """Answer the request."""
        del deadline
        if self.is_cut:
            raise ConnectionClosedError("cut off while it was sent")
        assert isinstance(message, TextMessage)
        request = msgspec.json.decode(message.text)
        if request["method"] == "echo":
            reply = {"jsonrpc": "2.0", "id": request["id"], "result": request["params"]}
            self._replies.append(TextMessage(msgspec.json.encode(reply)))

    def post(self, message: Message, deadline: Deadline) -> None:
        """Do what `send` does."""
        self.send(message, deadline)

    def receive(self) -> Message:
        """Return a reply, or news."""
        if self._ended:
            raise ConnectionClosedError("ended")
        return self._replies.popleft() if self._replies else NEWS

    def wait(self, seconds: float | None) -> bool:
        """Return at once, as there is always something."""
        del seconds
        return True

    def interrupt(self) -> None:
        """Let `receive` raise."""
        self._ended = True

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Free nothing."""


@contextmanager
def connected_without_end(transport: EndlessTransport | None = None) -> Generator[Instance]:
    """Connect to a peer that never stops sending."""
    settings = Settings("endless", DEADLINE, logging.getLogger("test.endless"))
    with Instance(Connection(transport or EndlessTransport(), BraynsWire(), settings)) as instance:
        yield instance


def test_replies_among_messages_without_end_reach_every_thread() -> None:
    def ask(thread: int) -> list[object]:
        return [instance.request("echo", [thread, number]) for number in range(20)]

    with connected_without_end() as instance, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, range(4)))
    assert answers == [[[thread, number] for number in range(20)] for thread in range(4)]


@pytest.mark.parametrize("thread_count", [1, 4])
def test_deadlines_pass_while_messages_come_without_end(thread_count: int) -> None:
    def wait(_: int) -> float:
        started = time.monotonic()
        with pytest.raises(RequestTimeoutError):
            instance.request("never", timeout=SHORT)
        return time.monotonic() - started

    with connected_without_end() as instance, ThreadPoolExecutor(thread_count) as threads:
        assert max(threads.map(wait, range(thread_count))) < DEADLINE


def test_who_could_not_send_knows_before_the_reader_that_the_connection_has_ended() -> None:
    transport = EndlessTransport()
    with connected_without_end(transport) as instance:
        transport.is_cut = True
        for _ in range(2):
            with pytest.raises(ConnectionClosedError, match="cut off while it was sent"):
                instance.request("echo")
            assert not instance.connected
        transport.interrupt()


def answer_requests(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request, request.params)


def test_a_thread_that_gives_up_leaves_the_reading_to_others() -> None:
    ready = Event()

    def answer_when_ready(peer: Peer) -> None:
        peer.reply(peer.receive())
        requests = [peer.receive() for _ in range(4)]
        assert ready.wait(DEADLINE)
        for request in requests:
            peer.reply(request, request.params)

    with connected(answer_when_ready) as instance, ThreadPoolExecutor() as threads:
        instance.request("now the next thread that waits may read for itself")
        short = threads.submit(instance.request, "echo", 0, timeout=SHORT)
        long = [threads.submit(instance.request, "echo", number) for number in (1, 2, 3)]
        assert isinstance(short.exception(DEADLINE), RequestTimeoutError)
        ready.set()
        assert [waiting.result(DEADLINE) for waiting in long] == [1, 2, 3]


def test_disconnecting_does_not_wait_for_a_message_that_blocks() -> None:
    blocked = Event()

    def read_a_little(peer: Peer) -> None:
        peer.read(1_000_000)
        blocked.set()
        peer.ignore()

    with connected(read_a_little) as instance, ThreadPoolExecutor() as threads:
        upload = threads.submit(instance.execute, "upload", binary=bytes(50_000_000))
        assert blocked.wait(DEADLINE)
        started = time.monotonic()
        instance.disconnect(timeout=SHORT)
        assert time.monotonic() - started < DEADLINE
        assert isinstance(upload.exception(DEADLINE), ConnectionClosedError)


def test_nothing_can_be_sent_after_disconnecting() -> None:
    with connected(answer_requests) as instance:
        instance.disconnect()
        for call in (instance.request, instance.task, instance.send_notification):
            with pytest.raises(ConnectionClosedError, match=r"connector\.connect\(\)"):
                call("method")
        assert not instance.heartbeat()


def test_a_peer_that_answers_with_an_error_is_alive() -> None:
    def refuse(peer: Peer) -> None:
        for request in peer.requests():
            peer.fail(request, -32601, "no such method")

    with connected(refuse) as instance:
        assert instance.heartbeat()


def file_count() -> int:
    return len(list(FILES.iterdir()))


@pytest.mark.skipif(not FILES.exists(), reason="needs the files of a process")
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("script", [answer_all, Peer.hang_up, Peer.reset, Peer.close])
def test_no_connection_leaves_a_file_or_a_thread_behind(script: object, *, secure: bool) -> None:
    assert callable(script)
    before = file_count()
    with serving(script, secure=secure) as server:
        for settings in (connector(server.port, secure=secure), connector(server.port)):
            for _ in range(5):
                try:
                    with settings.connect() as instance:
                        instance.request("echo")
                except LivebindError:
                    pass
    assert file_count() <= before
    assert not [thread for thread in threading.enumerate() if "livebind-127" in thread.name]


def test_a_connection_can_be_made_and_ended_many_times() -> None:
    with FaultServer(answer_all) as server:
        for number in range(50):
            with connector(server.port).connect() as instance:
                assert instance.request("echo", number) == number
        assert server.connection_count == 50


class InterruptingHandler(logging.Handler):
    """Ctrl-C at the moment in which this thread handles the reply to a method."""

    def __init__(self, method: str) -> None:
        super().__init__()
        self._method = method
        self._thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Interrupt."""
        what = record.getMessage()
        if what.startswith("reply") and self._method in what and get_ident() == self._thread:
            raise KeyboardInterrupt


def test_ctrl_c_within_the_reply_to_another_task_leaves_nobody_waiting() -> None:
    def answer_in_pairs(peer: Peer) -> None:
        for request in peer.requests():
            if request.method == "other":
                mine = peer.receive()
                peer.reply(request)
                peer.reply(mine)
            else:
                peer.reply(request)

    logger = logging.getLogger("test.interrupted")
    logger.setLevel(logging.INFO)
    logger.addHandler(InterruptingHandler("other"))
    with connected(answer_in_pairs, logger=logger) as instance:
        while True:  # until it is this thread that reads the reply
            instance.request("now this thread may read for itself")
            other = instance.task("other")
            try:
                instance.request("mine")
            except KeyboardInterrupt:
                break
            other.result(DEADLINE)
        with pytest.raises(ConnectionClosedError, match="interrupted"):
            other.result(DEADLINE)
