"""How a connection can end, and what becomes of the requests that wait."""

from __future__ import annotations

import socket
import time
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, Hooks, ProtocolError, RequestTimeoutError, TlsError
from livebind.common.uri import parse_uri
from livebind.timeouts import Deadline
from livebind.transports.tcp import open_connection
from support.bystanders import Noticed
from support.fault_proxy import FaultProxy, Line
from support.fault_server import FaultServer, Script, answer_all
from support.faults import fault
from support.frames import CLOSE, TEXT, close_frame, frame
from support.peer import DEADLINE, Peer
from support.session import connected, connector, serving

if TYPE_CHECKING:
    from livebind import Instance, Task
    from livebind.method import Reply


def leave_by(end: Script, *, after: int = 2) -> Script:
    """Return a script that reads `after` requests and then ends the connection."""

    def leave(peer: Peer) -> None:
        for _ in range(after):
            peer.receive()
        end(peer)

    return leave


def start_two(instance: Instance) -> list[Task[Reply[object]]]:
    return [instance.task("first"), instance.task("second")]


@fault(16)
@pytest.mark.parametrize("end", [Peer.hang_up, Peer.reset])
def test_an_end_without_a_close_frame_fails_what_waits(end: Script, *, secure: bool) -> None:
    with connected(leave_by(end), secure=secure) as instance:
        for task in start_two(instance):
            with pytest.raises(ConnectionClosedError) as caught:
                task.result(DEADLINE)
            assert caught.value.code == 1006
            assert not caught.value.clean
        assert not instance.connected


@fault(16)
def test_an_end_is_noticed_while_nothing_waits(*, secure: bool) -> None:
    lost = Event()
    hooks = Hooks(on_connection_lost=lambda _: lost.set())
    with connected(Peer.hang_up, secure=secure, hooks=hooks) as instance:
        assert lost.wait(DEADLINE)
        assert not instance.connected
        with pytest.raises(ConnectionClosedError, match="connect again"):
            instance.request("method")


@fault(16)
def test_the_loss_of_a_connection_is_told_even_if_a_callback_disconnects() -> None:
    noticed = Noticed()
    with connected(leave_by(Peer.hang_up, after=1), hooks=noticed.hooks()) as instance:
        task = instance.task("method")
        task.add_done_callback(lambda _: instance.disconnect())
        with pytest.raises(ConnectionClosedError):
            task.result(DEADLINE)
        instance.disconnect()
    assert len(noticed.lost) == 1


def end_within_a_frame(end: Script) -> Script:
    def send_half(peer: Peer) -> None:
        peer.send(frame(TEXT, b"x" * 100)[:50])
        end(peer)

    return send_half


@fault(17)
@pytest.mark.parametrize("end", [Peer.hang_up, Peer.reset])
def test_an_end_within_a_frame_fails_what_waits(end: Script, *, secure: bool) -> None:
    with connected(leave_by(end_within_a_frame(end)), secure=secure) as instance:
        for task in start_two(instance):
            with pytest.raises(ConnectionClosedError) as caught:
                task.result(DEADLINE)
            assert caught.value.code == 1006


def reply_with_much(peer: Peer) -> None:
    peer.accept()
    peer.reply(peer.receive(), "x" * 500_000)


@fault(17)
@pytest.mark.parametrize("reset", [False, True])
def test_a_line_that_is_cut_fails_what_waits(*, secure: bool, reset: bool) -> None:
    line = Line(cut_after=100_000, reset=reset)
    with (
        serving(reply_with_much, secure=secure) as server,
        FaultProxy(server.port, to_client=line) as proxy,
        connector(proxy.port, secure=secure).connect() as instance,
        pytest.raises(ConnectionClosedError) as caught,
    ):
        instance.request("much")
    assert caught.value.code == 1006


@fault(17)
def test_a_byte_that_is_changed_under_tls_ends_the_connection() -> None:
    with (
        serving(reply_with_much, secure=True) as server,
        FaultProxy(server.port, to_client=Line(flip_at=100_000)) as proxy,
        connector(proxy.port, secure=True).connect() as instance,
        pytest.raises(ConnectionClosedError) as caught,
    ):
        instance.request("much")
    assert isinstance(caught.value.__cause__, TlsError)


