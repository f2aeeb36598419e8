"""One round of the benchmark: everything is measured once.

Within a round the peers take turns, so that what else the machine does weighs on all alike.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clients import PEERS
from figures import LARGE_MESSAGE, Memory, Round, Times
from processes import Worker, import_seconds, running_server, running_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["measure_round"]

_MEGABYTE = 1024 * 1024
_TURNS = 5
"""How often each peer is measured in a round."""
_SMALL_REPLY = "reply/130"


def measure_round() -> Round:
    """Measure everything, with processes of its own."""
    with running_server() as port:
        with running_workers(PEERS, port) as workers:
            receive, receive_memory = _transfer(workers, "receive", path=f"binary/{LARGE_MESSAGE}")
        with running_workers(PEERS, port) as workers:
            send, send_memory = _transfer(workers, "send", path="reply/1", size=LARGE_MESSAGE)
        with running_workers(("raw socket", "livebind"), port) as workers:
            for worker in workers.values():
                worker.ask("without-numpy")
            plain, plain_memory = _transfer(workers, "send", path="reply/1", size=LARGE_MESSAGE)
        with running_workers(PEERS, port) as workers:
            request = _alternate(workers, "request", path=_SMALL_REPLY, count=500)
            pipeline = _alternate(workers, "pipeline", path=_SMALL_REPLY, count=1000)
            ours = workers["livebind"]
            return Round(
                request=request,
                pipeline=pipeline,
                threads=_threads(ours),
                receive=receive,
                receive_memory=receive_memory,
                send=send,
                send_memory=send_memory,
                send_without_numpy=plain,
                send_without_numpy_memory=plain_memory,
                decode=ours.ask("decode", count=40 * _TURNS),
                fragments=_fragments(ours),
                imports=_imports(),
            )


def _in_turns(contenders: Mapping[str, Callable[[], list[float]]]) -> Times:
    """Return the seconds of all contenders, each of which is measured once in every turn."""
    times: Times = {name: [] for name in contenders}
    for _ in range(_TURNS):
        for name, measure in contenders.items():
            times[name] += measure()
    return times


def _seconds(worker: Worker, task: str, path: str, **order: int) -> Callable[[], list[float]]:
    def measure() -> list[float]:
        seconds: list[float] = worker.ask(task, path=path, **order)["seconds"]
        return seconds

    return measure


def _alternate(workers: Mapping[str, Worker], task: str, *, path: str, **order: int) -> Times:
    return _in_turns(
        {name: _seconds(worker, task, path, **order) for name, worker in workers.items()}
    )


def _transfer(
    workers: Mapping[str, Worker], task: str, *, path: str, **order: int
) -> tuple[Times, Memory]:
    """Return time and memory of a large message in one direction."""
    memory: Memory = {}
    for name, worker in workers.items():
        # Connected, and its libraries imported, before its memory is measured.
        worker.ask("send", path="reply/1", size=2 * _MEGABYTE)
        memory[name] = worker.ask(task, path=path, **order)["memory"]
    return _alternate(workers, task, path=path, **order), memory


def _threads(worker: Worker) -> Times:
    return _in_turns(
        {str(count): _seconds(worker, "threads", _SMALL_REPLY, count=count) for count in (1, 32)}
    )


def _fragments(worker: Worker) -> Times:
    return _in_turns(
        {
            str(count): _seconds(worker, "receive", f"fragments/{count}/{16 * _MEGABYTE}")
            for count in (1, 4096)
        }
    )


def _imports() -> Times:
    statements = {
        "nothing": "pass",
        "websocket": "import websocket",
        # A connector, as names are loaded when they are first used.
        "livebind": "from livebind import Connector",
    }
    return _in_turns({name: partial(_import, statement) for name, statement in statements.items()})


def _import(statement: str) -> list[float]:
    return [import_seconds(statement)]
