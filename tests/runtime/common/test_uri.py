"""Addresses of instances."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind import UsageError
from livebind.common.secrets import without_secrets
from livebind.common.uri import Address, parse_uri

PROGRAM = Address("", 0, secure=False, resource="", transport="program", command=("true",))


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("localhost:5000", Address("localhost", 5000)),
        (" r1i1n1:5000 ", Address("r1i1n1", 5000)),
        ("[::1]:5000", Address("::1", 5000)),
        ("ws://host:81", Address("host", 81, secure=False)),
        ("ws://host", Address("host", 80, secure=False)),
        ("wss://host/path?key=1", Address("host", 443, secure=True, resource="/path?key=1")),
        ("WSS://Host:1/", Address("host", 1, secure=True)),
        ("tcp://host:5", Address("host", 5, transport="lines")),
        ("qmp+tcp://host:5", Address("host", 5, transport="lines")),
        ("unix:/run/a", Address("", 0, resource="/run/a", transport="lines")),
        ("qmp+unix:///run/a", Address("", 0, resource="/run/a", transport="lines")),
        ("stdio:true", PROGRAM),
        (" mcp+STDIO: true \n", PROGRAM),
        ("stdio:/a/b 'c d' \"\" \\$e", replace(PROGRAM, command=("/a/b", "c d", "", "$e"))),
        ("cdp://host", Address("host", 9222, transport="devtools")),
        ("http://host/a", Address("host", 80, secure=False, resource="/a", transport="http")),
        ("https://host", Address("host", 443, secure=True, transport="http")),
    ],
)
def test_forms_that_are_understood(uri: str, expected: Address) -> None:
    assert parse_uri(uri) == expected


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "localhost",
        "localhost:",
        ":5000",
        "localhost:0",
        "localhost:65536",
        "localhost:port",
        "ftp://localhost:5000",
        "ws://user:secret@host:1",
        "ws://host:1/#part",
        "host name:5000",
        "unix:relative",
        "stdio:",
        "stdio: ''",
        "stdio:a 'b",
        "stdio:a\0b",
        "unix:",
        "tcp://host",
        "a+b+://host:1",
        "host:5000\r\nX-Header: 1",
        "[::1:5000",
    ],
)
def test_anything_else_is_a_usage_error(uri: str) -> None:
    with pytest.raises(UsageError):
        parse_uri(uri)


def test_secrets_do_not_reach_the_error() -> None:
    for uri in (
        "ws://user:secret@host:1",
        "ws://user:secret#secret@host:1",
        "ws://user:secret/secret@host",
        "user:secret?secret@host:1",
        "ws://host:1/?key=secret#secret",
        "ftp://host:1/?key=secret",
    ):
        with pytest.raises(UsageError) as caught:
            parse_uri(uri)
        assert "secret" not in str(caught.value), uri


def test_the_query_is_not_shown() -> None:
    assert str(parse_uri("ws://host:1/path?token=1")) == "host:1/path"


def test_ipv6_hosts_get_brackets_in_a_header() -> None:
    assert parse_uri("[::1]:5000").authority == "[::1]:5000"


@given(st.text())
def test_any_text_is_an_address_or_a_usage_error(text: str) -> None:
    try:
        address = parse_uri(text)
    except UsageError:
        return
    assert address.host
    assert 1 <= address.port <= 65535


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("stdio:true", "stdio:true"),
        (" mcp+stdio:/a/b --token=secret", "mcp+stdio:/a/b ..."),
        ("stdio:", "stdio:"),
    ],
)
def test_arguments_of_a_program_are_not_shown(uri: str, shown: str) -> None:
    assert without_secrets(uri) == shown
