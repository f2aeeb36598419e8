"""Results of typed calls."""

from __future__ import annotations

import pytest

from livebind import InvalidReplyError, Method, Model, Reply
from livebind.union import UntaggedUnion
from support.peer import DEADLINE, Peer
from support.session import connected


class Version(Model, kw_only=True):
    major: int
    names: list[str]


VERSION = Method[Version]("get-version", result=Version)


@pytest.mark.parametrize(
    ("result", "path"),
    [
        ({"major": "3", "names": []}, "$.major"),
        ({"major": 3, "names": ["a", 1]}, "$.names[1]"),
        ({"major": 3}, "$"),
        (None, "$"),
        ([], "$"),
    ],
)
def test_a_result_that_does_not_fit_its_type_fails_its_task_alone(
    result: object, path: str
) -> None:
    def answer(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        peer.reply(first, result)
        peer.reply(second, {"major": 3, "names": ["a"], "unknown": 1})

    with connected(answer) as instance:
        first, second = instance.start(VERSION), instance.start(VERSION)
        with pytest.raises(InvalidReplyError) as caught:
            first.result(DEADLINE)
        assert caught.value.path == path
        assert caught.value.raw
        assert second.result(DEADLINE) == Version(major=3, names=["a"])


def test_an_integer_may_be_written_with_a_point() -> None:
    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), {"major": 3.0, "names": [], "extra": [1e2, 0.5]})
        peer.reply(peer.receive(), {"major": 3.5, "names": []})
        peer.reply(peer.receive(), {"major": 3.0, "names": [5]})

    with connected(answer) as instance:
        assert instance.call(VERSION) == Version(major=3, names=[])
        with pytest.raises(InvalidReplyError, match="float") as caught:
            instance.call(VERSION)
        assert caught.value.path == "$.major"
        with pytest.raises(InvalidReplyError) as caught:
            instance.call(VERSION)
        assert caught.value.path == "$.major"


def test_a_result_may_be_of_a_union() -> None:
    class Size(UntaggedUnion, options=(Version, float)):
        pass

    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), 1.5)
        peer.reply(peer.receive(), {"major": 3, "names": []})

    method = Method[object]("get-size", result=Size)
    with connected(answer) as instance:
        assert instance.call(method) == 1.5
        assert instance.call(method) == Version(major=3, names=[])


def test_bytes_come_with_the_result_of_a_method_that_returns_some() -> None:
    method = Method[Reply[Version]]("render", result=Version, has_reply_data=True)

    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), {"major": 3, "names": []}, b"image")
        peer.reply(peer.receive(), {"major": 4, "names": []})

    with connected(answer) as instance:
        replies = [instance.call(method) for _ in range(2)]
    assert [(reply.result.major, reply.data) for reply in replies] == [(3, b"image"), (4, b"")]
