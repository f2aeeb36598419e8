"""JSON-RPC over HTTP: connections used again, nothing sent twice, each failure one request's."""

from __future__ import annotations

import json
import logging
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    ConnectionClosedError,
    Connector,
    HttpError,
    InvalidServerCertificateError,
    MessageTooBigError,
    RemoteError,
    RequestTimeoutError,
    ServiceUnavailableError,
    TlsError,
    UsageError,
    connect,
)
from support.certificates import client_context, server_context
from support.http_server import Answer, http_server, result_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.descriptions import Json


def echo(request: dict[str, Any]) -> Answer:
    return result_of(request, request.get("params"))


def always(status: int, body: bytes = b"", **headers: str) -> Callable[[dict[str, Any]], Answer]:
    def answer(request: dict[str, Any]) -> Answer:
        del request
        return status, body, headers

    return answer


def test_a_request_is_answered() -> None:
    with http_server(echo) as server, connect(server.uri) as instance:
        assert instance.request("echo", {"a": 1}) == {"a": 1}
        assert instance.connected
    ((request, headers),) = server.requests
    assert request == {"jsonrpc": "2.0", "id": 1, "method": "echo", "params": {"a": 1}}
    assert headers["content-type"] == "application/json"


def test_one_connection_serves_many_requests() -> None:
    with http_server(echo) as server, connect(server.uri) as instance:
        for number in range(20):
            assert instance.request("echo", [number]) == [number]
        # The first one showed that somebody listens.
        assert server.connections == 2


def test_requests_go_at_once_over_connections_that_are_kept() -> None:
    together = Barrier(8)

    def answer(request: dict[str, Any]) -> Answer:
        together.wait(10)
        return echo(request)

    with http_server(answer) as server, connect(server.uri) as instance:
        for _ in range(2):
            tasks = [instance.task("echo", [number]) for number in range(8)]
            assert [task.result().result for task in tasks] == [[number] for number in range(8)]
        # The first one showed that somebody listens.
        assert server.connections == 9


def test_threads_share_an_instance() -> None:
    with http_server(echo) as server, connect(server.uri) as instance:

        def ask(thread: int) -> bool:
            return all(instance.request("echo", [thread, n]) == [thread, n] for n in range(10))

        with ThreadPoolExecutor(16) as threads:
            assert all(threads.map(ask, range(16)))


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_notification_is_not_answered(status: int) -> None:
    arrived = Event()

    def answer(request: dict[str, Any]) -> Answer:
        if "id" in request:
            return echo(request)
        arrived.set()
        return status, b"", {}

    with http_server(answer) as server, connect(server.uri) as instance:
        instance.send_notification("tell", [1])
        assert arrived.wait(10)
        assert instance.request("echo", [2]) == [2]


def test_an_error_of_json_rpc_is_one_whatever_the_status() -> None:
    def refuse(request: dict[str, Any]) -> Answer:
        error = {"code": 7, "message": "no"}
        return 400, json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode(), {}

    with (
        http_server(refuse) as server,
        connect(server.uri) as instance,
        pytest.raises(RemoteError, match="error 7: no"),
    ):
        instance.request("go")


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (500, b"<h1>broken</h1>", {}, "status 500 and no JSON-RPC: <h1>broken</h1>"),
        (200, b"hello", {}, "status 200 and no JSON-RPC: hello"),
        (204, b"", {}, "an empty body"),
        (401, b'{"error": "token"}', {}, r"401: give the headers"),
        (302, b"", {"Location": "http://other.example/?key=x"}, r"redirect to http://other\.e"),
        (404, b"\x1b[31mred", {}, r"\\x1b\[31mred"),
    ],
)
def test_an_error_of_http_alone_is_another_one(
    status: int, body: bytes, headers: dict[str, str], words: str
) -> None:
    with http_server(always(status, body, **headers)) as server, connect(server.uri) as instance:
        with pytest.raises(HttpError, match=words) as caught:
            instance.request("go")
        assert (caught.value.status, caught.value.body) == (status, body)
        assert "key=x" not in str(caught.value)
        assert pickle.loads(pickle.dumps(caught.value)).status == status  # noqa: S301 - our own
        assert len(server.requests) == 1
        assert instance.connected


