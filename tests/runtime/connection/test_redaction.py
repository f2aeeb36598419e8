"""Logs show no secret, wherever it stands in a message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from livebind.common.message import TextMessage
from livebind.connection.redaction import describe, describe_reply

if TYPE_CHECKING:
    from support.descriptions import Json


def shown(value: Json) -> str:
    text = json.dumps(value).encode()
    return describe(text, TextMessage(text))


@pytest.mark.parametrize(
    "name",
    [
        *("password", "passwd", "pass", "db_pass", "pwd", "PWD", "user_pwd", "passphrase"),
        *("token", "accessToken", "secret", "auth", "Authorization", "authentication", "bearer"),
        *("credentials", "cookie", "Set-Cookie", "session", "sessionId", "apiKey", "api_key"),
        *("api_key_id", "x-api-key", "private"),
    ],
)
def test_a_secret_is_known_by_its_name(name: str) -> None:
    for value in (
        {name: "hidden"},
        {"a": [{name: {"b": "hidden"}}]},
        {"headers": [{"name": name, "value": "hidden"}]},
        [[name, "hidden"]],
        {"text": json.dumps({name: "hidden"})},
    ):
        assert "hidden" not in shown(value), value


@pytest.mark.parametrize(
    "name", ["author", "authors", "passage", "compass", "monkeys", "name", "keyboard", "tokyo"]
)
def test_what_only_looks_like_one_is_shown(name: str) -> None:
    assert "seen" in shown({name: "seen", "items": [name, "seen"]})


def test_secrets_of_urls_are_hidden() -> None:
    text = shown({"to": "see ws://user:hidden@host:1/path?key=hidden now"})
    assert "hidden" not in text
    assert "host:1/path" in text


def test_what_is_only_nearly_json_is_a_text() -> None:
    assert "{nearly" in shown({"a": "{nearly"})


@pytest.mark.parametrize("method", ["get_token", "readPassword", "login/session"])
def test_a_method_may_be_about_a_secret(method: str) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": ["hidden"]}
    assert "hidden" not in shown(request)
    reply = b'{"jsonrpc":"2.0","id":1,"result":"hidden"}'
    assert "hidden" not in describe_reply(method, reply, TextMessage(reply))
    assert "hidden" in describe_reply("get-version", reply, TextMessage(reply))
