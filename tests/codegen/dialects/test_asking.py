"""Asking live backends, and servers that are none."""

from __future__ import annotations

import re
import socket
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from websockets.sync.server import ServerConnection, serve

from livebind_codegen.description.model import Description, MethodDescription
from livebind_codegen.dialects import asking
from livebind_codegen.dialects.brayns3.dialect import Brayns3
from livebind_codegen.dialects.dialect import Source
from livebind_codegen.dialects.registry import dialect_named, known_dialects
from livebind_codegen.errors import DiscoveryError, NotABackendError, SourceError, UsageProblem
from livebind_codegen.schema.limits import MAX_METHODS
from livebind_codegen.sources import LiveOptions, read_source
from support.dialect_package import write_dialect_package
from support.recorded_server import RefusedError, always, serve_recorded, serve_replies
from support.recordings import recorded

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from support.descriptions import Json


def ask(address: str, **options: Json) -> tuple[Description, dict[str, str]]:
    return read_source(address, LiveOptions(**options))


@contextmanager
def http_server() -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def echo_server() -> Generator[str]:
    def echo(connection: ServerConnection) -> None:
        for message in connection:
            connection.send(message)

    with serve(echo, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["brayns3", "brayns4"])
def test_the_protocol_is_found_by_asking(name: str) -> None:
    with serve_recorded(recorded(name)) as address:
        description, failures = ask(address)
    assert description.protocol == name
    assert failures == {}
    assert len(description.methods) == len(recorded(name).method_names)


def test_every_question_is_on_its_way_before_the_first_answer_is_awaited() -> None:
    backend = recorded("brayns3-core")
    asked = threading.Semaphore(0)

    def answer(method: str, params: Json) -> Json:
        if method == "registry":
            return list(backend.method_names)
        if method == "schema":
            asked.release()
            return backend.schemas[params["endpoint"]]
        return backend.replies[method]

    steps: list[tuple[int, int]] = []
    with serve_replies(answer) as address:
        read_source(address, LiveOptions(), lambda done, total: steps.append((done, total)))
    # Those of the methods, the version and the loaders.
    assert steps == [(number, 86) for number in range(1, 87)]


def test_nobody_listening_is_a_source_that_cannot_be_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(SourceError, match="answers") as caught:
            ask(f"127.0.0.1:{port}")
    assert not isinstance(caught.value, NotABackendError)


def test_a_plain_http_server_is_no_backend() -> None:
    with http_server() as address, pytest.raises(NotABackendError, match="HTTP status 200"):
        ask(address)


def test_a_websocket_that_echoes_is_no_backend() -> None:
    with echo_server() as address, pytest.raises(NotABackendError):
        ask(address, timeout=1.0)


def test_a_json_rpc_server_of_another_kind_is_no_backend() -> None:
    def answer(method: str, params: Json) -> Json:
        raise KeyError(method, params)

    with (
        serve_replies(answer) as address,
        pytest.raises(NotABackendError, match="speaks no protocol"),
    ):
        ask(address)


@pytest.mark.parametrize("reply", [None, 5, {"a": 1}, [1], ["a", "a"], [""]])
def test_a_list_of_methods_that_is_none_is_no_backend(reply: Json) -> None:
    with serve_replies(always(reply)) as address, pytest.raises(NotABackendError):
        ask(address)


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        {"title": "another"},
        {"title": "snapshot", "params": 5},
        RefusedError(-1, "broken"),
    ],
)
def test_a_method_that_is_not_described_is_named_and_the_rest_is_not_lost(reply: Json) -> None:
    backend = recorded("brayns3-core")

    def answer(method: str, params: Json) -> Json:
        if method != "schema":
            return backend.replies[method]
        if params["endpoint"] != "snapshot":
            return backend.schemas[params["endpoint"]]
        if isinstance(reply, Exception):
            raise reply
        return reply

    with serve_replies(answer) as address:
        with pytest.raises(DiscoveryError, match="'snapshot'") as caught:
            ask(address)
        assert list(caught.value.failures) == ["snapshot"]
        description, failures = ask(address, keep_going=True)
    assert list(failures) == ["snapshot"]
    assert len(description.methods) == 83


