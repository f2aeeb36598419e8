"""Messages reach the task or the hook that they concern, and nobody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from livebind import (
    CANCEL,
    Hooks,
    InvalidReplyError,
    LivebindError,
    MethodNotFoundError,
    RemoteError,
    RequestCancelledError,
)
from livebind.common.message import BinaryMessage, Message, TextMessage
from livebind.connection.dispatcher import Dispatcher
from livebind.connection.request import Request
from livebind.connection.settings import Settings
from livebind.connection.task_table import TaskTable
from livebind.method import Method
from livebind.wires.brayns import BraynsWire

if TYPE_CHECKING:
    from livebind.connection.connection import Connection

METHOD = Method[Any]("method", result=Any, cancellation=CANCEL)


class Dispatching:
    """A dispatcher with two requests under way, and what it told the application."""

    def __init__(self, *, takes_bytes: bool = False) -> None:
        self.told: list[object] = []
        logger = logging.getLogger("test.dispatcher")
        hooks = Hooks(
            on_error=self.told.append,
            on_notification=self._note,
            on_invalid_message=self.told.append,
        )
        handler = self.told.append if takes_bytes else None
        settings = Settings("there", None, logger, hooks, handler)
        self.tasks = TaskTable(settings)
        wire = BraynsWire()
        # The requests ask nothing of their connection here.
        connection = cast("Connection", None)
        self.requests = [Request(connection, METHOD, wire.new_request()) for _ in range(2)]
        for request in self.requests:
            self.tasks.add(request)
        self._dispatcher = Dispatcher(wire, self.tasks, settings, self.told.append)

    def _note(self, method: str, params: Any) -> None:  # noqa: ANN401 - any JSON
        self.told.append((method, params))

    def receive(self, message: Message | dict[str, object]) -> None:
        """Handle a message."""
        if isinstance(message, dict):
            message = TextMessage(msgspec.json.encode({"jsonrpc": "2.0", **message}))
        self._dispatcher.handle(message)

    def error(self) -> LivebindError | None:
        """Return why the first request failed; the other one goes on."""
        first, second = self.requests
        assert first.done
        assert not second.done
        assert len(self.tasks) == 1
        assert self.told == []
        return first.error


def test_a_result_ends_its_task_alone() -> None:
    one = Dispatching()
    one.receive({"id": 1, "result": 5})
    assert one.error() is None


@pytest.mark.parametrize(
    ("code", "kind"), [(7, RemoteError), (-32601, MethodNotFoundError), (20, RequestCancelledError)]
)
def test_an_error_has_the_class_of_its_code(code: int, kind: type[LivebindError]) -> None:
    one = Dispatching()
    one.receive({"id": 1, "error": {"code": code, "message": "no"}})
    assert type(one.error()) is kind


def test_a_reply_that_is_none_fails_its_task_with_all_that_came() -> None:
    one = Dispatching()
    one.receive({"id": 1})
    error = one.error()
    assert isinstance(error, InvalidReplyError)
    assert error.raw == b'{"jsonrpc":"2.0","id":1}'


def test_progress_is_kept_by_its_task() -> None:
    one = Dispatching()
    one.receive({"method": "job", "params": {"id": 2, "operation": "work", "amount": 0.5}})
    assert one.requests[0].latest is None
    assert one.requests[1].latest is not None
    assert one.requests[1].latest.amount == 0.5
    assert one.told == []


def test_news_are_told() -> None:
    one = Dispatching()
    one.receive({"method": "news", "params": [1]})
    assert one.told == [("news", [1])]


def test_replies_to_nobody_are_dropped(caplog: pytest.LogCaptureFixture) -> None:
    one = Dispatching()
    one.receive({"id": 77, "result": None})
    assert "77" in caplog.text
    assert one.told == []
    assert len(one.tasks) == 2


def test_an_error_about_no_request_fails_the_only_task_and_none_of_several(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = Dispatching()
    complaint: dict[str, object] = {"id": None, "error": {"code": -32700, "message": "what?"}}
    one.receive(complaint)
    assert not any(request.done for request in one.requests)
    one.receive({"id": 2, "result": None})
    one.receive(complaint)
    assert isinstance(one.requests[0].error, RemoteError)
    assert [type(error).__name__ for error in one.told] == ["ParseError", "ParseError"]
    assert not one.tasks
    caplog.clear()
    one.receive({"id": 1, "result": None})  # late, should it be answered after all
    assert not caplog.records


def test_bytes_that_are_no_reply_are_for_the_handler_that_takes_them() -> None:
    one = Dispatching(takes_bytes=True)
    one.receive(BinaryMessage(b"picture", b" of it"))
    assert one.told == [b"picture of it"]


@pytest.mark.parametrize("message", [BinaryMessage(b"picture"), TextMessage(b"no JSON")])
def test_what_nobody_understands_is_told(message: Message) -> None:
    one = Dispatching()
    one.receive(message)
    (error,) = one.told
    assert "there sent" in str(error)
    assert not any(request.done for request in one.requests)
