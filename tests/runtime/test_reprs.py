"""What is shown of objects: short, to the point, and without secrets."""

from __future__ import annotations

import logging
import pprint
from threading import Event
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from livebind import (
    Connector,
    Listener,
    Model,
    Pool,
    Reply,
    RequestError,
    SslClientContext,
    UsageError,
)
from livebind.conplyent.connection import CommandConnection
from livebind.conplyent.pool import ServerPool
from support.fault_server import FaultServer, answer_all
from support.peer import DEADLINE
from support.session import connected, serving

if TYPE_CHECKING:
    from support.peer import Peer

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"


class Size(Model, kw_only=True):
    """A size."""

    width: int


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (PNG + b"x" * 127_000, "<PNG image of 127008 bytes>"),
        (JPEG, "<JPEG image of 4 bytes>"),
        (b"v/1\x01", "<OpenEXR image of 4 bytes>"),
        (b"anything", "<8 bytes>"),
        (b"", "b''"),
    ],
)
def test_a_reply_shows_size_and_kind_of_its_bytes(data: bytes, shown: str) -> None:
    reply = Reply(result=Size(width=3), data=data)
    text = f"Reply(result=Size(width=3), data={shown})"
    assert repr(reply) == text
    assert pprint.pformat(reply, width=200) == text
    console = Console(width=200)
    with console.capture() as captured:
        console.print(reply)
    assert captured.get().strip() == text


@pytest.mark.parametrize(
    ("data", "png", "jpeg"), [(PNG, PNG, None), (JPEG, None, JPEG), (b"", None, None)]
)
def test_a_notebook_is_given_an_image_and_nothing_else(
    data: bytes, png: bytes | None, jpeg: bytes | None
) -> None:
    formatters = [
        getattr(Reply(result=None, data=data), f"_repr_{one}_") for one in ("png", "jpeg")
    ]
    assert [formatter() for formatter in formatters] == [png, jpeg]


def test_an_instance_says_where_it_is_and_whether_it_is_connected() -> None:
    with FaultServer(answer_all) as server:
        instance = Connector(f"ws://127.0.0.1:{server.port}/path?token=hunter2").connect()
        assert repr(instance) == f"<Instance 127.0.0.1:{server.port}/path, open>"
        instance.disconnect()
        assert repr(instance) == f"<Instance 127.0.0.1:{server.port}/path, closed>"


def test_a_task_and_its_listener_say_what_they_do() -> None:
    begin, release = Event(), Event()

    def work(peer: Peer) -> None:
        first, second = peer.receive(), peer.receive()
        assert begin.wait(DEADLINE)
        peer.progress(first, "Loading\x1b", 0.4)
        peer.fail(second, -32602, "no")
        assert release.wait(DEADLINE)
        peer.reply(first)

    with connected(work) as instance:
        task, bad = instance.task("load"), instance.task("bad")
        assert repr(task) == "<Task 'load' (request 1), running>"
        begin.set()
        next(iter(task))
        assert repr(task) == "<Task 'load' (request 1), running, 40% 'Loading\\x1b'>"
        assert repr(Listener(task)) == f"<Listener of {task!r}>"
        with pytest.raises(RequestError):
            bad.result()
        assert repr(bad) == "<Task 'bad' (request 2), failed: InvalidParamsError>"
        release.set()
        task.result()
        assert repr(task) == "<Task 'load' (request 1), done>"


def test_a_cancelled_task_says_so() -> None:
    def cancel(peer: Peer) -> None:
        request, cancellation = peer.receive(), peer.receive()
        peer.reply(cancellation)
        peer.fail(request, 20, "cancelled")

    with connected(cancel) as instance:
        task = instance.task("load")
        task.cancel()
        assert list(task) == []
        assert repr(task) == "<Task 'load' (request 1), cancelled>"


def test_a_pool_says_how_many_are_connected() -> None:
    with serving(answer_all, secure=False) as server, Pool() as pool:
        member = pool.add(f"127.0.0.1:{server.port}")
        pool.add("ws://127.0.0.1:1/?token=hunter2")
        assert repr(pool) == "<Pool, 0 of 2 open>"
        member.connect()
        assert repr(pool) == "<Pool, 1 of 2 open>"
        uri = f"127.0.0.1:{server.port}"
        assert [repr(one) for one in pool] == [
            f"<PooledInstance {uri}, open>",
            "<PooledInstance ws://127.0.0.1:1/?..., closed>",
        ]


def test_a_connector_shows_what_was_set() -> None:
    connector = Connector(
        "wss://127.0.0.1:1/path?token=hunter2",
        ssl_context=SslClientContext(cafile="ca.pem", cadata="hunter2"),
        max_attempts=None,
        logger=logging.getLogger("application"),
    )
    assert repr(connector) == (
        "Connector('wss://127.0.0.1:1/path?...', "
        "ssl_context=SslClientContext(cafile='ca.pem', cadata=<7 characters>), "
        "logger=<Logger application (WARNING)>, max_attempts=None)"
    )
    assert repr(Connector("localhost:5000")) == "Connector('localhost:5000')"


@pytest.mark.parametrize(
    "uri",
    [
        "ws://user:hunter2@localhost:1",
        "user:hunter2@localhost:1 ",
        "user:hunter2@localhost:nothing",
        "ftp://localhost:1?token=hunter2",
        "ws://localhost:1#hunter2",
        "user:hunter2@local host:1",
    ],
)
def test_no_error_about_a_uri_shows_its_secrets(uri: str) -> None:
    with pytest.raises(UsageError) as caught:
        Connector(uri)
    assert "hunter2" not in str(caught.value)


def test_connections_to_conplyent_say_where_they_lead() -> None:
    pool = ServerPool(CommandConnection)
    assert repr(pool.add("localhost")) == "<CommandConnection localhost:9922, closed>"
    assert repr(pool) == "<ServerPool, 0 of 1 open>"
