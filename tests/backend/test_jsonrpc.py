"""Messages to requests and outcomes to messages."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebind_backend.errors import (
    InternalError,
    InvalidJsonError,
    InvalidParamsError,
    InvalidRequestError,
    RequestError,
)
from livebind_backend.framing import pack, unpack
from livebind_backend.jsonrpc import (
    Request,
    error_text,
    parse_request,
    progress_text,
    result_text,
)


@pytest.mark.parametrize("request_id", [0, -5, 2**63 - 1, "", "7", "é😀"])
def test_ids_keep_their_type(request_id: int | str) -> None:
    text = json.dumps({"jsonrpc": "2.0", "id": request_id, "method": "m"})
    assert parse_request(text) == Request(request_id, "m", None)


@pytest.mark.parametrize(
    "text", ['{"jsonrpc":"2.0","method":"m"}', '{"jsonrpc":"2.0","id":null,"method":"m"}']
)
def test_a_request_without_id_is_a_notification(text: str) -> None:
    assert parse_request(text).id is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", -32600),
        ("{}", -32600),
        ('[{"jsonrpc":"2.0","id":1,"method":"m"}]', -32600),
        ('{"id":1,"method":"m"}', -32600),
        ('{"jsonrpc":"1.0","id":1,"method":"m"}', -32600),
        ('{"jsonrpc":2.0,"id":1,"method":"m"}', -32600),
        ('{"jsonrpc":"2.0","id":1}', -32600),
        ('{"jsonrpc":"2.0","id":1,"method":""}', -32600),
        ('{"jsonrpc":"2.0","id":1,"method":"m","extra":1}', -32600),
        ('{"jsonrpc":"2.0","id":1.0,"method":"m"}', -32600),
        ('{"jsonrpc":"2.0","id":true,"method":"m"}', -32600),
        ('{"jsonrpc":"2.0","id":{},"method":"m"}', -32600),
        ('{"jsonrpc":"2.0","id":9223372036854775808,"method":"m"}', -32603),
    ],
)
def test_what_is_no_request_is_refused(text: str, code: int) -> None:
    with pytest.raises(RequestError) as caught:
        parse_request(text)
    assert caught.value.code == code


def test_replies_are_sorted_and_compact() -> None:
    assert result_text(1, {"b": 1.0, "a": None}) == (
        '{"id":1,"jsonrpc":"2.0","result":{"a":null,"b":1}}'
    )
    assert result_text("x", None) == '{"id":"x","jsonrpc":"2.0","result":null}'


def test_errors_have_data_only_for_violations() -> None:
    plain = json.loads(error_text(None, InvalidParamsError("no")))
    assert plain == {"error": {"code": -32602, "message": "no"}, "id": None, "jsonrpc": "2.0"}
    listed = json.loads(error_text(1, InvalidParamsError("no", ("a", "b"))))
    assert listed["error"]["data"] == ["a", "b"]


def test_progress_names_the_method_and_the_request() -> None:
    assert json.loads(progress_text("x", "snapshot", 0.5, "Rendering")) == {
        "jsonrpc": "2.0",
        "method": "snapshot",
        "params": {"amount": 0.5, "id": "x", "operation": "Rendering"},
    }


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_binary_messages_come_apart_as_they_were_put_together(text: str, body: bytes) -> None:
    assert unpack(pack(text, body)) == (text, body)


@given(st.binary())
def test_any_binary_message_is_split_or_refused(message: bytes) -> None:
    with contextlib.suppress(InvalidJsonError):
        text, body = unpack(message)
        assert len(text.encode()) + len(body) == len(message) - 4


@given(st.text())
def test_any_text_is_a_request_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidJsonError, InvalidRequestError, InternalError):
        assert parse_request(text).method
