"""A server that sends what it likes: nothing executes, and other commands are unharmed."""

from __future__ import annotations

import pickle
from traceback import format_exception
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError, InvalidReplyError
from livebind.conplyent.connection import CommandConnection
from livebind.wires.conplyent.pickle_writer import write_call, write_value
from support.pair_server import PairPeer, message, pair_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def attack(code: list[bytes | memoryview], job: int = 1) -> bytes:
    """Return details of a job whose value is made by opcodes of the attacker's."""
    contents = [b"}(", *write_value("request_id"), *write_value(job)]
    contents += [*write_value("details"), *code, b"u"]
    return message(3, contents=contents)


def run(*sent: bytes) -> Callable[[PairPeer], None]:
    """Return a script: the first command is answered with `sent`, all others properly."""

    def script(peer: PairPeer) -> None:
        first = peer.next_command()
        if first is None:
            return
        peer.begin(first, 1)
        for data in sent:
            peer.send(data)
        peer.complete(1)
        second = peer.next_command()
        if second is not None:
            peer.begin(second, 2)
            peer.complete(2, "unharmed")

    return script


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("builtins", "exec"),
        ("builtins", "getattr"),
        ("builtins", "open"),
        ("builtins", "SystemExit"),
        ("builtins", "KeyboardInterrupt"),
        ("subprocess", "Popen"),
        ("importlib", "import_module"),
        ("livebind.conplyent.connection", "CommandConnection"),
    ],
)
def test_code_of_a_server_is_never_run(tmp_path: Path, module: str, name: str) -> None:
    trace = tmp_path / "executed"
    code = write_call(module, name, (f"touch {trace}",))
    with (
        pair_server(run(attack(code))) as port,
        CommandConnection("127.0.0.1", port) as connection,
    ):
        with pytest.raises(InvalidReplyError, match=f"{module}.{name}"):
            connection.command("cwd", timeout=10)
        assert connection.command("ls", timeout=10) == ["unharmed"]
    assert not trace.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        b"\x80\x04.",
        b"cos\nsystem\n(S'true'\ntR.",
        pickle.dumps({"a": "dict"}),
        pickle.dumps(object),
        message(3, request_id="1", details=1),
        message(3, details=1),
        message(9, request_id=1),
        message(0),
        message(0, request_id=77),
        message(3, request_id=99, details="of nobody"),
        message(5, args=(["later", "names"],)),
        message(1),
        b"\x80\x04\x8e" + b"\xff" * 8 + b".",
        b"\x80\x04" + b"]" * 10_000 + b".",
        b"\x80\x04K\x01r\xff\xff\xff\xff.",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_is_no_message_harms_no_command(data: bytes) -> None:
    with (
        pair_server(run(data)) as port,
        CommandConnection("127.0.0.1", port) as connection,
    ):
        assert connection.command("cwd", timeout=10) == []
        assert connection.command("ls", timeout=10) == ["unharmed"]


def test_names_of_commands_set_no_attributes() -> None:
    def script(peer: PairPeer) -> None:
        peer.next_command()

    with pair_server(script) as port:
        connection = CommandConnection("127.0.0.1", port)
        connection.connect()
        assert connection.server_methods() == ["cwd", "ls", "jobs"]
        assert not hasattr(connection, "jobs")
        connection.command("cwd", complete=False)
        connection.close()


def test_an_error_that_would_end_an_iteration_is_not_raised_as_it_is() -> None:
    def script(peer: PairPeer) -> None:
        name = peer.next_command() or ""
        peer.begin(name, 1)
        peer.send(attack(write_call("builtins", "StopIteration", ("x",))))
        peer.complete(1, exit_code=1)

    with (
        pair_server(script) as port,
        CommandConnection("127.0.0.1", port) as connection,
        pytest.raises(Exception, match="x") as caught,
    ):
        connection.command("cwd", raise_error=True, timeout=10)
    assert not isinstance(caught.value, StopIteration)


