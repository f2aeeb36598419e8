"""The commands of a real server, and what each gives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from livebind import InvalidReplyError, InvalidRequestError, RemoteError, UsageError

if TYPE_CHECKING:
    from livebind.conplyent.connection import CommandConnection
    from support.conplyent_server import ServerProcess


def test_directories_are_made_listed_entered_and_removed(
    connection: CommandConnection, server: ServerProcess
) -> None:
    assert connection.command("mkdir", ["one"], raise_error=True)
    connection.command("mkdirs", ["two/three"], {"exist_ok": True}, raise_error=True)
    assert (server.folder / "two" / "three").is_dir()
    listing = connection.command("ls")[0]
    assert "d one" in listing
    assert "d two" in listing
    assert connection.command("cd", ["one"]) == [str(server.folder / "one")]
    assert connection.command("cwd") == [str(server.folder / "one")]
    connection.command("cd", [".."])
    connection.command("rm", ["two"], {"recursive": True}, raise_error=True)
    assert not (server.folder / "two").exists()


def test_files_are_written_touched_and_read(connection: CommandConnection) -> None:
    connection.command("wrfile", ["note", b"first "], raise_error=True)
    connection.command("wrfile", ["note", b"second"], {"append": True}, raise_error=True)
    connection.command("touch", ["note"], raise_error=True)
    outputs = connection.command("rdfile", ["note"], {"limit": 6})
    assert outputs[1:] == [b"first ", b"second"]


def test_the_machine_tells_about_itself(connection: CommandConnection) -> None:
    assert connection.command("os_info") == ["linux"]
    (now,) = connection.command("get_time")
    assert isinstance(now, datetime)
    # The name of who is logged in, or the error that nobody is.
    assert len(connection.command("user_name")) == 1
    assert connection.command("jobs") == ["No jobs running."]


def test_all_21_commands_are_known(connection: CommandConnection) -> None:
    own = {"greet", "heartbeat", "wait", "hold", "outputs", "tell", "give", "fail_with_file_handle"}
    names = set(connection.server_methods()) - own
    assert len(names) == 21
    assert {"exec", "send_input", "is_alive", "kill", "close_server"} <= names
    assert {"reboot", "shutdown", "sleep"} <= names


def test_an_error_of_the_server_is_the_last_output(connection: CommandConnection) -> None:
    (error,) = connection.command("cd", ["nowhere"])
    assert isinstance(error, FileNotFoundError)
    assert error.filename is None or "nowhere" in str(error)


def test_an_error_of_the_server_is_raised_if_asked_for(connection: CommandConnection) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        connection.command("cd", ["nowhere"], raise_error=True)
    assert isinstance(caught.value.__cause__, RemoteError)
    with pytest.raises(ValueError, match="No such directory"):
        connection.command("ls", ["nowhere"], raise_error=True)


def test_wrong_arguments_are_an_error_of_the_server(connection: CommandConnection) -> None:
    with pytest.raises(TypeError):
        connection.command("cd", [1, 2, 3], raise_error=True)
    with pytest.raises(TypeError):
        connection.command("cwd", [], {"unknown": 1}, raise_error=True)
    assert connection.command("os_info") == ["linux"]


def test_an_unknown_command_is_refused_before_it_is_sent(connection: CommandConnection) -> None:
    with pytest.raises(UsageError, match="no command 'fly'"):
        connection.command("fly")


def test_what_would_make_the_server_fall_silent_is_not_sent(connection: CommandConnection) -> None:
    with pytest.raises(UsageError, match="idx"):
        connection.command("cwd", [], {"idx": 1})
    with pytest.raises(InvalidRequestError, match="object"):
        connection.command("cd", [object()])
    assert connection.heartbeat()


def test_a_command_of_ones_own(connection: CommandConnection) -> None:
    listener = connection.command("greet", ["you"], {"punctuation": "?"}, complete=False)
    assert list(listener) == ["hello you?"]
    assert listener.exit_code == 0
    assert listener.returned == {"greeted": ["you"]}


def test_arguments_may_have_the_names_of_our_options(connection: CommandConnection) -> None:
    assert connection.command("wait", [], {"timeout": 0.01}, raise_error=True) == []


@pytest.mark.parametrize(
    "value",
    [
        None, True, -1, 255, 65536, 2**40, -(2**70), 1.5, "", "text", "é" * 300, b"", b"x" * 300,
        [], [1, [2]], (), (1, 2), {"a": {"b": None}}, {1, 2}, frozenset({"x"}), bytearray(b"abc"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_plain_values_go_there_and_back(connection: CommandConnection, value: object) -> None:
    (output,) = connection.command("outputs", [value])
    assert output == value
    assert type(output) is type(value)


def test_an_output_of_none_does_not_end_the_command(connection: CommandConnection) -> None:
    assert connection.command("outputs", [1, None, 2]) == [1, None, 2]
    listener = connection.command("outputs", [1, None, 2], complete=False)
    assert list(iter(listener.next, None)) == [1, 2]


@pytest.mark.parametrize("kind", ["decimal", "class", "nested"])
def test_an_object_of_another_class_fails_its_command_only(
    connection: CommandConnection, kind: str
) -> None:
    with pytest.raises(InvalidReplyError, match="neither a plain value"):
        connection.command("tell", [kind], timeout=10)
    assert connection.command("os_info") == ["linux"]


def test_a_command_that_the_server_gave_up_fails_when_the_next_begins(
    connection: CommandConnection,
) -> None:
    lost = connection.command("fail_with_file_handle", complete=False)
    assert connection.command("os_info") == ["linux"]
    with pytest.raises(InvalidReplyError, match="gave it up"):
        lost.next()


def test_fifty_megabytes_come_in_one_message(
    connection: CommandConnection, server: ServerProcess
) -> None:
    data = bytes(range(256)) * (50 * 2**20 // 256)
    (server.folder / "large").write_bytes(data)
    outputs = connection.command("rdfile", ["large"], {"limit": len(data)})
    assert outputs[1] == data


@pytest.mark.timeout(300)
def test_many_lines_come_whole_or_the_cut_is_noticed(connection: CommandConnection) -> None:
    for _ in range(3):
        failure: InvalidReplyError | None = None
        lines: list[str] = []
        try:
            lines = connection.command("exec", [["seq", "30000"]], timeout=60)
        except InvalidReplyError as error:  # which is up to the server
            failure = error
        if failure is None:
            assert lines == [f"{number}\n" for number in range(1, 30001)]
        else:
            assert "gave 'exec' up" in str(failure)
    assert connection.command("cwd", timeout=10)


@pytest.mark.parametrize("kind", ["ordered", "default", "counter", "deque"])
def test_containers_of_the_standard_library_are_read_as_plain_ones(
    connection: CommandConnection, kind: str
) -> None:
    [output] = connection.command("tell", [kind], timeout=10)
    assert output == ([1, 2] if kind == "deque" else {"a": 1})
    assert type(output) in {dict, list}


@pytest.mark.parametrize("kind", ["huge", "method", "path"])
def test_what_cannot_be_read_fails_its_command_at_once(
    connection: CommandConnection, kind: str
) -> None:
    with pytest.raises(InvalidReplyError):
        connection.command("tell", [kind], timeout=10)
    with pytest.raises(InvalidReplyError):
        connection.command("give", [kind], timeout=10)
    assert connection.command("cwd", timeout=10)
