"""Signals, forks and the end of the interpreter."""

from __future__ import annotations

import os
import signal
import textwrap
import time
from contextlib import suppress
from itertools import count
from threading import Event, get_ident
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from livebind import ConnectionClosedError
from support.certificates import authority
from support.fault_server import FaultServer, answer_all
from support.faults import fault
from support.frames import TEXT, frame
from support.peer import DEADLINE
from support.programs import running
from support.session import connector, serving

if TYPE_CHECKING:
    from support.peer import Peer, Request

WAYS_TO_WAIT = {
    "request": "instance.request('wait')",
    "result": "instance.task('wait').result(None)",
    "progress": "list(instance.task('wait'))",
    "beside another thread": "other.start(); instance.request('wait')",
}


@fault(43)
@pytest.mark.parametrize("way", WAYS_TO_WAIT)
def test_ctrl_c_ends_a_wait_at_once_and_the_connection_is_usable(way: str) -> None:
    waiting = Event()

    def answer_late(peer: Peer) -> None:
        peer.accept()
        unanswered: list[Request] = []
        for request in peer.requests():
            if request.method == "echo":
                for late in unanswered:
                    peer.reply(late, "late")
                peer.reply(request, request.params)
            else:
                unanswered.append(request)
                if request.method == "wait":
                    waiting.set()

    code = f"""
    import contextlib, logging, sys, threading, livebind
    logging.getLogger("livebind").addHandler(logging.NullHandler())

    def ask_in_another_thread():
        with contextlib.suppress(livebind.ConnectionError):
            instance.request("other")

    last = ""
    while last != "usable":
        instance = livebind.Connector(sys.argv[1]).connect()
        other = threading.Thread(target=ask_in_another_thread)
        try:
            {WAYS_TO_WAIT[way]}
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        try:
            last = instance.request("echo", "usable")
        except livebind.ConnectionClosedError as error:
            assert "interrupted" in str(error), error
            last = "ended"
        print(last, flush=True)
        instance.disconnect()
    """
    with FaultServer(answer_late) as server, running(code, server.uri) as program:
        assert program.stdout is not None
        outcome = "ended\n"
        while outcome == "ended\n":  # it came before the wait, in the middle of sending
            assert waiting.wait(DEADLINE)
            waiting.clear()
            program.send_signal(signal.SIGINT)
            assert program.stdout.readline() == "interrupted\n"
            outcome = program.stdout.readline()
        assert outcome == "usable\n"


@fault(43)
def test_ctrl_c_within_a_flood_of_messages_ends_the_wait_and_confuses_nothing() -> None:
    flooding = Event()

    def flood(peer: Peer) -> None:
        peer.accept()
        peer.receive()
        news = frame(TEXT, b'{"jsonrpc":"2.0","method":"news"}') * 1000
        for number in range(100):
            peer.send(news)
            if number == 10:
                flooding.set()
        for request in peer.requests():
            peer.reply(request, request.params)

    code = """
    import logging, sys, livebind
    logging.getLogger("livebind").addHandler(logging.NullHandler())
    instance = livebind.Connector(sys.argv[1]).connect()
    try:
        instance.request("wait")
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    try:
        print(instance.request("echo", "usable"))
    except livebind.ConnectionClosedError as error:
        assert "interrupted" in str(error), error
        assert not instance.connected
        print("ended")
    instance.disconnect()
    """
    with FaultServer(flood) as server, running(code, server.uri) as program:
        assert program.stdout is not None
        assert flooding.wait(DEADLINE)
        program.send_signal(signal.SIGINT)
        assert program.stdout.readline() == "interrupted\n"
        assert program.stdout.readline() in {"usable\n", "ended\n"}


@fault(43)
def test_ctrl_c_at_any_moment_leaves_no_thread_waiting(*, secure: bool) -> None:
    code = """
    import random, signal, sys, threading, livebind

    def interrupt(*_):
        raise KeyboardInterrupt

    def connect():
        context = livebind.SslClientContext(cadata=sys.argv[2]) if sys.argv[2] else None
        return livebind.Connector(sys.argv[1], ssl_context=context, request_timeout=10).connect()

    def ask_in_another_thread():
        while not stop:
            try:
                assert instance.request("echo", "other") == "other"
            except livebind.ConnectionClosedError:
                pass

    sys.unraisablehook = print  # Ctrl-C within the garbage collector is lost by Python
    stop = False
    instance = connect()
    other = threading.Thread(target=ask_in_another_thread)
    other.start()
    signal.signal(signal.SIGALRM, interrupt)
    for _ in range(200):
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.003), 0.05)
                while True:
                    instance.request("echo", "mine")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            pass
        except livebind.ConnectionClosedError as error:
            assert "interrupted" in str(error), error
        try:
            assert instance.request("echo", "usable") == "usable"
        except livebind.ConnectionClosedError as error:
            assert "interrupted" in str(error), error
            instance = connect()
    stop = True
    other.join()
    instance.disconnect()
    """
    trusted = authority().cert_pem.bytes().decode() if secure else ""
    with serving(answer_all, secure=secure) as server, running(code, server.uri, trusted):
        pass


