"""Replies that are late, doubled, for nobody, or no replies at all."""

from __future__ import annotations

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from livebind import InvalidReplyError, RemoteError, RequestTimeoutError
from support.bystanders import Noticed, send_while_two_wait
from support.fault_proxy import FaultProxy, Line
from support.faults import fault
from support.frames import BINARY, TEXT, frame, packet
from support.peer import DEADLINE, Peer
from support.session import connected, connector, serving

SHORT = 0.2


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="livebind")


def levels_of(caplog: pytest.LogCaptureFixture, text: str) -> set[int]:
    """Return the levels of the records whose message holds `text`."""
    return {record.levelno for record in caplog.records if text in record.getMessage()}


def text_frame(value: object) -> bytes:
    return frame(TEXT, json.dumps(value).encode())


@fault(22)
def test_a_reply_that_never_comes_is_a_timeout(*, secure: bool) -> None:
    with connected(Peer.ignore, secure=secure) as instance:
        with pytest.raises(RequestTimeoutError):
            instance.request("method", timeout=SHORT)
        assert instance.connected


@fault(22)
def test_the_connector_sets_the_timeout_of_requests() -> None:
    with connected(Peer.ignore, request_timeout=SHORT) as instance:
        started = time.monotonic()
        with pytest.raises(RequestTimeoutError):
            instance.request("method")
        assert SHORT <= time.monotonic() - started < DEADLINE


@fault(22)
def test_notifications_without_end_do_not_extend_a_timeout() -> None:
    def notify_endlessly(peer: Peer) -> None:
        data = text_frame({"jsonrpc": "2.0", "method": "news"}) * 1000
        while True:
            peer.send(data)

    with connected(notify_endlessly) as instance:
        started = time.monotonic()
        with pytest.raises(RequestTimeoutError):
            instance.request("method", timeout=SHORT)
        assert time.monotonic() - started < DEADLINE


