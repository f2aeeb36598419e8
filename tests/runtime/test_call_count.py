"""How many Python calls a typed request passes: the price of layers, counted instead of timed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from livebind import Method
from support.session import connected

if TYPE_CHECKING:
    from types import FrameType

    from livebind import Instance
    from support.peer import Peer

MOST_CALLS = 51
MOST_NESTED = 12


class Version(msgspec.Struct):
    major: int


GET_VERSION = Method[Version]("get-version", result=Version)


def get_version(instance: Instance) -> Version:
    """Do what a generated function does."""
    return instance.call(GET_VERSION)


def count_calls(instance: Instance) -> tuple[int, int]:
    """Return how many Python functions one request calls in this thread, and how deep they nest."""
    count, depth, deepest = 0, 0, 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:  # noqa: ANN401 - of any event
        nonlocal count, depth, deepest
        if event == "call":
            count, depth = count + 1, depth + 1
            deepest = max(deepest, depth)
        elif event == "return":
            depth -= 1

    previous = sys.getprofile()
    sys.setprofile(note)
    try:
        get_version(instance)
    finally:
        sys.setprofile(previous)
    return count, deepest


def test_a_typed_request_passes_few_calls() -> None:
    def answer(peer: Peer) -> None:
        for request in peer.requests():
            peer.reply(request, {"major": 3})

    with connected(answer) as instance:
        # Another thread may happen to read the one or other reply.
        counts = [count_calls(instance) for _ in range(50)]
    assert min(counts) <= (MOST_CALLS, MOST_NESTED)
    assert min(deepest for _, deepest in counts) <= MOST_NESTED
