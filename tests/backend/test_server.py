"""Connections, order, progress, cancelling and the end of the service."""

import contextlib
import json
import socket
import struct
import threading
import time
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from backend.peer import Backend, Peer, PeerError, connected, running
from backend.raw_peer import CLOSE, PING, PONG, TEXT, exchange, make_frame, raw_connected
from livebind_backend.server import Service

Json = Any

SLOW: dict[str, Json] = {
    "image_settings": {"size": [640, 480]},
    "renderer": {"name": "production", "params": {"samples_per_pixel": 5000}},
}
"""A snapshot that takes minutes."""


def start_slow_snapshot(peer: Peer) -> int:
    """Send a snapshot that would take minutes and wait until it runs."""
    request_id = peer.send_request("snapshot", SLOW)
    assert peer.receive().content["params"]["id"] == request_id
    return request_id


def next_answer(peer: Peer) -> dict[str, Json]:
    """Read past progress."""
    while "id" not in (content := peer.receive().content):
        pass
    return content


def test_the_health_check_answers(backend: Backend) -> None:
    answer = exchange(backend.address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\nOk")


def test_a_request_that_is_no_upgrade_is_refused(backend: Backend) -> None:
    answer = exchange(backend.address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_ping_is_answered(backend: Backend) -> None:
    with raw_connected(backend.address) as raw:
        raw.send(make_frame(PING, b"hello"))
        assert raw.receive_frame() == (PONG, b"hello")


def test_a_close_frame_is_answered(backend: Backend) -> None:
    with raw_connected(backend.address) as raw:
        raw.send(make_frame(CLOSE, struct.pack(">H", 1000)))
        assert raw.receive_frame() == (CLOSE, struct.pack(">H", 1000))
        assert raw.receive_frame() is None


def test_a_notification_is_executed_and_not_answered(peer: Peer) -> None:
    params = {"distance": 0.25}
    peer.send({"jsonrpc": "2.0", "method": "set-camera-near-clip", "params": params})
    peer.send({"jsonrpc": "2.0", "method": "no-such-method"})
    peer.send({"jsonrpc": "2.0", "method": "schema", "params": {}})
    assert peer.request("get-camera-near-clip") == params


def test_a_notification_before_a_close_frame_is_executed(backend: Backend, peer: Peer) -> None:
    with connected(backend.uri) as other:
        params = {"distance": 0.625}
        other.send({"jsonrpc": "2.0", "method": "set-camera-near-clip", "params": params})
    assert peer.request("get-camera-near-clip") == params


def test_replies_are_text_and_come_in_order(peer: Peer) -> None:
    ids = [peer.send_request("get-version") for _ in range(500)]
    messages = [peer.connection.recv(20) for _ in ids]
    assert [json.loads(message)["id"] for message in messages] == ids
    assert all(isinstance(message, str) for message in messages)


def test_a_reply_with_bytes_is_a_binary_message(peer: Peer) -> None:
    reply = peer.ask("snapshot", {"image_settings": {"size": [64, 64]}})
    assert reply.result == {"color_buffer": {"offset": 0, "size": len(reply.body)}}
    assert reply.body.startswith(b"\x89PNG")


def test_a_request_may_come_as_binary_message(peer: Peer) -> None:
    assert peer.request("get-version", body=b"unused")["major"] == 3


def test_a_fragmented_message_is_put_together(backend: Backend) -> None:
    with raw_connected(backend.address) as raw:
        text = b'{"jsonrpc":"2.0","id":1,"method":"get-version"}'
        for index, byte in enumerate(text):
            opcode = TEXT if index == 0 else 0
            raw.send(make_frame(opcode, bytes([byte]), fin=index == len(text) - 1))
        frame = raw.receive_frame()
        assert frame is not None
        assert json.loads(frame[1])["id"] == 1


def test_progress_comes_while_a_snapshot_runs_and_goes_up(peer: Peer) -> None:
    params = {
        "image_settings": {"size": [320, 240]},
        "renderer": {"name": "interactive", "params": {"samples_per_pixel": 40}},
    }
    reply = peer.ask("snapshot", params)
    amounts = [message["params"]["amount"] for message in reply.progress]
    assert len(amounts) > 1
    assert amounts == sorted(amounts)
    assert all(0 <= amount <= 1 for amount in amounts)
    assert {message["method"] for message in reply.progress} == {"snapshot"}


def test_a_running_request_is_cancelled_at_once(peer: Peer) -> None:
    running_id = start_slow_snapshot(peer)
    cancel_id = peer.send_request("cancel", {"id": running_id})
    assert next_answer(peer)["id"] == cancel_id
    answer = next_answer(peer)
    assert (answer["id"], answer["error"]["code"]) == (running_id, 20)
    assert peer.request("get-version")["major"] == 3


def test_a_queued_request_is_cancelled_and_errors_overtake(peer: Peer) -> None:
    first = start_slow_snapshot(peer)
    waiting = peer.send_request("get-camera-type")
    second = peer.send_request("snapshot", SLOW)
    unknown = peer.send_request("no-such-method")
    assert next_answer(peer)["id"] == unknown
    sync = peer.send_request("cancel", {"id": waiting})
    answer = next_answer(peer)
    assert (answer["id"], answer["error"]["code"]) == (sync, -32602)
    cancels = [peer.send_request("cancel", {"id": number}) for number in (second, second, first)]
    answers = [next_answer(peer) for _ in range(6)]
    assert [answer["id"] for answer in answers] == [*cancels, first, waiting, second]
    codes = [answer.get("error", {}).get("code") for answer in answers]
    assert codes == [None, -32602, None, 20, None, 20]


def test_only_the_same_client_with_the_same_id_can_cancel(backend: Backend, peer: Peer) -> None:
    running_id = start_slow_snapshot(peer)
    with connected(backend.uri) as other:
        other.send({"jsonrpc": "2.0", "id": "c", "method": "cancel", "params": {"id": running_id}})
        with pytest.raises(PeerError, match="No requests found with ID"):
            _ = other.reply_to("c").result
    text_id = peer.send_request("cancel", {"id": str(running_id)})
    answer = next_answer(peer)
    assert (answer["id"], answer["error"]["code"]) == (text_id, -32602)
    peer.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": running_id}})
    assert next_answer(peer)["error"]["code"] == 20


def test_requests_with_equal_ids_are_cancelled_together(peer: Peer) -> None:
    for _ in range(2):
        peer.send({"jsonrpc": "2.0", "id": "same", "method": "snapshot", "params": SLOW})
    peer.receive()
    peer.send({"jsonrpc": "2.0", "id": "c", "method": "cancel", "params": {"id": "same"}})
    answers = [next_answer(peer) for _ in range(3)]
    assert [answer["id"] for answer in answers] == ["c", "same", "same"]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, 20, 20]


def test_a_short_request_with_the_same_id_is_answered_too(peer: Peer) -> None:
    peer.send({"jsonrpc": "2.0", "id": 1, "method": "snapshot", "params": SLOW})
    peer.receive()
    peer.send({"jsonrpc": "2.0", "id": 1, "method": "get-version"})
    peer.send({"jsonrpc": "2.0", "id": 2, "method": "cancel", "params": {"id": 1}})
    answers = [next_answer(peer) for _ in range(3)]
    assert answers[0]["error"]["message"] == "Method 'get-version' is not cancellable."
    assert answers[1]["error"]["code"] == 20
    assert answers[2]["result"]["major"] == 3


@pytest.mark.parametrize(
    ("request_id", "message"), [(999, "No requests found with ID 999"), (None, "Empty task ID")]
)
def test_cancelling_nothing_is_an_error(peer: Peer, request_id: Json, message: str) -> None:
    with pytest.raises(PeerError, match=message) as caught:
        peer.request("cancel", {"id": request_id})
    assert caught.value.code == -32602


def test_a_second_client_waits_for_the_first(backend: Backend, peer: Peer) -> None:
    running_id = start_slow_snapshot(peer)
    with connected(backend.uri) as other:
        waiting = other.send_request("get-version")
        refused = other.send_request("no-such-method")
        assert other.receive().content["id"] == refused
        peer.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": running_id}})
        assert other.receive().content["id"] == waiting
    assert next_answer(peer)["error"]["code"] == 20


def test_a_client_with_many_requests_holds_up_others_by_one(backend: Backend, peer: Peer) -> None:
    peer.request("set-renderer-interactive", {"ao_samples": 0})
    with connected(backend.uri) as greedy:
        running_id = start_slow_snapshot(greedy)
        asked = [greedy.send_request("get-renderer-interactive") for _ in range(50)]
        mine = peer.send_request("set-renderer-interactive", {"ao_samples": 7})
        # Refused on reading, which tells that what came before was read.
        for client in (greedy, peer):
            refused = client.send_request("no-such-method")
            while next_answer(client)["id"] != refused:
                pass
        greedy.send_request("cancel", {"id": running_id})
        assert peer.reply_to(mine).result is None
        answers: dict[int, Json] = {}
        while len(answers) < len(asked):
            answer = next_answer(greedy)
            if answer["id"] in asked:
                answers[answer["id"]] = answer["result"]["ao_samples"]
    assert [answers[number] for number in asked[1:]] == [7] * (len(asked) - 1)


def test_what_a_client_that_left_had_asked_for_is_given_up(backend: Backend, peer: Peer) -> None:
    with connected(backend.uri) as other:
        start_slow_snapshot(other)
        other.send_request("snapshot", SLOW)
    assert peer.request("get-version")["major"] == 3


def test_a_picture_for_a_client_that_left_holds_up_nobody(backend: Backend, peer: Peer) -> None:
    peer.request("set-renderer-production", {"samples_per_pixel": 5000})
    with connected(backend.uri) as other:
        other.send_request("render-image", {})
        other.send_request("no-such-method")
        other.receive()
    assert peer.request("get-version")["major"] == 3


def test_what_a_client_that_vanished_had_queued_is_not_executed(
    backend: Backend, peer: Peer
) -> None:
    running_id = start_slow_snapshot(peer)
    with raw_connected(backend.address) as raw:
        raw.send_text(
            '{"jsonrpc":"2.0","id":1,"method":"set-camera-near-clip","params":{"distance":9}}'
        )
        raw.send_text('{"jsonrpc":"2.0","id":2,"method":"no-such-method"}')
        assert raw.receive_frame() is not None
        linger = struct.pack("ii", 1, 0)
        raw.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    # The reset has been seen when a later client is served.
    with connected(backend.uri) as other, pytest.raises(PeerError):
        other.request("no-such-method")
    peer.send({"jsonrpc": "2.0", "method": "cancel", "params": {"id": running_id}})
    assert next_answer(peer)["error"]["code"] == 20
    assert peer.request("get-camera-near-clip") != {"distance": 9}


def test_a_client_that_does_not_read_holds_up_nobody(backend: Backend, peer: Peer) -> None:
    request = b'{"jsonrpc":"2.0","id":1,"method":"schema","params":{"endpoint":"update-model"}}'
    frame = make_frame(TEXT, request)
    with raw_connected(backend.address) as raw:
        raw.connection.settimeout(1)
        with contextlib.suppress(TimeoutError):
            while True:
                raw.connection.sendall(frame * 1000)
        assert peer.request("get-version")["major"] == 3


def test_clients_share_the_state(backend: Backend, peer: Peer) -> None:
    peer.request("set-camera-near-clip", {"distance": 0.75})
    with connected(backend.uri) as other:
        assert other.request("get-camera-near-clip") == {"distance": 0.75}


def test_a_client_beyond_the_limit_waits_for_a_slot() -> None:
    with running("--max-clients", "1") as backend, connected(backend.uri) as first:
        served = threading.Event()

        def come_second() -> None:
            with connected(backend.uri) as second:
                second.request("get-version")
                served.set()

        thread = threading.Thread(target=come_second)
        thread.start()
        assert first.request("get-version")["major"] == 3
        assert exchange(backend.address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").endswith(
            b"Ok"
        )
        assert not served.is_set()
        first.connection.close()
        assert served.wait(20)
        thread.join()


def test_quit_answers_what_was_asked_before_and_ends_the_service() -> None:
    with running() as backend, connected(backend.uri) as peer, connected(backend.uri) as other:
        ids = [peer.send_request(name) for name in ("get-version", "quit", "get-camera-type")]
        assert [peer.receive().content["id"] for _ in ids] == ids
        for client in (peer, other):
            with pytest.raises(ConnectionClosed) as caught:
                client.receive()
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 1001
        assert backend.process.wait(10) == 0


def test_quit_leaves_its_client_time_to_read_the_answer() -> None:
    with running() as backend, connected(backend.uri) as peer:
        asked = time.monotonic()
        assert peer.request("quit") is None
        with pytest.raises(ConnectionClosed):
            peer.receive()
        assert time.monotonic() - asked >= Service.QUIT_DELAY
        assert backend.process.wait(10) == 0


def test_quit_waits_for_a_running_snapshot() -> None:
    params = {
        "image_settings": {"size": [320, 240]},
        "renderer": {"name": "interactive", "params": {"samples_per_pixel": 60}},
    }
    with running() as backend, connected(backend.uri) as peer:
        snapshot = peer.send_request("snapshot", params)
        ending = peer.send_request("quit")
        assert peer.reply_to(snapshot).body.startswith(b"\x89PNG")
        assert peer.reply_to(ending).result is None
        assert backend.process.wait(10) == 0
