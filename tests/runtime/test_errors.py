"""Errors of a backend have classes by their codes, and go to other processes."""

from __future__ import annotations

import pickle
from queue import Queue
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import livebind
from livebind import (
    Bindings,
    ConnectionClosedError,
    Hooks,
    InternalError,
    InvalidParamsError,
    InvalidReplyError,
    InvalidRequestError,
    MessageTooBigError,
    MethodNotFoundError,
    ParseError,
    ProtocolError,
    RejectedRequestError,
    RemoteError,
)
from livebind.connection.remote_errors import remote_error
from livebind.method import Method
from support.peer import DEADLINE
from support.session import connected

if TYPE_CHECKING:
    from support.peer import Peer

STANDARD = {
    -32700: ParseError,
    -32600: RejectedRequestError,
    -32601: MethodNotFoundError,
    -32602: InvalidParamsError,
    -32603: InternalError,
}
OTHERS = dict.fromkeys((-32000, -32099, 0, 1, 32601), RemoteError)


@pytest.mark.parametrize(("code", "kind"), [*STANDARD.items(), *OTHERS.items()])
def test_an_error_has_the_class_of_its_code(code: int, kind: type[RemoteError]) -> None:
    def refuse(peer: Peer) -> None:
        request = peer.receive()
        error = {"code": code, "message": "no", "data": ["details"]}
        peer.send_json({"jsonrpc": "2.0", "id": request.id, "error": error})

    with connected(refuse) as instance, pytest.raises(RemoteError) as caught:
        instance.request("method")
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.message, caught.value.data) == (code, "no", ["details"])


class LampData(msgspec.Struct):
    """What comes with a declared error."""

    id: int


class NoSuchLampError(RemoteError, code=404, message="no such lamp", data_type=LampData):
    """A declared error with data."""

    data: LampData | None


class DarkError(RemoteError, code=500, message="dark"):
    """One of two errors with one code."""


class StormError(RemoteError, code=500, message="storm"):
    """The other one."""


DECLARED = (NoSuchLampError, DarkError, StormError)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (404, "no such lamp", NoSuchLampError),
        (404, "said otherwise", NoSuchLampError),
        (500, "dark", DarkError),
        (500, "storm", StormError),
        (500, "said otherwise", RemoteError),
        (400, "dark", RemoteError),
        (-32602, "dark", InvalidParamsError),
    ],
)
def test_a_declared_error_has_its_class(code: int, message: str, kind: type[RemoteError]) -> None:
    def refuse(peer: Peer) -> None:
        request = peer.receive()
        error = {"code": code, "message": message}
        peer.send_json({"jsonrpc": "2.0", "id": request.id, "error": error})

    method = Method[None]("method", errors=DECLARED)
    with connected(refuse) as instance, pytest.raises(RemoteError) as caught:
        instance.call(method)
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.message) == (code, message)


@pytest.mark.parametrize(
    ("sent", "data"), [({"id": 5}, LampData(5)), ({"id": "x"}, None), ([1], None), (None, None)]
)
def test_what_comes_with_a_declared_error_is_typed_where_it_fits(
    sent: object, data: LampData | None
) -> None:
    error = remote_error("no such lamp", 404, sent, DECLARED)
    assert isinstance(error, NoSuchLampError)
    assert error.data == data
    assert error.raw_data == sent
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.data, again.raw_data, str(again)) == (data, sent, str(error))
    assert sent is None or str(sent).strip("[]") in str(error)


def test_an_error_about_no_request_has_the_class_of_its_code() -> None:
    def complain(peer: Peer) -> None:
        error = {"code": -32700, "message": "no JSON"}
        peer.send_json({"jsonrpc": "2.0", "id": None, "error": error})
        peer.wait_until_gone()

    told: Queue[RemoteError] = Queue()
    with connected(complain, hooks=Hooks(on_error=told.put)):
        assert type(told.get(timeout=DEADLINE)) is ParseError


@pytest.mark.parametrize(("code", "kind"), STANDARD.items())
def test_a_class_knows_its_code(code: int, kind: type[RemoteError]) -> None:
    assert kind("text").code == code


def examples() -> list[Any]:
    kinds = [getattr(livebind, name) for name in livebind.__all__ if name.endswith("Error")]
    return [
        *(kind("text") for kind in kinds),
        InvalidRequestError("text", path="$.camera"),
        InvalidReplyError("text", path="$.bounds", raw=b"{}"),
        ProtocolError("text", close_code=1007),
        MessageTooBigError("text", close_code=1008),
        ConnectionClosedError("text", code=1001, reason="away"),
        RemoteError("text", code=7, data=["details"]),
        MethodNotFoundError("text", bindings=Bindings("Brayns", "3"), instance_version="4"),
    ]


@pytest.mark.parametrize("error", examples(), ids=lambda error: type(error).__name__)
def test_errors_are_pickled_with_all_that_they_say(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
