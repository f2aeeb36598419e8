"""What is logged, where to, and what never is."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import re
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, Connector, Hooks, Logger, RemoteError
from support.fault_server import FaultServer, answer_all
from support.peer import DEADLINE
from support.programs import running
from support.session import connected

if TYPE_CHECKING:
    from support.peer import Peer

SECRETS = {"password": "hunter2", "nested": [{"api_key": "hunter2", "Authorization": "hunter2"}]}


class Recorder(logging.Logger):
    """A logger of an application, which keeps what it is told."""

    def __init__(self, level: int = logging.DEBUG) -> None:
        super().__init__("application", level)
        self.lines: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.getMessage()}")

    @property
    def text(self) -> str:
        """All lines, one below the other."""
        return "\n".join(self.lines)


def test_nothing_is_printed_by_an_application_that_set_up_no_logging() -> None:
    def provoke(peer: Peer) -> None:
        peer.accept()
        peer.send_text("odd")
        peer.send_json({"jsonrpc": "2.0", "id": 99, "result": 1})
        peer.send_json({"jsonrpc": "2.0", "id": None, "error": {"code": 1, "message": "text"}})
        peer.receive()
        peer.reset()

    code = """
    import sys, threading, livebind
    lost = threading.Event()
    hooks = livebind.Hooks(on_connection_lost=lambda error: lost.set())
    with livebind.Connector(sys.argv[1], hooks=hooks).connect() as instance:
        instance.task("method")
        assert lost.wait(20)
    """
    with FaultServer(provoke) as server, running(code, server.uri) as program:
        assert program.stdout is not None
        assert program.stdout.read() == ""


def test_info_prints_method_and_id_but_no_contents(capsys: pytest.CaptureFixture[str]) -> None:
    def answer(peer: Peer) -> None:
        peer.reply(peer.receive(), "some-result")

    with connected(answer, logger=Logger(logging.INFO)) as instance:
        instance.request("some-method", {"some": "params"})
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert [("request 1 'some-method'" in line, "bytes" in line) for line in lines] == [
        (True, True),
        (True, True),
    ]
    assert "params" not in printed.out
    assert "some-result" not in printed.out


def test_the_default_level_prints_problems_only(capsys: pytest.CaptureFixture[str]) -> None:
    def answer_and_leave(peer: Peer) -> None:
        peer.reply(peer.receive())
        peer.receive()
        peer.hang_up()

    with connected(answer_and_leave, logger=Logger()) as instance:
        instance.request("good")
        with pytest.raises(ConnectionClosedError):
            instance.request("bad")
    assert re.fullmatch(r".* livebind WARNING the connection .* ended.*\n", capsys.readouterr().out)


class BrokenLogger(logging.Logger):
    """A logger of an application that fails, as one with a bad filter does."""

    def handle(self, record: logging.LogRecord) -> None:
        raise LookupError(record.getMessage())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_logger_that_fails_leaves_nobody_waiting() -> None:
    def send_something_odd(peer: Peer) -> None:
        requests = [peer.receive(), peer.receive()]
        peer.send_text("odd")
        for request in requests:
            peer.reply(request)

    lost: Queue[object] = Queue()
    hooks = Hooks(on_connection_lost=lost.put)
    with connected(
        send_something_odd, logger=BrokenLogger("broken", logging.WARNING), hooks=hooks
    ) as instance:
        for task in [instance.task("first"), instance.task("second")]:
            with pytest.raises(ConnectionClosedError, match="LookupError"):
                task.result(DEADLINE)
        assert lost.get(timeout=DEADLINE)
        assert not instance.connected


def test_debug_shows_contents_without_secrets() -> None:
    logger = Recorder()
    with connected(answer_requests, logger=logger) as instance:
        instance.request("login", {"user": "somebody", **SECRETS})
    assert logger.text.count("somebody") == 2
    assert "hunter2" not in logger.text


def answer_requests(peer: Peer) -> None:
    for request in peer.requests():
        peer.reply(request, request.params, request.body)


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_debug_shortens_contents(size: int) -> None:
    logger = Recorder()
    with connected(answer_requests, logger=logger) as instance:
        instance.request("echo", "x" * size)
        instance.execute("echo", binary=b"secret" * size)
    assert max(len(line) for line in logger.lines) < 400
    assert "secret" not in logger.text


def test_debug_shows_no_part_of_json_that_cannot_be_read() -> None:
    logger = Recorder()

    def answer_badly(peer: Peer) -> None:
        peer.receive()
        peer.send_text('{"jsonrpc":"2.0","id":1,"result":{"password":"hunter2"},"odd":NaN}')

    with connected(answer_badly, logger=logger) as instance:
        instance.task("method").add_done_callback(lambda _: None)
        assert instance.connected
    assert "hunter2" not in logger.text


FORGERY = "\r\n2000-01-01 livebind ERROR forged\x1b[31m\u2028\u202e\0"


def test_control_characters_of_a_server_are_escaped() -> None:
    logger = Recorder()

    def forge(peer: Peer) -> None:
        requests = [peer.receive(), peer.receive()]
        peer.send_json({"jsonrpc": "2.0", "method": FORGERY, "params": FORGERY})
        peer.send_json({"jsonrpc": "2.0", "id": FORGERY, "result": FORGERY})
        peer.send_json({"jsonrpc": "2.0", "id": None, "error": {"code": 1, "message": FORGERY}})
        peer.send_text(FORGERY)
        peer.fail(requests[0], 1, FORGERY)
        peer.fail(requests[1], 1, FORGERY)
        peer.close(1011, FORGERY.encode())

    with connected(forge, logger=logger) as instance:
        tasks = [instance.task("first"), instance.task("second")]
        tasks[0].cancel()
        for task in tasks:
            with pytest.raises(RemoteError):
                task.result()
    assert "forged" in logger.text
    assert all(line.isprintable() for line in logger.lines)


def test_errors_keep_what_the_backend_said_and_show_it_on_one_line() -> None:
    def refuse(peer: Peer) -> None:
        peer.fail(peer.receive(), 1, FORGERY)

    with connected(refuse) as instance, pytest.raises(RemoteError) as caught:
        instance.request("method")
    assert caught.value.message == FORGERY
    assert str(caught.value).isprintable()


def test_a_connector_is_pickled_with_its_logger(capsys: pytest.CaptureFixture[str]) -> None:
    with FaultServer(answer_all) as server:
        connector = Connector(server.uri, logger=Logger(logging.INFO))
        copy: Connector = pickle.loads(pickle.dumps(connector))  # noqa: S301 - made here
        with copy.connect() as instance:
            assert instance.request("echo", 1) == 1
    assert "request 1 'echo'" in capsys.readouterr().out


def test_a_connector_can_be_used_in_another_process() -> None:
    code = """
    import base64, pickle, sys
    connector = pickle.loads(base64.b64decode(sys.argv[1]))
    with connector.connect() as instance:
        print(instance.request("echo", 1))
    """
    with FaultServer(answer_all) as server:
        data = base64.b64encode(pickle.dumps(Connector(server.uri))).decode()
        with running(code, data) as program:
            assert program.stdout is not None
            assert json.loads(program.stdout.readline()) == 1
