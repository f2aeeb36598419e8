"""Who reads: leaders, followers, and the background thread when nobody else does."""

from __future__ import annotations

import logging
from collections import deque
from contextlib import contextmanager, suppress
from threading import Condition, Event, Thread, get_ident
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, ProtocolError, UsageError
from livebind.common.message import Message, TextMessage
from livebind.connection.dispatcher import Dispatcher
from livebind.connection.reader import Reader
from livebind.connection.settings import Settings
from livebind.connection.task_table import TaskTable
from livebind.hooks import Hooks
from livebind.wires.json_rpc import JsonRpcWire
from support.peer import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from livebind.timeouts import Deadline

SHORT = 0.05
NEWS = TextMessage(b'{"jsonrpc":"2.0","method":"news"}')


class QueueTransport:
    """A transport in memory: what is put into it is received."""

    def __init__(self) -> None:
        self._arrived = Condition()
        self._queue: deque[Message | Exception] = deque()
        self.idle = True
        self.interrupted: int | None = None
        """The thread in whose next wait Ctrl-C comes."""
        self.said: list[int] = []
        self.closed = Event()

    def put(self, *messages: Message | Exception) -> None:
        """Let messages arrive."""
        with self._arrived:
            self._queue.extend(messages)
            self._arrived.notify_all()

    def wait(self, seconds: float | None) -> bool:
        """Wait for the next."""
        if self.interrupted == get_ident():
            self.interrupted = None
            raise KeyboardInterrupt
        with self._arrived:
            self.idle = not self._arrived.wait_for(lambda: self._queue, seconds)
            return not self.idle

    def receive(self) -> Message | None:
        """Return the next."""
        if not self._queue:
            self.idle = True
            return None
        message = self._queue.popleft()
        if isinstance(message, Exception):
            raise message
        return message

    def send(self, message: Message, deadline: Deadline) -> None:
        """Nothing is sent here."""
        raise NotImplementedError

    def post(self, message: Message, deadline: Deadline) -> None:
        """Nothing is sent here."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """Let the reader find the end."""
        self.put(ConnectionClosedError("interrupted"))

    def say_goodbye(self, code: int, deadline: Deadline) -> None:
        """Note the code."""
        del deadline
        self.said.append(code)

    def close(self) -> None:
        """Note it."""
        self.closed.set()


class Reading:
    """A reader with all that belongs to it, which notes the news that it handles."""

    def __init__(self) -> None:
        self.transport = QueueTransport()
        self.readers: list[int] = []
        """The thread that handled each of the news."""
        self.on_news: Callable[[], object] = lambda: None
        self.lost: list[Exception] = []
        hooks = Hooks(on_notification=self._note, on_connection_lost=self.lost.append)
        settings = Settings("test", None, logging.getLogger("test.reader"), hooks)
        self.tasks = TaskTable(settings)
        dispatcher = Dispatcher(JsonRpcWire(), self.tasks, settings, lambda _: None)
        self.reader = Reader(self.transport, dispatcher, self.tasks, settings)

    def _note(self, _method: str, _params: object) -> None:
        self.readers.append(get_ident())
        self.on_news()

    def lead_until(self, count: int) -> None:
        """Lead until so many news were handled, whoever does it."""
        while len(self.readers) < count:
            self.reader.lead(lambda: len(self.readers) < count, SHORT)


@contextmanager
def reading() -> Generator[Reading]:
    """Give a reader, and end it."""
    one = Reading()
    try:
        yield one
    finally:
        one.transport.interrupt()
        assert one.transport.closed.wait(DEADLINE)
        one.reader.join(DEADLINE)


def test_the_background_thread_reads_while_nobody_waits() -> None:
    handled = Event()
    with reading() as one:
        one.on_news = handled.set
        one.transport.put(NEWS)
        assert handled.wait(DEADLINE)
        assert one.readers != [get_ident()]


def test_a_thread_that_waits_leads_and_others_follow() -> None:
    led, go_on = Event(), Event()
    with reading() as one:
        answers: list[bool] = []

        def follow() -> None:
            assert led.wait(DEADLINE)
            answers.append(one.reader.lead(lambda: True, DEADLINE))
            go_on.set()

        def let_another_try() -> None:
            led.set()
            assert go_on.wait(DEADLINE)

        one.on_news = let_another_try
        follower = Thread(target=follow)
        follower.start()
        one.transport.put(NEWS)
        one.lead_until(1)
        follower.join(DEADLINE)
        assert answers == [False]


def test_threads_are_woken_after_a_hundred_messages_at_the_latest() -> None:
    woken_after: list[int] = []
    with reading() as one:

        def wake_somebody() -> None:
            if len(one.readers) == 1:
                one.tasks.to_wake.append(lambda: woken_after.append(len(one.readers)))

        one.on_news = wake_somebody
        one.transport.put(*[NEWS] * 250)
        one.lead_until(250)
    assert woken_after == [100]


def test_who_reads_must_not_wait() -> None:
    errors: list[UsageError] = []
    with reading() as one:

        def wait_within() -> None:
            for wait in (one.reader.check_may_wait, lambda: one.reader.lead(lambda: True, 0)):
                with pytest.raises(UsageError, match="cannot wait for a reply") as caught:
                    wait()
                errors.append(caught.value)

        one.on_news = wait_within
        one.transport.put(NEWS)
        one.lead_until(1)
        one.reader.check_may_wait()
    assert len(errors) == 2


def test_ctrl_c_while_waiting_for_a_message_leaves_the_connection_usable() -> None:
    with reading() as one:
        one.transport.interrupted = get_ident()
        with suppress(KeyboardInterrupt):
            while True:  # until it is this thread that leads
                one.transport.put(NEWS)
                one.reader.lead(lambda: True, SHORT)
        assert one.transport.interrupted is None
        before = len(one.readers)
        one.transport.put(NEWS)
        one.lead_until(before + 1)
        assert not one.tasks.has_ended


@pytest.mark.parametrize(
    ("end", "code"),
    [(ConnectionClosedError("left"), 1000), (ProtocolError("wrong", close_code=1007), 1007)],
)
def test_the_end_is_told_and_frees_the_transport(end: Exception, code: int) -> None:
    with reading() as one:
        one.transport.put(end)
        assert one.transport.closed.wait(DEADLINE)
        assert (one.transport.said, one.lost) == ([code], [end])
        assert not one.reader.lead(lambda: True, DEADLINE)


def test_an_error_of_our_own_ends_the_connection() -> None:
    with reading() as one:
        one.transport.put(ValueError("unforeseen"))
        assert one.transport.closed.wait(DEADLINE)
    assert "unforeseen" in str(one.lost[0])
