"""Tasks from their registration to their end, or that of the connection."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

import pytest

from livebind import ConnectionClosedError, LivebindError, ProtocolError
from livebind.connection.settings import Settings
from livebind.connection.task_table import TaskTable

if TYPE_CHECKING:
    from livebind.connection.request_handle import RequestHandle


class Task:
    """What a table needs of a task."""

    def __init__(self, number: int) -> None:
        self.id = number
        self.outcomes: list[object] = []
        self.woken = 0

    def finish(self, outcome: object) -> list[Any]:
        """Take note, and be woken."""
        self.outcomes.append(outcome)
        return [self.wake]

    def wake(self) -> None:
        """Count."""
        self.woken += 1


def handle(task: Task) -> RequestHandle[Any, Any]:
    return cast("RequestHandle[Any, Any]", task)


@pytest.fixture
def table() -> TaskTable:
    return TaskTable(Settings("there", None, logging.getLogger("test.table")))


def test_a_task_is_found_until_it_is_removed(table: TaskTable) -> None:
    task = handle(Task(1))
    table.add(task)
    assert table.get(1) is task
    assert table.get(2) is None
    assert len(table) == 1
    assert table.remove(1)
    assert not table.remove(1)
    assert not table


def test_the_only_task_is_known_only_while_there_is_no_other(table: TaskTable) -> None:
    assert table.only() is None
    table.add(handle(Task(1)))
    assert table.only() is table.get(1)
    table.add(handle(Task(2)))
    assert table.only() is None


def test_the_end_fails_all_tasks_and_refuses_new_ones(table: TaskTable) -> None:
    tasks = [Task(number) for number in range(3)]
    for task in tasks:
        table.add(handle(task))
    assert table.end(ConnectionClosedError("gone", code=1001, reason="away"))
    for task in tasks:
        (outcome,) = task.outcomes
        assert isinstance(outcome, ConnectionClosedError)
        assert (str(outcome), outcome.code, outcome.reason) == ("gone", 1001, "away")
        assert task.woken == 1
    assert table.has_ended
    with pytest.raises(ConnectionClosedError, match="gone"):
        table.add(handle(Task(4)))


def test_a_peer_that_breaks_the_rules_is_blamed(table: TaskTable) -> None:
    task, end = Task(1), ProtocolError("nonsense")
    table.add(handle(task))
    assert table.end(end)
    assert task.outcomes == [end]
    with pytest.raises(ConnectionClosedError, match="there was given up: nonsense") as caught:
        table.add(handle(Task(2)))
    assert caught.value.__cause__ is end


def test_what_this_program_ends_was_not_lost(table: TaskTable) -> None:
    task = Task(1)
    table.add(handle(task))
    table.is_closing = True
    with pytest.raises(ConnectionClosedError, match=r"closed by disconnect\(\)"):
        table.add(handle(Task(2)))
    assert not table.end(ProtocolError("cut off"))
    (outcome,) = task.outcomes
    assert isinstance(outcome, ConnectionClosedError)
    assert outcome.code == 1000


def test_a_connection_that_is_about_to_end_keeps_its_tasks(table: TaskTable) -> None:
    task = Task(1)
    table.add(handle(task))
    table.refuse(ConnectionClosedError("interrupted"))
    table.refuse(ConnectionClosedError("too late to say this"))
    with pytest.raises(ConnectionClosedError, match=r"^interrupted$"):
        table.add(handle(Task(2)))
    assert task.outcomes == []


def test_a_callback_that_fails_keeps_nobody_asleep(table: TaskTable) -> None:
    task = Task(1)

    def fail() -> None:
        raise LivebindError

    table.to_wake += [fail, task.wake]
    table.wake()
    assert task.woken == 1
    assert not table.to_wake
