"""Logs show no secret, wherever it stands in a message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind import RemoteError
from livebind.common.message import TextMessage
from livebind.connection.redaction import describe, describe_reply

if TYPE_CHECKING:
    from support.descriptions import Json


WORD = "Zq7w9"


def shown(value: Json) -> str:
    text = json.dumps(value).encode()
    return describe(text, TextMessage(text))


@pytest.mark.parametrize(
    "name",
    [
        *("password", "passwd", "pass", "db_pass", "pwd", "PWD", "user_pwd", "passphrase"),
        *("token", "accessToken", "secret", "auth", "Authorization", "authentication", "bearer"),
        *("credentials", "cookie", "Set-Cookie", "session", "sessionId", "apiKey", "api_key"),
        *(
            "api_key_id",
            "x-api-key",
            "private",
            "passcode",
            "dbPass",
            "userpass",
            "pass2",
            "rootpwd",
        ),
        *("PASSWORD", "SESSION_ID", "mySECRETvalue", "APIKEY", "accesskey", "privateKey", "key"),
        *("api_keys", "oauth2", "jwt", "csrfToken", "authtoken", "sessions", "bearer_token"),
        *("AWS_SECRET_ACCESS_KEY", "encryptionKeyId", "passwords", "credential", "X-Auth"),
    ],
)
def test_a_secret_is_known_by_its_name(name: str) -> None:
    for value in (
        {name: "hidden"},
        {"a": [{name: {"b": "hidden"}}]},
        {"headers": [{"name": name, "value": "hidden"}]},
        [[name, "hidden"]],
        {"text": json.dumps({name: "hidden"})},
        {"text": " " + json.dumps(json.dumps([{name: "hidden"}]))},
        {"text": f"see {name}=hidden; and {name}: hidden, {{'{name}': 'hidden'}}"},
        {"text": f"a message: {json.dumps({name: 'hid hidden'})} was sent"},
        {"Key": name, "Value": ["hidden"]},
        {"k": name, "v": {"a": "hidden"}},
        {"header": name, "values": ["hidden"]},
        {"raw": ["Accept", "all", name, "hidden"]},
        {"command": ["set", name, "hidden"]},
        {"uri": f"wss://user:hidden@host/a?{name}=hidden"},
    ):
        assert "hidden" not in shown(value), value


@pytest.mark.parametrize(
    "name",
    [
        *("author", "authors", "authority", "authorName", "passage", "passes", "compass", "bypass"),
        *("monkey", "monkeys", "keyframe", "keyframes", "keyCode", "keyboard", "keys", "donkey"),
        *("tokyo", "tokenizer", "secretary", "obsession", "possession", "name", "passenger"),
        *("renderPasses", "surpass", "hockey"),
    ],
)
def test_what_only_looks_like_one_is_shown(name: str) -> None:
    assert "seen" in shown({name: "seen", "items": [name, "seen"]})


def test_headers_in_texts_are_hidden() -> None:
    for text in (
        "Authorization: Bearer hidden",
        "authorization: basic hidden",
        "sent Bearer hidden to it",
        "Cookie: a=hidden; b=hidden\nnext",
    ):
        assert "hidden" not in shown({"text": text}), text


@pytest.mark.parametrize(
    "text",
    [
        'cut off: {"name": "password", "value": "hidden", "rest": "of i',
        "header=X-Api-Key value=hidden",
        '{"name":"token","value":["hidden","hidden"]',
        'sent {"tokens": ["a", "hidden"], "credentials": {"user": "bob", "pin": "hidden"}} then',
        "{'password': 'it\\'s hidden'}",
        "password: b'a hidden'",
        '"password" => "hidden"',
        "password := hidden",
        "password -> hidden",
        "password->hidden",
        "<password>hidden</password>",
        "login --password hidden --api-key hidden",
        f"{'a' * 300}.password=hidden",
    ],
)
def test_secrets_in_texts_of_many_forms_are_hidden(text: str) -> None:
    assert "hidden" not in shown({"text": text})
    assert "hidden" not in str(RemoteError(text))


@pytest.mark.parametrize(
    "text",
    [
        "Unexpected token } in line 3 is seen",
        "unexpected token seen in line 3",
        "Basic seen are all that is known",
        "a digest seen of it",
        '{"password": ["a"], "size": "seen"',
        '{"name": "password", "value": "a"}, {"name": "size", "value": "seen"}',
        "log in with a password and seen it is",
        "--size seen",
    ],
)
def test_what_only_stands_near_a_secret_is_shown(text: str) -> None:
    assert "seen" in shown({"text": text})


LARGE = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * LARGE + " ws://host",
        "a.+-" * LARGE + "://",
        "a" * LARGE + "=",
        "a" + " " * LARGE + "=",
        "Basic" + " " * LARGE,
        "password=" + "[" * LARGE,
        'password="' * (LARGE // 10),
        "http://" + "a:" * LARGE + "@",
    ],
    ids=lambda text: text[:9],
)
def test_hiding_takes_time_in_proportion_to_the_text(text: str) -> None:
    # What is not in proportion would take hours, or even days.
    assert str(RemoteError(text))


def test_a_pair_that_is_about_no_secret_is_shown() -> None:
    assert "seen" in shown({"key": "size", "value": "seen"})
    assert "size" in shown({"key": "size", "value": "seen"})
    assert "seen" in shown({"text": "size=seen, at http://seen:80/seen and 12:30"})


@given(
    name=st.sampled_from(["password", "apiKey", "X-Session", "auth", "db_pwd", "token"]),
    before=st.text(max_size=20),
    wraps=st.lists(
        st.sampled_from(["list", "object", "json", "pair", "entry", "text"]), max_size=5
    ),
)
def test_no_secret_is_shown_however_deep_it_stands(
    name: str, before: str, wraps: list[str]
) -> None:
    value: Json = {name: WORD}
    for wrap in wraps:
        wrapped: dict[str, Json] = {
            "list": [before, value],
            "object": {before or "a": value, "b": 1},
            "json": json.dumps(value),
            "pair": [name, value],
            "entry": {"name": "thing", "value": value},
            "text": {"text": json.dumps([value])},
        }
        value = wrapped[wrap]
    assert WORD not in shown(value)
    error = RemoteError("refused", code=-32602, data=value)
    for text in (str(error), repr(error), str(RemoteError(json.dumps({name: WORD})))):
        assert WORD not in text


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