@fault(18)
def test_a_request_to_a_peer_that_vanished_ends_by_its_deadline(*, secure: bool) -> None:
    with (
        serving(answer_all, secure=secure) as server,
        FaultProxy(server.port) as proxy,
        connector(proxy.port, secure=secure).connect() as instance,
    ):
        assert instance.request("echo", 1) == 1
        proxy.vanish()
        with pytest.raises(RequestTimeoutError):
            instance.request("echo", 2, timeout=0.2)
        assert not instance.heartbeat(timeout=0.2)


@fault(18)
def test_the_system_is_asked_to_notice_a_peer_that_vanished() -> None:
    with (
        FaultServer(Peer.ignore) as server,
        open_connection(parse_uri(server.uri), Deadline(DEADLINE)) as connection,
    ):

        def option(name: str) -> int:
            return connection.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))

        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert option("TCP_NODELAY")
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert (option("TCP_KEEPIDLE"), option("TCP_USER_TIMEOUT")) == (30, 60_000)


@fault(19)
@pytest.mark.parametrize(
    ("code", "clean"),
    [
        (1000, True),
        (1001, True),
        (1008, False),
        (1011, False),
        (1012, False),
        (1013, False),
        (3000, False),
        (4999, False),
    ],
)
def test_a_close_frame_tells_code_and_reason(code: int, *, clean: bool, secure: bool) -> None:
    answered: Queue[int] = Queue()

    def close(peer: Peer) -> None:
        peer.close(code, "wärum".encode())
        answered.put(peer.receive_close())

    with connected(leave_by(close), secure=secure) as instance:
        for task in start_two(instance):
            with pytest.raises(ConnectionClosedError, match="wärum") as caught:
                task.result(DEADLINE)
            assert (caught.value.code, caught.value.reason) == (code, "wärum")
            assert caught.value.clean is clean
        assert answered.get(timeout=DEADLINE) == 1000


@fault(19)
def test_a_close_frame_without_a_code_is_clean() -> None:
    def close(peer: Peer) -> None:
        peer.receive()
        peer.send(frame(CLOSE))

    with connected(close) as instance, pytest.raises(ConnectionClosedError) as caught:
        instance.request("method")
    assert caught.value.code == 1005
    assert caught.value.clean


@fault(20)
@pytest.mark.parametrize(
    ("data", "answer"),
    [(close_frame(code), 1002) for code in (0, 999, 1004, 1005, 1006, 1015, 2000, 5000)]
    + [(frame(CLOSE, b"\x03"), 1002), (close_frame(1000, b"\xff"), 1007)],
)
def test_a_close_frame_that_is_not_valid_is_a_protocol_error(data: bytes, answer: int) -> None:
    answered: Queue[int] = Queue()

    def close(peer: Peer) -> None:
        peer.send(data)
        answered.put(peer.receive_close())

    with connected(leave_by(close)) as instance:
        for task in start_two(instance):
            with pytest.raises(ProtocolError) as caught:
                task.result(DEADLINE)
            assert caught.value.close_code == answer
        assert answered.get(timeout=DEADLINE) == answer


@fault(21)
def test_nothing_is_sent_again_after_a_restart_of_the_server() -> None:
    received: Queue[str] = Queue()

    def restart_at_a_job(peer: Peer) -> None:
        peer.accept()
        for request in peer.requests():
            received.put(request.method)
            if request.method == "job":
                peer.hang_up()
                return
            peer.reply(request)

    with FaultServer(restart_at_a_job) as server:
        settings = connector(server.port, max_attempts=3)
        with settings.connect() as instance, pytest.raises(ConnectionClosedError):
            instance.request("job")
        with pytest.raises(ConnectionClosedError):
            instance.request("other")
        with settings.connect() as instance:
            instance.request("next")
    assert [received.get_nowait() for _ in range(received.qsize())] == ["job", "next"]


def test_disconnecting_from_a_silent_peer_does_not_wait_for_its_close_frame(
    *, secure: bool
) -> None:
    closed_with: Queue[int] = Queue()

    def stay_silent(peer: Peer) -> None:
        closed_with.put(peer.receive_close())
        peer.ignore()

    with connected(stay_silent, secure=secure) as instance:
        started = time.monotonic()
        instance.disconnect(timeout=2 * DEADLINE)
        assert time.monotonic() - started < DEADLINE
        assert closed_with.get(timeout=DEADLINE) == 1000
