"""Print how often Ctrl-C costs a connection, in a program that does nothing but make requests.

    python benchmarks/interrupts.py [--interrupts N]

A timer stands for the key: it raises `KeyboardInterrupt` in the main thread at a random moment, in
a loop of small requests, in one of requests and replies of 400 kB, and while it waits for an
answer. A connection is lost if the next request on it fails.
"""

from __future__ import annotations

import argparse
import random
import signal
from typing import TYPE_CHECKING

from processes import running_server

from livebind import Instance, LivebindError, connect

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGE = 400_000
_SHORTEST, _LONGEST = 0.0005, 0.01
"""Seconds before an interrupt."""
_WAITING = 180
"""Interrupts while it waits."""


def small(instance: Instance) -> None:
    """Make small requests until it is interrupted."""
    while True:
        instance.request("get-model")


def large(instance: Instance) -> None:
    """Make large requests with large replies until it is interrupted."""
    data = bytes(_LARGE)
    while True:
        instance.execute("get-model", None, data)


def waiting(instance: Instance) -> None:
    """Wait for an answer that never comes until it is interrupted."""
    instance.request("ignore")


def lost(uri: str, work: Callable[[Instance], None], count: int) -> int:
    """Return how many of `count` interrupts cost a connection."""
    lost_count = 0
    instance = connect(uri)
    for _ in range(count):
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(_SHORTEST, _LONGEST))  # noqa: S311
            work(instance)
        except KeyboardInterrupt:
            pass
        try:
            instance.request("get-model")
        except LivebindError:
            lost_count += 1
            instance.disconnect()
            instance = connect(uri)
    instance.disconnect()
    return lost_count


def main() -> None:
    """Interrupt each kind of program and print what was lost."""
    parser = argparse.ArgumentParser(description="Print how often Ctrl-C costs a connection.")
    parser.add_argument("--interrupts", type=int, default=500)
    count = parser.parse_args().interrupts
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    with running_server() as port:
        uri = f"ws://127.0.0.1:{port}"
        for what, path, work, times in (
            ("small requests", "reply/130", small, count),
            ("requests of 400 kB", f"binary/{_LARGE}", large, count),
            ("waiting", "silent/1", waiting, _WAITING),
        ):
            number = lost(f"{uri}/{path}", work, times)
            print(f"{what}: {number} of {times} ({number / times:.1%})", flush=True)


if __name__ == "__main__":
    main()
