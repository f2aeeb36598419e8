"""What completion offers on an object is what an application uses, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livebind import Listener, Model, Pool, Reply
from support.session import connected

if TYPE_CHECKING:
    from support.peer import Peer

TASK = {
    "add_done_callback",
    "cancel",
    "done",
    "error",
    "follow",
    "follow_async",
    "id",
    "max_interval",
    "method",
    "progress",
    "result",
    "result_async",
}
INSTANCE = {
    "call",
    "command",
    "connected",
    "disconnect",
    "execute",
    "greeting",
    "heartbeat",
    "in_session",
    "listen",
    "request",
    "send_notification",
    "start",
    "task",
}
LISTENER = {"done", "exit_code", "id", "max_interval", "next", "task"}
POOL = {"add", "close", "connect", "remove"}


class Size(Model, kw_only=True):
    """A size."""

    width: int


def offered(value: object) -> set[str]:
    """Return the names that completion shows before an underscore is typed."""
    return {name for name in dir(value) if not name.startswith("_")}


def answer(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request)


def test_an_instance_and_what_it_returns_show_no_internals() -> None:
    with connected(answer) as instance:
        task = instance.task("method")
        listener = Listener(task)
        task.result()
        assert offered(instance) == INSTANCE
        assert offered(task) == TASK
        assert offered(listener) == LISTENER


def test_a_pool_shows_no_internals() -> None:
    pool = Pool()
    assert offered(pool) == POOL
    member = pool.add("localhost:1")
    assert offered(member) == {"close", "connect", "connected", "connector", "instance"}


def test_a_model_shows_its_fields_beside_what_all_models_have() -> None:
    assert offered(Size(width=1)) == {"width", "to_dict", "to_json"}
    assert offered(Reply(result=1, data=b"")) == {"result", "data", "to_dict", "to_json"}
