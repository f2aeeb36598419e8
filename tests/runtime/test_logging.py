"""What is logged, where to, and what never is."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import re
import subprocess
import sys
from queue import Queue
from threading import Event
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


def answer_after_something_odd(peer: Peer) -> None:
    """Answer each request after an answer to nothing, which is a warning."""
    peer.accept()
    for request in peer.requests():
        peer.send_json({"jsonrpc": "2.0", "id": 99, "result": 1})
        peer.reply(request)


ASK = """
import io, logging, pickle, sys, livebind
from contextlib import redirect_stdout

class Lines(logging.Handler):
    def emit(self, record):
        print("APPLICATION", record.getMessage())

def ask(connector=livebind.Connector(sys.argv[1])):
    with connector.connect() as instance:
        before()
        instance.request("method")

before = lambda: None
"""
OURS, THEIRS = "WARNING a reply to request 99", "APPLICATION a reply to request 99"


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("ask()", OURS),
        ("ask(pickle.loads(pickle.dumps(livebind.Connector(sys.argv[1]))))", OURS),
        ("ask(livebind.Connector(sys.argv[1], logger=logging.getLogger('livebind.part')))", OURS),
        ("ask(livebind.Connector(sys.argv[1], logger=livebind.Logger()))", OURS),
        ("ask(livebind.Pool().add(sys.argv[1]))", OURS),
        ("logging.getLogger().setLevel(logging.DEBUG); ask()", OURS),
        ("logging.getLogger().addHandler(Lines()); ask()", THEIRS),
        ("logging.basicConfig(stream=sys.stdout, format='APPLICATION %(message)s'); ask()", THEIRS),
        ("logging.getLogger('livebind').addHandler(Lines()); ask()", THEIRS),
        ("before = lambda: logging.getLogger().addHandler(Lines()); ask()", THEIRS),
        ("before = lambda: logging.getLogger('livebind').addHandler(Lines()); ask()", THEIRS),
        (
            """
log = logging.getLogger("livebind")
log.addHandler(Lines())
log.propagate = False
logging.getLogger().addHandler(Lines())
ask()
""",
            THEIRS,
        ),
        ("logging.getLogger('livebind').addHandler(logging.NullHandler()); ask()", ""),
        ("logging.getLogger('livebind').setLevel(logging.ERROR); ask()", ""),
        ("with redirect_stdout(io.StringIO()) as output: ask()\nprint(output.getvalue())", OURS),
        ("output, sys.stdout = sys.stdout, None; ask(); sys.stdout = output", ""),
        ("before = lambda: sys.stdout.close(); ask()", ""),
    ],
    ids=str,
)
def test_a_problem_is_told_once_by_us_or_by_the_application(program: str, expected: str) -> None:
    with (
        FaultServer(answer_after_something_odd) as server,
        running(ASK + program, server.uri) as process,
    ):
        assert process.stdout is not None
        lines = [line for line in process.stdout.read().splitlines() if line]
    assert len(lines) == (1 if expected else 0)
    assert all(expected in line for line in lines)


def test_standard_output_that_nobody_reads_any_more_is_no_problem() -> None:
    closed = Event()

    def answer_when_closed(peer: Peer) -> None:
        assert closed.wait(DEADLINE)
        answer_after_something_odd(peer)

    # Python itself complains when it flushes standard output at its end.
    program = ASK + "ask()\nimport os; os._exit(0)"
    with FaultServer(answer_when_closed) as server, running(program, server.uri) as process:
        assert process.stdout is not None
        process.stdout.close()
        closed.set()


def test_the_command_prints_its_result_alone() -> None:
    with FaultServer(answer_after_something_odd) as server:
        command = [sys.executable, "-c", "from livebind_codegen.main import main; main()"]
        done = subprocess.run(  # noqa: S603 - ours
            [*command, "call", server.uri, "method"], capture_output=True, text=True, check=True
        )
    assert (done.stdout, done.stderr) == ("null\n", "")


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
