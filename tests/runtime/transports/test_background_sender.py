"""Sending in a thread of what does not go at once, also after something that cannot be sent."""

from __future__ import annotations

import logging
from queue import Queue
from typing import TYPE_CHECKING, Any, cast

from livebind.common.message import TextMessage
from livebind.timeouts import Deadline
from livebind.transports.background_sender import BackgroundSender
from support.peer import DEADLINE

if TYPE_CHECKING:
    import pytest


class Exhausted:
    """Stands for a transport that has no room, and no memory for its first message.

    Memory cannot be made scarce for one message of a real one.
    """

    def __init__(self) -> None:
        self.sent: Queue[bytes] = Queue()
        self._fails = True

    def send_at_once(self, *_: object) -> None:
        raise BlockingIOError

    def send(self, message: TextMessage, _: Deadline) -> None:
        if self._fails:
            self._fails = False
            raise MemoryError
        self.sent.put(message.text)


def test_what_cannot_be_sent_holds_up_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    transport = Exhausted()
    logger = logging.getLogger("livebind")
    sender = BackgroundSender(cast("Any", transport), logger, check=lambda: None)
    for text in (b"first", b"second", b"third"):
        sender.send(TextMessage(text), Deadline(DEADLINE))
    assert [transport.sent.get(timeout=DEADLINE) for _ in range(2)] == [b"second", b"third"]
    assert "a message cannot be sent" in caplog.text
