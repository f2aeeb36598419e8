"""Listeners: jobs that run for a while, watched, fed, timed and ended."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from livebind import RequestTimeoutError, TaskSilentError, UsageError

if TYPE_CHECKING:
    from livebind.conplyent.connection import CommandConnection
    from livebind.conplyent.listener import CommandListener
    from support.conplyent_server import Hold

ECHO_LINES = ["sh", "-c", "while read line; do echo got $line; done"]
FOREVER = ["sh", "-c", "echo started; exec sleep 20"]


def test_output_is_seen_as_it_comes_and_input_is_sent(connection: CommandConnection) -> None:
    with connection.command("exec", [ECHO_LINES], complete=False) as listener:
        assert not listener.done
        connection.command("send_input", [listener.id, "one"])
        assert listener.next() == "got one\n"
        connection.command("send_input", [listener.id, "two"])
        assert listener.next() == "got two\n"
        assert connection.command("is_alive", [listener.id]) == [True]
        connection.command("kill", [listener.id])
        assert list(iter(listener.next, None)) == []
    assert listener.done
    assert listener.exit_code == -15
    assert connection.command("is_alive", [listener.id]) == [False]


def test_outputs_and_exit_code_of_a_program(connection: CommandConnection) -> None:
    listener = connection.command("exec", [["sh", "-c", "echo 1; echo 2; exit 3"]], complete=False)
    assert [*iter(listener.next, None)] == ["1\n", "2\n"]
    assert listener.exit_code == 3


def test_outputs_are_printed_without_what_a_terminal_would_obey(
    connection: CommandConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    connection.command("outputs", ["plain\n", "\x1b[2Jcleared", 5], echo_response=True)
    assert capsys.readouterr().out == "plain\n\\x1b[2Jcleared\n5\n"


def test_silence_longer_than_max_interval_is_an_error(connection: CommandConnection) -> None:
    listener = connection.command("exec", [FOREVER], complete=False, max_interval=10)
    assert listener.next() == "started\n"
    listener.max_interval = 0.1
    with pytest.raises(TaskSilentError):
        listener.next()
    listener.max_interval = None
    connection.command("kill", [listener.id])
    listener.clear_messages()
    assert listener.exit_code == -15


def test_after_timeouts_every_answer_is_still_that_of_its_own_command(
    connection: CommandConnection, hold: Hold
) -> None:
    for _ in range(3):
        with pytest.raises(RequestTimeoutError):
            connection.command("hold", [hold.path], timeout=0.05)
        with pytest.raises(RequestTimeoutError):
            connection.command("jobs", timeout=0.05)
        hold.release()
    assert connection.command("os_info") == ["linux"]
    assert connection.command("greet", ["you"]) == ["hello you!"]
    assert connection.command("outputs", [7]) == [7]


def test_the_server_lives_while_a_command_keeps_it_busy(
    connection: CommandConnection, hold: Hold
) -> None:
    busy = connection.command("hold", [hold.path], complete=False)
    with hold.held():
        assert connection.heartbeat(timeout=20)
    assert list(busy) == []


def test_eight_threads_share_a_connection(connection: CommandConnection) -> None:
    def ask(thread: int) -> bool:
        for number in range(20):
            value = [thread, number]
            if connection.command("outputs", [value], timeout=30) != [value]:
                return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))


def test_a_listener_is_iterated_in_a_coroutine(connection: CommandConnection) -> None:
    async def watch() -> tuple[list[object], list[object]]:
        def start(word: str) -> list[str]:
            return ["sh", "-c", f"for i in 1 2; do echo {word} $i; done"]

        first = connection.command("exec", [start("a")], complete=False)
        second = connection.command("exec", [start("b")], complete=False)

        async def collect(listener: CommandListener[str]) -> list[object]:
            return [output async for output in listener]

        return await asyncio.gather(collect(first), collect(second))

    first, second = asyncio.run(watch())
    assert first == ["a 1\n", "a 2\n"]
    assert second == ["b 1\n", "b 2\n"]


def test_a_coroutine_waits_no_longer_than_the_timeout(
    connection: CommandConnection, hold: Hold
) -> None:
    async def watch() -> None:
        listener = connection.command("hold", [hold.path], complete=False, timeout=0.1)
        async for _ in listener:
            pass

    with pytest.raises(RequestTimeoutError):
        asyncio.run(watch())
    hold.release()
    assert connection.command("os_info") == ["linux"]


def test_a_wrong_option_is_refused_before_anything_is_sent(connection: CommandConnection) -> None:
    with pytest.raises(UsageError, match="max_interval"):
        connection.command("greet", ["you"], max_interval=0)
    with pytest.raises(UsageError, match="timeout"):
        connection.command("greet", ["you"], timeout=-1)