def test_the_echo_of_another_command_fails_the_command() -> None:
    def script(peer: PairPeer) -> None:
        peer.next_command()
        peer.begin("rm", 1)
        peer.complete(1)

    with (
        pair_server(script) as port,
        CommandConnection("127.0.0.1", port) as connection,
        pytest.raises(InvalidReplyError, match="another command"),
    ):
        connection.command("cwd", timeout=10)


def test_a_message_beyond_the_limit_ends_the_connection() -> None:
    def script(peer: PairPeer) -> None:
        name = peer.next_command() or ""
        peer.begin(name, 1)
        peer.complete(1, b"x" * 100_000)

    with pair_server(script) as port:
        connection = CommandConnection("127.0.0.1", port, max_message_size=10_000)
        connection.connect()
        with pytest.raises(ConnectionClosedError, match="larger"):
            connection.command("cwd", timeout=10)
        assert not connection.connected
        connection.close()


def shared(depth: int) -> list[bytes | memoryview]:
    """Return the opcodes of a list that holds one list twice, which holds another twice, ..."""
    return [b"]\x94", *(b"0]\x94(h%ch%ce" % (index, index) for index in range(depth))]


@pytest.mark.parametrize("raise_error", [False, True])
@pytest.mark.parametrize("name", ["", "ValueError", "FileNotFoundError", "UnicodeDecodeError"])
def test_what_is_shown_of_a_value_is_bounded(
    raise_error: bool, name: str, capsys: pytest.CaptureFixture[str]  # noqa: FBT001 - of a test
) -> None:
    value = shared(40)
    if name == "UnicodeDecodeError":
        value = [*shared(40), b"0", *write_call("builtins", name, ("utf-8", b"a", 0, 1, "x"))]
    elif name:
        value = [b"\x8c\x08builtins\x8c%c%s\x93" % (len(name), name.encode()), *value, b"\x85R"]

    def script(peer: PairPeer) -> None:
        peer.begin(peer.next_command() or "", 1)
        peer.send(attack(value))
        peer.send(message(4, request_id=1, exit_code=1))

    with pair_server(script) as port, CommandConnection("127.0.0.1", port) as connection:
        listener = connection.command(
            "cwd", complete=False, raise_error=raise_error, echo_response=True, timeout=10
        )
        try:
            outputs = list(listener)
        except Exception as error:  # noqa: BLE001 - any of the server's
            texts = [str(error), repr(error), str(error.__cause__), *format_exception(error)]
            assert raise_error
        else:
            assert len(outputs) == 1
            assert not raise_error
            texts = []
    texts.append(capsys.readouterr().out)
    assert max(map(len, texts)) < 20_000


def test_numbers_of_messages_show_what_is_missing() -> None:
    def script(peer: PairPeer) -> None:
        for job, numbers in ((1, (0, 2)), (2, (7, 8)), (3, (0,))):
            name = peer.next_command() or ""
            peer.send(message(0, request_id=job))
            for number in numbers:
                peer.send(message(3, request_id=job, details=f"{name} () {{}}", msg_num=number))
            end = 9 if job == 2 else 5
            peer.send(message(4, request_id=job, exit_code=0, msg_num=end))

    with pair_server(script) as port, CommandConnection("127.0.0.1", port) as connection:
        with pytest.raises(InvalidReplyError, match="missing"):
            connection.command("cwd", timeout=10)
        assert connection.command("ls", timeout=10) == ["ls () {}"]
        with pytest.raises(InvalidReplyError, match="missing"):
            connection.command("jobs", timeout=10)


@pytest.mark.parametrize(
    "data",
    [
        b"garbage",
        b"",
        message(5, args=("names",)),
        message(5, args=([1],)),
        message(5),
        message(
            5, contents=[b"}(", *write_value("args"), *write_call("os", "system", ("x",)), b"u"]
        ),
    ],
    ids=repr,
)
def test_names_of_commands_that_cannot_be_read_fail_at_once(data: bytes) -> None:
    with (
        pair_server(lambda peer: peer.answer_with(data)) as port,
        pytest.raises(InvalidReplyError),
    ):
        CommandConnection("127.0.0.1", port).connect(timeout=60)
