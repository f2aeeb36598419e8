"""A server that sends what it likes: nothing executes, and other commands are unharmed."""

from __future__ import annotations

import pickle
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