@fault(43)
@pytest.mark.parametrize("number", range(1, 10))
def test_ctrl_c_at_a_look_at_the_clock_leaves_no_thread_waiting(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = count(1)
    main = get_ident()

    def look() -> float:
        if get_ident() == main and next(looks) == number:
            raise KeyboardInterrupt
        return time.monotonic()

    with (
        serving(answer_all, secure=False) as server,
        connector(server.port).connect() as instance,
    ):
        monkeypatch.setattr("livebind.connection.reader.time", SimpleNamespace(monotonic=look))
        try:
            with suppress(KeyboardInterrupt):
                while True:
                    instance.request("echo", "mine", timeout=5)
            assert instance.request("echo", "usable", timeout=5) == "usable"
        except ConnectionClosedError as error:
            assert "interrupted" in str(error)  # noqa: PT017 - both outcomes are right


@fault(44)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("end", ["disconnect", "collect"])
def test_a_forked_child_is_told_and_the_parent_goes_on(end: str) -> None:
    def answer_after_fork(peer: Peer) -> None:
        peer.accept()
        slow = peer.receive()
        for request in peer.requests():
            peer.reply(request, request.params)
            if request.params == "from the parent":
                peer.reply(slow, "slow")

    code = """
    import os, sys, warnings, livebind
    warnings.simplefilter("ignore", DeprecationWarning)  # of Python 3.12, of forks with threads

    def expect_closed(call, *arguments):
        try:
            call(*arguments)
        except livebind.ConnectionClosedError as error:
            assert "fork" in str(error), error
        else:
            raise AssertionError("nothing was raised")

    instance = livebind.Connector(sys.argv[1]).connect()
    task = instance.task("slow")
    child = os.fork()
    if child == 0:
        assert not instance.connected
        expect_closed(instance.request, "echo", "from the child")
        expect_closed(instance.send_notification, "news")
        expect_closed(task.result, 5)
        if sys.argv[2] == "disconnect":
            instance.disconnect()
        sys.exit()  # with an instance that was left open, the parent's is as well
    assert os.waitpid(child, 0)[1] == 0
    print(instance.request("echo", "from the parent"), task.result(5).result)
    instance.disconnect()
    """
    with FaultServer(answer_after_fork) as server, running(code, server.uri, end) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "from the parent slow\n"


WAYS_TO_LEAVE = {
    "idle": "",
    "task under way": "instance.task('never')",
    "waiting thread": """
        threading.Thread(target=instance.request, args=('never',), daemon=True).start()
    """,
    "exit": "sys.exit()",
    "disconnect at exit": "atexit.register(instance.disconnect)",
    "disconnect when collected": """
        class Holder:
            def __del__(self):
                instance.disconnect()
        holder = Holder()
    """,
    "waiting coroutine": """
        import asyncio
        async def main():
            waiting = asyncio.ensure_future(instance.task('never').result_async())
            await asyncio.sleep(0)
        asyncio.run(main())
    """,
}


@fault(48)
@fault(45)
@pytest.mark.parametrize("way", WAYS_TO_LEAVE)
def test_a_program_that_ends_with_a_live_connection_ends_quietly(way: str) -> None:
    def answer_all_but_one(peer: Peer) -> None:
        peer.accept()
        for request in peer.requests():
            if request.method != "never":
                peer.reply(request, request.params)

    code = (
        "import atexit, sys, threading, livebind\n"
        "instance = livebind.Connector(sys.argv[1]).connect()\n"
        "print(instance.request('echo', 1), flush=True)\n"
    )
    with (
        FaultServer(answer_all_but_one) as server,
        running(code + textwrap.dedent(WAYS_TO_LEAVE[way]), server.uri) as program,
    ):
        assert program.stdout is not None
        assert program.stdout.readline() == "1\n"
