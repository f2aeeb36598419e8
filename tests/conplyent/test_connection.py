"""Connecting, losing the server, connecting again, and sending files."""

from __future__ import annotations

import hashlib
import socket
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, ServiceUnavailableError, UsageError
from livebind.common.uri import Address
from livebind.conplyent.connection import CommandConnection
from livebind.timeouts import Deadline
from livebind.transports.zeromq_pair import PairTransport
from support.conplyent_server import Hold, ServerProcess, running_server
from support.fault_server import FaultServer

if TYPE_CHECKING:
    from pathlib import Path

    from support.peer import Peer

OTHER_PORT = 9933


def test_nobody_there_is_an_error_after_the_timeout(network: None) -> None:
    del network
    connection = CommandConnection("localhost", 1)
    with pytest.raises(ConnectionError, match="within"):
        connection.connect(timeout=0.3)
    assert not connection.heartbeat()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_closed_port_is_called_one(host: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        connection = CommandConnection(host, closed.getsockname()[1])
        with pytest.raises(ServiceUnavailableError, match="nobody accepts") as caught:
            connection.connect(timeout=1.5)
    assert "resolved" not in str(caught.value)


def test_a_server_of_another_kind_is_called_one() -> None:
    def speak_http(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\n" * 10)
        peer.hang_up()

    with FaultServer(speak_http) as server:
        connection = CommandConnection("127.0.0.1", server.port)
        with pytest.raises(ServiceUnavailableError, match="speaks otherwise"):
            connection.connect(timeout=1.5)


def test_who_never_answers_is_waited_for_until_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address("127.0.0.1", silent.getsockname()[1])
        for _ in range(20):
            deadline = Deadline(0.0109)
            with pytest.raises(ServiceUnavailableError, match="no answer in time"):
                PairTransport.connect(address, deadline, 2**20)
            assert deadline.passed


def test_adding_does_not_connect() -> None:
    connection = CommandConnection("localhost")
    assert not connection.connected
    with pytest.raises(UsageError, match="not connected"):
        connection.command("cwd")


def test_a_server_that_starts_late_is_waited_for(network: None, tmp_path: Path) -> None:
    del network
    connection = CommandConnection("localhost", OTHER_PORT)
    waiting = Thread(target=connection.connect, args=[20])
    waiting.start()
    with running_server(tmp_path, OTHER_PORT):
        waiting.join()
        assert connection.command("cwd") == [str(tmp_path)]
        connection.close()


def test_a_killed_server_fails_its_jobs_and_can_be_connected_to_again(
    network: None, tmp_path: Path
) -> None:
    del network
    connection = CommandConnection("localhost", OTHER_PORT)
    with running_server(tmp_path, OTHER_PORT) as server:
        connection.connect()
        job = connection.command("exec", [["sh", "-c", "echo on; exec sleep 3"]], complete=False)
        assert job.next() == "on\n"
        server.kill()
        with pytest.raises(ConnectionClosedError):
            job.next()
    assert not connection.connected
    assert not connection.heartbeat()
    with running_server(tmp_path, OTHER_PORT):
        connection.connect()
        assert connection.command("cwd") == [str(tmp_path)]
        connection.close()


def test_the_server_is_closed_by_its_command(network: None, tmp_path: Path) -> None:
    del network
    with (
        running_server(tmp_path, OTHER_PORT) as server,
        CommandConnection("localhost", OTHER_PORT) as connection,
    ):
        assert connection.command("close_server") == ["Closing Server"]
        assert server.exit_code() == 0


def test_a_second_client_has_to_wait_for_the_first_to_leave(server: ServerProcess) -> None:
    del server
    second = CommandConnection("localhost")
    with CommandConnection("localhost") as first:
        assert first.connected
        with pytest.raises(ServiceUnavailableError, match="one client at a time"):
            second.connect(timeout=0.5)
    second.connect(timeout=10)
    second.close()


def test_answers_to_an_earlier_client_are_not_taken_for_ours(
    server: ServerProcess, hold: Hold
) -> None:
    del server
    with CommandConnection("localhost") as first:
        first.command("hold", [hold.path], complete=False)
        first.command("outputs", ["of the first"], complete=False)
        with hold.held():  # a server whose client leaves forgets what it has not begun
            first.close()
    with CommandConnection("localhost") as second:
        assert second.command("outputs", ["of the second"]) == ["of the second"]


def test_closing_twice_and_reconnecting(server: ServerProcess) -> None:
    del server
    connection = CommandConnection("localhost")
    for _ in range(3):
        connection.connect()
        assert connection.heartbeat()
        connection.close()
        connection.close()


def test_closing_in_one_thread_ends_the_wait_of_another(server: ServerProcess, hold: Hold) -> None:
    del server
    connection = CommandConnection("localhost")
    connection.connect()
    listener = connection.command("hold", [hold.path], complete=False)
    closing = Thread(target=connection.close)
    with hold.held():  # a server whose client leaves forgets what it has not begun
        closing.start()
        with pytest.raises(ConnectionClosedError, match="closed by disconnect"):
            listener.next()
        closing.join()


def test_a_with_statement_may_leave_connecting_to_the_program(server: ServerProcess) -> None:
    del server
    with CommandConnection("localhost", enter_connect=False) as connection:
        assert not connection.connected
        connection.connect()


@pytest.mark.parametrize("size", [0, 1, 4 * 2**20, 4 * 2**20 + 1], ids="{:,} bytes".format)
def test_a_file_arrives_as_it_is(
    connection: CommandConnection, server: ServerProcess, tmp_path: Path, size: int
) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(251)) * (size // 251) + bytes(size % 251))
    sent = connection.transfer(source, "new/folder/copy")
    assert sent.size == size
    assert sent.verified
    assert (server.folder / "new/folder/copy").read_bytes() == source.read_bytes()


def test_a_hundred_megabytes_are_sent(
    connection: CommandConnection, server: ServerProcess, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_bytes(hashlib.shake_128(b"seed").digest(2**20) * 100)
    sent = connection.transfer(source, str(server.folder / "large"), timeout=50)
    assert sent.size == 100 * 2**20
    assert sent.verified
    (server.folder / "large").unlink()


def test_a_file_that_cannot_be_written_there_is_an_error(
    connection: CommandConnection, server: ServerProcess, tmp_path: Path
) -> None:
    (server.folder / "taken").mkdir()
    source = tmp_path / "source"
    source.write_bytes(b"data")
    with pytest.raises(ValueError, match="directory"):
        connection.transfer(source, "taken")
    with pytest.raises(FileNotFoundError):
        connection.transfer(tmp_path / "missing", "copy")
