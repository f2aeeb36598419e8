"""One peer in a process of its own, told by lines of JSON on standard input what to measure.

    worker.py PEER PORT

Each line is `{"task": NAME, ...}` and is answered with one line: the seconds of each repetition,
and the growth of the peak memory in bytes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from clients import PEERS, Peer

if TYPE_CHECKING:
    from collections.abc import Callable

_KILOBYTE = 1024
_RESET = Path("/proc/self/clear_refs")


class Worker:
    """Measures one peer. Connections are kept for the next repetition."""

    def __init__(self, peer: str, port: int) -> None:
        self._make = PEERS[peer]
        self._port = port
        self._connected: dict[str, Peer] = {}

    def run(self, task: str, *, path: str, count: int = 1, size: int = 0) -> dict[str, Any]:
        """Return the measurement of one task."""
        peer = self._connected.get(path)
        if peer is None:
            peer = self._connected[path] = self._make(self._port, path)
            peer.request() if task in {"request", "pipeline", "threads"} else None
        tasks: dict[str, Callable[[], list[float]]] = {
            "request": lambda: [_time(peer.request) for _ in range(count)],
            "pipeline": lambda: [_time(lambda: peer.pipeline(count))],
            "threads": lambda: [_time(lambda: _in_threads(peer, count))],
            "receive": lambda: [_time(peer.receive)],
            "send": lambda: self._send(peer, size),
        }
        return _with_memory(tasks[task])

    @staticmethod
    def _send(peer: Peer, size: int) -> list[float]:
        return [_time(lambda: peer.send(_payload(size)))]


_payloads: dict[int, bytes] = {}


def _payload(size: int) -> bytes:
    """Return the same bytes each time, so that they do not count as the peer's memory."""
    if size not in _payloads:
        _payloads[size] = bytes(range(256)) * (size // 256)
    return _payloads[size]


def _with_memory(measure: Callable[[], list[float]]) -> dict[str, Any]:
    # Not `getrusage`, whose peak begins with that of the process which started this one.
    _RESET.write_text("5")  # forgets the peak so far, proc(5)
    before = _status("VmRSS")
    seconds = measure()
    return {"seconds": seconds, "memory": (_status("VmHWM") - before) * _KILOBYTE}


def _status(name: str) -> int:
    """Return a size in kilobytes that Linux knows of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _time(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _in_threads(peer: Peer, count: int) -> None:
    """Make 3200 requests on one connection, from `count` threads."""

    def work() -> None:
        for _ in range(3200 // count):
            peer.request()

    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def decode(repetitions: int) -> dict[str, list[float]]:
    """Return the times to make typed objects of a reply of 100 kB, and those of `json.loads`."""
    from server import text_reply  # noqa: PLC0415 - only of this measurement
    from typed_result import GET_MODEL  # noqa: PLC0415 - likewise

    from livebind.common.message import TextMessage  # noqa: PLC0415 - likewise
    from livebind.wires.brayns import BraynsWire  # noqa: PLC0415 - likewise
    from livebind.wires.events import SuccessReply  # noqa: PLC0415 - likewise

    wire = BraynsWire()

    def typed(text: bytes) -> None:
        text.isascii()
        (reply,) = wire.receive(TextMessage(text))
        assert isinstance(reply, SuccessReply)  # noqa: S101 - a benchmark must measure success
        GET_MODEL.result_decoder.decode(reply.result)

    ours: list[float] = []
    standard: list[float] = []
    for _ in range(repetitions):
        text = text_reply(b"%d" % wire.new_request(), 100_000)
        ours.append(_time(lambda text=text: typed(text)))  # type: ignore[misc]  # bound here
        standard.append(_time(lambda text=text: json.loads(text)))  # type: ignore[misc]  # likewise
    return {"livebind": ours, "json": standard}


def main() -> None:
    """Answer each line of standard input with one line of standard output."""
    worker = Worker(sys.argv[1], int(sys.argv[2]))
    for line in sys.stdin:
        order = json.loads(line)
        if order["task"] == "decode":
            answer: dict[str, Any] = decode(order["count"])
        elif order["task"] == "without-numpy":
            sys.modules["numpy"] = None  # type: ignore[assignment]  # as if it were not installed
            answer = {}
        else:
            _payload(order.get("size", 0))
            answer = worker.run(order.pop("task"), **order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