def test_a_method_whose_schema_makes_no_sense_can_be_left_out() -> None:
    backend = recorded("brayns3-core")
    broken = {"snapshot": {**backend.schemas["snapshot"], "params": {"type": "nonsense"}}}
    with serve_recorded(backend, schemas=broken) as address:
        assert len(ask(address)[0].methods) == 84
        description, failures = ask(address, keep_going=True)
    assert len(description.methods) == 83
    assert "no type of JSON Schema" in failures["snapshot"]


def test_an_unknown_protocol_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageProblem, match="brayns3, brayns4"):
        ask("127.0.0.1:1", protocol="brayns2")


PLAIN = """
from livebind_codegen.description.model import Description, MethodDescription
from livebind_codegen.dialects.dialect import Request
from livebind_codegen.dialects.jsonrpc.dialect import JsonRpcDialect
from livebind_codegen.dialects.jsonrpc.listing import describe_each, list_names

class Plain(JsonRpcDialect):
    name = "plain"

    def describe(self, ask):
        names = list_names(ask, Request("list"))
        if names is None:
            return None
        methods, (count,) = describe_each(
            ask,
            names,
            lambda name: Request("describe", [name]),
            lambda name, reply: MethodDescription(name, description=str(reply)),
            Request("count", names),
        )
        return Description("Plain", str(count.result), self.name, methods)
"""


def test_another_package_can_add_a_dialect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dialect_package(tmp_path, "plain_dialect", PLAIN, "plain = plain_dialect:Plain")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    replies: Json = {"list": ["one"], "describe": "The only one.", "count": 1}
    steps: list[tuple[int, int]] = []
    with serve_replies(lambda method, _: replies[method]) as address:
        description, _ = read_source(
            address, LiveOptions(), lambda done, total: steps.append((done, total))
        )
        assert ask(address, protocol="plain") == (description, {})
    assert steps == [(1, 2), (2, 2)]
    assert (description.title, description.version) == ("Plain", "1")
    assert description.methods == (MethodDescription("one", description="The only one."),)


@pytest.mark.parametrize("code", ["Broken = int", "Broken = lambda: 1 / 0", "1 / 0"])
def test_a_broken_dialect_of_another_package_is_named(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = f"broken_{hash(code) % 1000}"
    write_dialect_package(tmp_path, module, code, f"plain = {module}:Broken")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(UsageProblem, match="'plain'"):
        ask("127.0.0.1:1")


ADDRESSES = (
    "(cdp://, conplyent://, http://, https://, mcp+http://, mcp+https://, mcp+stdio://, "
    "qmp+tcp://, qmp+unix://, ws://, wss://)"
)
"""What begins the addresses of all dialects of livebind."""


def test_an_address_that_no_dialect_claims_is_told() -> None:
    with pytest.raises(SourceError, match=re.escape(ADDRESSES)):
        ask("gopher://localhost:70")
    with pytest.raises(SourceError, match="no address of a backend of conplyent"):
        ask("localhost:5000", protocol="conplyent")


def test_another_package_cannot_take_the_place_of_a_dialect_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dialect_package(tmp_path, "taking", PLAIN, "brayns3 = taking:Plain")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert [one.name for one in known_dialects()].count("plain") == 0
    assert isinstance(dialect_named("brayns3"), Brayns3)


def test_a_backend_that_lists_more_than_any_is_refused() -> None:
    names = [f"method-{number}" for number in range(MAX_METHODS + 1)]
    with (
        serve_replies(always(names)) as address,
        pytest.raises(NotABackendError, match="more than we accept"),
    ):
        ask(address)


@pytest.mark.timeout(60)
def test_the_first_answer_is_not_waited_for_as_long_as_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "_PROBE_TIMEOUT", 0.2)
    with echo_server() as address, pytest.raises(NotABackendError):
        ask(address, timeout=1000.0)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("localhost:5000", ""),
        ("[::1]:5000", ""),
        ("ws://localhost:5000", "ws"),
        ("WSS://localhost", "wss"),
        ("mcp+stdio:npx server", "mcp+stdio"),
        ("file.json", ""),
    ],
)
def test_an_address_has_the_scheme_that_it_begins_with(text: str, scheme: str) -> None:
    assert Source(text).scheme == scheme
    assert not Source(text, {"a": 1}).scheme
