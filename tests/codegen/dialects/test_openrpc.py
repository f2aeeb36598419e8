"""Documents that lie at a URL."""

from __future__ import annotations

import json
import socket

import pytest

from livebind_codegen.dialects.dialect import LiveOptions, Source
from livebind_codegen.dialects.openrpc.fetching import fetched_document
from support.http_server import http_server, result_of

DOCUMENT = {"openrpc": "1.3.2"}
SHORT = 0.1


def test_a_document_at_a_url_is_fetched_with_the_headers_of_the_user() -> None:
    headers = {"Authorization": "Bearer token"}
    document = json.dumps(DOCUMENT).encode()
    with http_server(lambda request: result_of(request, None), document=document) as server:
        assert fetched_document(Source(server.uri), LiveOptions(headers=headers)) == DOCUMENT
        (sent,) = server.gets
    assert sent["authorization"] == "Bearer token"


def test_what_is_no_document_is_none() -> None:
    with http_server(lambda request: result_of(request, None), document=b"<html>") as server:
        assert fetched_document(Source(server.uri), LiveOptions()) is None


@pytest.mark.parametrize("text", ["ws://localhost:1", "localhost:1", "file.json"])
def test_nothing_is_fetched_from_what_is_no_url_of_http(text: str) -> None:
    assert fetched_document(Source(text), LiveOptions()) is None


def test_a_server_that_does_not_answer_in_time_has_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = Source(f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert fetched_document(source, LiveOptions(timeout=SHORT)) is None
