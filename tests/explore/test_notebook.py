"""The page of an instance in a cell of a notebook."""

from __future__ import annotations

import html
import json
import re
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.server import ServerConnection, serve

import livebind
from support.backends import serving
from support.explorer_page import ExplorerPage
from support.tab import open_tab

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def instance() -> Iterator[livebind.Instance]:
    with serving() as address, livebind.connect(address) as connected:
        yield connected


def test_a_cell_shows_the_page_of_an_instance(
    instance: livebind.Instance, driver: tuple[Any, Any]
) -> None:
    shown = livebind.explore(instance)
    with open_tab(*driver) as tab, closing(shown):
        frame = re.search(r'<iframe src="([^"]+)"', shown._repr_html_())
        assert frame is not None
        assert html.unescape(frame[1]) == shown.url
        tab.go(shown.url)
        page = ExplorerPage(tab)
        page.pick("set-camera-perspective")
        page.put("/fovy", 12)
        page.call()
        assert page.error == ""
        assert instance.request("get-camera-perspective")["fovy"] == 12
        instance.disconnect()
        tab.wait("document.body.textContent.includes('ended')")
        assert tab.run("!!document.querySelector('#reconnect')") is False
        shown.close()  # and once more at the end


def test_two_pages_are_apart(instance: livebind.Instance) -> None:
    first, second = livebind.explore(instance), livebind.explore(instance, read_only=True)
    try:
        assert first.url != second.url
    finally:
        first.close()
        second.close()
    assert instance.connected


def test_what_does_not_describe_itself_is_refused() -> None:
    def refuse_all(channel: ServerConnection) -> None:
        for message in channel:
            number = json.loads(message)["id"]
            error = {"code": -32601, "message": "Method not found"}
            channel.send(json.dumps({"jsonrpc": "2.0", "id": number, "error": error}))

    with serve(refuse_all, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        try:
            with (
                livebind.connect(f"127.0.0.1:{port}") as connected,
                pytest.raises(livebind.UsageError, match="does not describe itself"),
            ):
                livebind.explore(connected)
        finally:
            server.shutdown()
            thread.join()
