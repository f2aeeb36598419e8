"""The page is for this machine's user alone, and shows texts of a backend as texts."""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import websocket

from livebind_codegen.description.openrpc import canonical_json, to_document
from livebind_explore.safety import SafeMethods
from support.descriptions import NUMBER, Json, describe, method, object_schema
from support.explorer_page import ExplorerPage

if TYPE_CHECKING:
    from pathlib import Path

    from support.explorer import Show
    from support.tab import Tab

msgpack: Any = import_module("msgpack")  # which has no types

pytestmark = pytest.mark.timeout(300)


def answer(url: str, path: str, **headers: str) -> tuple[int, str, http.client.HTTPResponse]:
    """Return status, text and the response to a request with other headers."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in {"Host": parts.netloc, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            return response.status, response.read().decode(errors="replace"), response


def secret(url: str) -> str:
    return urlsplit(url).query.partition("=")[2]


@pytest.mark.parametrize("token", ["", "?secret=", "?secret=t0", "?secret=wrong&secret=more"])
@pytest.mark.parametrize("path", ["/", "/index.html"])
def test_the_page_needs_its_token(path: str, token: str, url: str) -> None:
    status, text, _ = answer(url, path + token)
    assert status == 403
    assert "lacks the token" in text
    assert secret(url) not in text


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:80", "127.0.0.1", "127.0.0.1:1", ""]
)
def test_it_answers_under_its_own_name_alone(host: str, url: str) -> None:
    for path in (f"/?secret={secret(url)}", "/vue.global.js", "/bytes/x", "/ws"):
        status, text, _ = answer(url, path, Host=host)
        assert status in {400, 403}
        assert secret(url) not in text


@pytest.mark.parametrize(
    "origin", ["http://attacker.example", "null", "http://127.0.0.1:1", "https://HOST"]
)
def test_it_answers_no_other_page(origin: str, url: str) -> None:
    origin = origin.replace("HOST", urlsplit(url).netloc)
    assert answer(url, f"/?secret={secret(url)}", Origin=origin)[0] == 403
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(f"ws://{urlsplit(url).netloc}/ws", origin=origin, timeout=20)


@pytest.mark.parametrize("token", ["", "wslink-secret", "t0", None, {"secret": 1}])
def test_the_websocket_needs_the_token_too(token: Json, url: str) -> None:
    channel = websocket.create_connection(f"ws://{urlsplit(url).netloc}/ws", timeout=20)
    try:
        refused = ask(channel, "system:c0:0", "wslink.hello", [{"secret": token}])
        assert "Authentication failed" in json.dumps(refused)
        calls: list[tuple[str, Json]] = [
            ("trame.state.get", []),
            ("trame.trigger", ["select", ["quit"], {}]),
            ("trame.state.update", [[{"key": "theme", "value": "dark"}]]),
        ]
        for name, arguments in calls:
            assert "Unauthorized" in json.dumps(ask(channel, "rpc:c0:1", name, arguments))
    finally:
        channel.close()


def ask(channel: websocket.WebSocket, number: str, name: str, arguments: Json) -> Json:
    """Send one request in the way of wslink, and return its answer."""
    body = msgpack.packb(
        {"wslink": "1.0", "id": number, "method": name, "args": arguments, "kwargs": {}}
    )
    head = (1).to_bytes(4, "little") + (0).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    channel.send_binary(head + body)
    return msgpack.unpackb(channel.recv()[len(head) :])


def test_it_listens_on_loopback_alone(url: str) -> None:
    port = urlsplit(url).port
    assert port is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it tells our own address
        except OSError:
            pytest.skip("this machine has no address but loopback")
        own = probe.getsockname()[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((own, port), timeout=20)


def test_the_browser_is_told_what_the_page_may_do(url: str) -> None:
    status, _, response = answer(
        url, f"/index.html?secret={secret(url)}&sessionURL=ws://use_host/ws"
    )
    assert status == 200
    parts = (response.getheader("Content-Security-Policy") or "").split(";")
    policy = {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert response.getheader("Referrer-Policy") == "no-referrer"
    assert response.getheader("X-Content-Type-Options") == "nosniff"


def test_the_token_leaves_the_address_and_the_page_can_be_loaded_again(page: Tab) -> None:
    assert "secret" not in page.run("location.href")
    page.run("window.isOld = true")
    page.reload("!window.isOld && document.querySelectorAll('[data-method]').length")
    assert "secret" not in page.run("location.href")


MARKUP = (
    "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
    "{{window.pwned=1}}{{constructor.constructor('window.pwned=1')()}}\"'>"
    "<svg onload=window.pwned=1>"
)


NAME = MARKUP.replace('"', "")
"""The same as the name of a property, which no quotes may be in."""


def hostile() -> str:
    """Return a description that has markup and code in every text."""
    schema = object_schema(
        {
            NAME: {"type": "string", "description": MARKUP, "default": MARKUP},
            "choice": {"type": "string", "enum": [MARKUP, "b"], "description": MARKUP},
            "many": {"oneOf": [object_schema({NAME: NUMBER}, (NAME,), MARKUP), {"type": "string"}]},
        },
        (NAME, "choice", "many"),
        MARKUP,
    )
    echo = method(f"do {MARKUP}", schema, schema, group=MARKUP)
    return canonical_json(to_document(describe(echo)))


def test_markup_of_a_backend_is_shown_as_text(showing: Show, tmp_path: Path) -> None:
    file = tmp_path / "hostile.json"
    file.write_text(hostile().replace('"Test"', json.dumps(MARKUP)), encoding="utf-8")
    with showing(str(file)) as tab:
        assert MARKUP in tab.text("body")
        tab.click("[data-method]")
        tab.wait("document.querySelectorAll('[data-path]').length >= 3")
        page = ExplorerPage(tab)
        page.call()
        assert page.error == ""
        assert MARKUP in tab.text("#form")
        for kind in ("Python", "CLI", "JSON"):
            assert page.snippet(kind)
        tab.click("[data-tab=history]")
        tab.wait("document.querySelector('#history .v-list-item')")
        assert tab.run("window.pwned") is None
        assert tab.run("document.querySelectorAll('img[src=x], svg[onload]').length") == 0
        assert tab.complaints() == []


def test_what_only_reads_offers_nothing_else(showing: Show, backend: str) -> None:
    with showing(backend, "--read-only") as tab:
        page = ExplorerPage(tab)
        page.pick("get-version")
        page.call()
        assert "3" in page.result
        tab.type("#search", "clear-models")
        tab.wait("document.querySelector('#found').dataset.search == 'clear-models'")
        assert tab.run(
            "document.querySelector('[data-method=clear-models]').classList.contains('v-list-item--disabled')"
        )
        # Nor does the page do it for who asks otherwise.
        tab.run("window.trame.trigger('select', ['clear-models'])")
        tab.wait("document.querySelector('#method').textContent == 'clear-models'")
        assert tab.run("document.querySelector('#call').disabled")
        tab.run("window.trame.trigger('call')")
        tab.wait_for_text("#error", "only reads")


@pytest.mark.parametrize(
    ("name", "is_safe"),
    [
        ("get-model", True),
        ("getModel", True),
        ("Page.getCookies", True),
        ("query-status", True),
        ("snapshot", True),
        ("set-model", False),
        ("getaway", False),
        ("quit", False),
        ("Page.navigate", False),
        ("", False),
    ],
)
def test_methods_that_only_read_are_told_by_their_first_word(name: str, *, is_safe: bool) -> None:
    assert SafeMethods(describe(method(name))).is_safe(name) is is_safe


def test_a_method_that_takes_bytes_or_ends_the_backend_is_not_safe() -> None:
    safe = SafeMethods(
        describe(method("get-a", takes_data=True), method("get-b", ends_backend=True))
    )
    assert not safe.is_safe("get-a")
    assert not safe.is_safe("get-b")
    assert not safe.is_safe("unknown")
