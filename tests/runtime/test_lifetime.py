"""An instance that nobody holds any more ends its connection, unless a task still needs it."""

from __future__ import annotations

import gc
from threading import Event
from typing import TYPE_CHECKING

from support.peer import DEADLINE
from support.session import connector, serving

if TYPE_CHECKING:
    from support.peer import Peer


def test_a_dropped_instance_frees_its_place_at_the_backend() -> None:
    gone = Event()

    def notice_the_end(peer: Peer) -> None:
        peer.accept()
        peer.wait_until_gone()
        gone.set()

    with serving(notice_the_end, secure=False) as server:
        instance = connector(server.port).connect()
        del instance
        gc.collect()
        assert gone.wait(DEADLINE)


def test_a_task_keeps_its_connection() -> None:
    collected = Event()

    def answer_late(peer: Peer) -> None:
        peer.accept()
        for request in peer.requests():
            assert collected.wait(DEADLINE)
            peer.reply(request, "late")

    with serving(answer_late, secure=False) as server:
        task = connector(server.port).connect().task("wait")
        gc.collect()
        collected.set()
        assert task.result(DEADLINE).result == "late"
