"""Server-sent events, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind.errors import MessageTooBigError
from livebind.transports.event_stream import EventStream

CONTENT = (
    b"\xef\xbb\xbf: a comment\r\n"
    b"id: 1\ndata:\n\n"
    b"event: message\r\nid: 2\r\ndata: one\r\ndata:two\r\n\r\n"
    b"retry: 250\rdata:  three\r\r"
    b"data\n\nunknown: field\nid: 3\ndata: four\n\n"
    b"data: cut"
)
EVENTS = [b"one\ntwo", b" three", b"four"]


@given(st.lists(st.integers(0, len(CONTENT))))
def test_events_are_those_of_the_content_however_it_comes(cuts: list[int]) -> None:
    stream = EventStream(1000)
    places = sorted({0, *cuts, len(CONTENT)})
    events = [event for start, end in pairwise(places) for event in stream.feed(CONTENT[start:end])]
    assert events == EVENTS
    assert (stream.last_id, stream.retry_seconds) == ("3", 0.25)


def test_another_response_begins_anew_and_keeps_the_place() -> None:
    stream = EventStream(1000)
    assert stream.feed(b"id: 7\ndata: cut in two") == []
    stream.restart()
    assert stream.feed(b"data: whole\n\n") == [b"whole"]
    assert stream.last_id == "7"


@pytest.mark.parametrize("content", [b"data: " + b"x" * 200, b"data: " + b"x\ndata: " * 200])
def test_an_event_that_is_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(MessageTooBigError):
        EventStream(100).feed(content)


@pytest.mark.parametrize("retry", [b"soon", b"-1", b""])
def test_a_time_that_is_none_is_ignored(retry: bytes) -> None:
    stream = EventStream(100)
    stream.feed(b"retry: " + retry + b"\n\n")
    assert stream.retry_seconds == 1.0