@fault(23)
def test_a_reply_byte_by_byte_is_a_timeout_and_harms_no_other() -> None:
    given_up = Event()

    def answer_slowly(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        answer = text_frame({"jsonrpc": "2.0", "id": first.id, "result": "x" * 30})
        peer.drip(answer[:-1], 0.01)
        assert given_up.wait(DEADLINE)
        peer.send(answer[-1:])
        peer.reply(second, "second")

    with connected(answer_slowly) as instance, ThreadPoolExecutor() as threads:
        first = instance.task("first")
        second = threads.submit(instance.request, "second")
        with pytest.raises(RequestTimeoutError):
            first.result(SHORT)
        given_up.set()
        assert second.result(DEADLINE) == "second"
        assert first.result(DEADLINE).result == "x" * 30


@fault(23)
def test_a_large_reply_over_a_slow_line_arrives_and_delays_no_deadline(*, secure: bool) -> None:
    given_up = Event()

    def answer_with_much(peer: Peer) -> None:
        peer.accept()
        first, second = peer.receive(), peer.receive()
        answer = text_frame({"jsonrpc": "2.0", "id": first.id, "result": "x" * 100_000})
        peer.send(answer[:-1])
        assert given_up.wait(DEADLINE)
        peer.send(answer[-1:])
        peer.reply(second, "second")

    line = Line(delay=0.02, piece_size=2_000)
    with (
        serving(answer_with_much, secure=secure) as server,
        FaultProxy(server.port, to_client=line) as proxy,
        connector(proxy.port, secure=secure).connect() as instance,
    ):
        first = instance.task("first")
        with pytest.raises(RequestTimeoutError):
            instance.request("second", timeout=SHORT)
        given_up.set()
        assert first.result(DEADLINE).result == "x" * 100_000


@fault(22)
@fault(24)
def test_a_late_reply_is_dropped_quietly_and_its_id_is_not_used_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def answer_late(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        assert first.id != second.id
        peer.progress(first, "late", 0.5)
        peer.reply(first, "late")
        peer.reply(second, "second")

    with connected(answer_late) as instance:
        with pytest.raises(RequestTimeoutError):
            instance.request("first", timeout=SHORT)
        assert instance.request("second") == "second"
    assert levels_of(caplog, "a late message about request 1") == {logging.DEBUG}
    assert max(record.levelno for record in caplog.records) == logging.INFO


@fault(24)
def test_a_result_that_overtakes_its_cancellation_is_kept() -> None:
    def answer_then_refuse(peer: Peer) -> None:
        job, cancellation = peer.receive(), peer.receive()
        peer.reply(job, "result")
        peer.fail(cancellation, -32602, "no such request")

    with connected(answer_then_refuse) as instance:
        task = instance.task("job")
        task.cancel()
        assert task.result(DEADLINE).result == "result"


@fault(25)
def test_a_second_reply_is_dropped_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    def answer_twice(peer: Peer) -> None:
        first = peer.receive()
        peer.reply(first, "first")
        peer.reply(first, "again")
        peer.reply(peer.receive(), "second")

    with connected(answer_twice) as instance:
        assert instance.request("first") == "first"
        assert instance.request("second") == "second"
    assert levels_of(caplog, "request 1 was dropped: it was answered before") == {logging.WARNING}


@fault(26)
@pytest.mark.parametrize("request_id", [999, -1, 0, 1.0, True, "1", None, [1], {}, 2**70])
def test_a_reply_to_an_id_that_nobody_waits_for_is_dropped_with_a_warning(
    request_id: object, caplog: pytest.LogCaptureFixture
) -> None:
    noticed = send_while_two_wait(
        text_frame({"jsonrpc": "2.0", "id": request_id, "result": "wrong"})
    )
    assert noticed == Noticed()
    assert levels_of(caplog, "was dropped: no request has this id") == {logging.WARNING}


NULL_ERROR = {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "odd\nline"}}


@fault(27)
def test_an_error_with_the_id_null_fails_none_of_several_requests(
    caplog: pytest.LogCaptureFixture, *, secure: bool
) -> None:
    noticed = send_while_two_wait(text_frame(NULL_ERROR), secure=secure)
    assert [error.code for error in noticed.errors] == [-32700]
    assert levels_of(caplog, r"odd\nline") == {logging.ERROR}


@fault(27)
def test_an_error_with_the_id_null_fails_the_only_request() -> None:
    def refuse(peer: Peer) -> None:
        first = peer.receive()
        peer.send_json(NULL_ERROR)
        peer.reply(first, "late")
        peer.reply(peer.receive(), "second")

    noticed = Noticed()
    with connected(refuse, hooks=noticed.hooks()) as instance:
        with pytest.raises(RemoteError) as caught:
            instance.request("first")
        assert caught.value.code == -32700
        assert instance.request("second") == "second"
    assert len(noticed.errors) == 1


@fault(28)
@pytest.mark.parametrize("params", [None, {"a": 1}, [1], {"id": 99, "operation": "", "amount": 1}])
def test_an_unknown_notification_goes_to_its_hook(params: object) -> None:
    message = {"jsonrpc": "2.0", "method": "news", "params": params}
    assert send_while_two_wait(text_frame(message)).notifications == [("news", params)]


@fault(28)
def test_a_notification_without_params_goes_to_its_hook() -> None:
    noticed = send_while_two_wait(text_frame({"jsonrpc": "2.0", "method": "news"}))
    assert noticed.notifications == [("news", None)]


@fault(28)
def test_unrelated_bytes_go_to_the_binary_handler(*, secure: bool) -> None:
    image = b"\x89PNG" + bytes(200_000)
    assert send_while_two_wait(frame(BINARY, image), secure=secure).binaries == [image]


@fault(28)
def test_unrelated_bytes_without_a_handler_are_an_invalid_message() -> None:
    noticed = send_while_two_wait(frame(BINARY, b"image"), handler=False)
    assert "5 bytes that are no reply" in str(noticed.invalid[0])


ERROR = {"code": 1, "message": "text"}


@fault(29)
@pytest.mark.parametrize(
    "answer",
    [
        {"jsonrpc": "2.0", "result": 1, "error": ERROR},
        {"jsonrpc": "2.0"},
        {"jsonrpc": "1.0", "result": 1},
        {"jsonrpc": 2.0, "result": 1},
        {"result": 1},
        {"jsonrpc": "2.0", "error": None},
        {"jsonrpc": "2.0", "error": "text"},
        {"jsonrpc": "2.0", "error": {"code": "1", "message": "text"}},
        {"jsonrpc": "2.0", "error": {"message": "text"}},
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_a_reply_that_is_none_fails_its_request_alone(
    answer: dict[str, Any], *, binary: bool
) -> None:
    def answer_badly(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        data = json.dumps(answer | {"id": first.id}).encode()
        peer.send(frame(BINARY, packet(data, b"body")) if binary else frame(TEXT, data))
        peer.reply(second, "second")

    with connected(answer_badly) as instance:
        first, second = instance.task("first"), instance.task("second")
        with pytest.raises(InvalidReplyError) as caught:
            first.result(DEADLINE)
        assert json.loads(caught.value.raw) == answer | {"id": 1}
        assert second.result(DEADLINE).result == "second"
        assert instance.connected


@fault(30)
def test_each_message_of_a_batch_is_handled() -> None:
    def answer_both(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        peer.send_json(
            [
                {"jsonrpc": "2.0", "id": second.id, "result": "second"},
                {"jsonrpc": "2.0", "method": "news"},
                {"jsonrpc": "2.0", "id": first.id, "result": "first"},
                "odd",
            ]
        )

    noticed = Noticed()
    with connected(answer_both, hooks=noticed.hooks()) as instance:
        tasks = [instance.task("first"), instance.task("second")]
        assert [task.result(DEADLINE).result for task in tasks] == ["first", "second"]
    assert noticed.notifications == [("news", None)]
    assert len(noticed.invalid) == 1


@fault(30)
@pytest.mark.parametrize("batch", [[], [[]], [1, 2], [[{"jsonrpc": "2.0", "id": 1, "result": 1}]]])
def test_a_batch_that_makes_no_sense_harms_no_request(batch: list[object]) -> None:
    assert send_while_two_wait(text_frame(batch)).invalid