def test_an_answer_that_is_too_long_is_not_read() -> None:
    with (
        http_server(always(200, b"x" * 5000)) as server,
        connect(server.uri, max_message_size=1000) as instance,
        pytest.raises(MessageTooBigError, match="1000 bytes"),
    ):
        instance.request("go")


def test_no_answer_in_time_harms_no_other_request() -> None:
    release = Event()

    def answer(request: dict[str, Any]) -> Answer:
        if request["method"] == "wait":
            release.wait(10)
        return echo(request)

    with http_server(answer) as server, connect(server.uri) as instance:
        with pytest.raises(RequestTimeoutError):
            instance.request("wait", timeout=0.05)
        assert instance.request("echo", [1]) == [1]
        release.set()


def test_a_server_that_restarts_serves_the_next_request() -> None:
    with http_server(echo) as server:
        instance = connect(server.uri)
        assert instance.request("echo", [1]) == [1]
        port = int(server.uri.split(":")[2].split("/")[0])
    with pytest.raises((ServiceUnavailableError, ConnectionClosedError)):
        instance.request("echo", [2])
    with http_server(echo, port=port), instance:
        assert instance.request("echo", [3]) == [3]


def test_disconnecting_ends_what_waits() -> None:
    release = Event()

    def answer(request: dict[str, Any]) -> Answer:
        release.wait(10)
        return echo(request)

    with http_server(answer) as server:
        instance = connect(server.uri)
        task = instance.task("go")
        instance.disconnect()
        with pytest.raises(ConnectionClosedError, match=r"disconnect\(\)"):
            task.result()
        with pytest.raises(ConnectionClosedError):
            instance.request("go")
        release.set()


def test_nobody_there_is_an_error_at_once() -> None:
    with http_server(echo) as server:
        uri = server.uri
    with pytest.raises(ServiceUnavailableError):
        connect(uri)


def test_bytes_beside_a_request_are_refused() -> None:
    with http_server(echo) as server, connect(server.uri) as instance:
        with pytest.raises(UsageError, match="bytes beside a request"):
            instance.execute("go", binary=b"x")
        assert instance.request("echo", [1]) == [1]


def test_headers_are_sent_and_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("test")
    caplog.set_level(logging.DEBUG, logger="test")
    with http_server(echo) as server:
        connector = Connector(server.uri, headers={"Authorization": "Bearer hidden"}, logger=logger)
        with pickle.loads(pickle.dumps(connector)).connect() as instance:  # noqa: S301 - our own
            instance.request("echo", {"a": 1})
            shown = [repr(connector), repr(instance), str(connector.headers), caplog.text]
    assert server.requests[0][1]["authorization"] == "Bearer hidden"
    assert "Authorization" in repr(connector)
    assert not any("hidden" in text for text in shown)


@pytest.mark.parametrize(
    "headers",
    [{"A b": "x"}, {"A": "hid\r\nB: den"}, {"Host": "hidden"}, {"A": "\u20ac hidden"}, ["hidden"]],
)
def test_headers_that_cannot_be_sent_are_refused(headers: Json) -> None:
    with pytest.raises(UsageError) as caught:
        Connector("localhost:1", headers=headers)
    assert "hid" not in str(caught.value)


def test_it_is_secure_with_tls() -> None:
    with http_server(echo, tls=server_context()) as server:
        with connect(server.uri, ssl_context=client_context()) as instance:
            assert [instance.request("echo", [number]) for number in range(3)] == [[0], [1], [2]]
        assert server.connections == 2
        with pytest.raises(InvalidServerCertificateError):
            connect(server.uri)


def test_a_plain_server_is_no_secure_one() -> None:
    with http_server(echo) as server, pytest.raises(TlsError):
        connect(server.uri.replace("http", "https"))
