"""Notifications are read as classes: none lost in silence, whoever reads, until the end."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from livebind import (
    ConnectionClosedError,
    Hooks,
    InvalidReplyError,
    Notification,
    NotificationOverflowError,
    RequestTimeoutError,
    Subscription,
    UsageError,
)
from support.session import connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind import Instance
    from support.peer import Peer


class LampOn(Notification):
    """A lamp was switched on."""

    __notification__ = "Lamp.on"
    id: int


class LampOff(Notification):
    """A lamp was switched off."""

    __notification__ = "Lamp.off"
    id: int


def tell(peer: Peer, method: str, params: object = None) -> None:
    message: dict[str, object] = {"jsonrpc": "2.0", "method": method}
    peer.send_json(message if params is None else {**message, "params": params})


def telling(*events: tuple[str, Any], hangs_up: bool = False) -> Callable[[Peer], None]:
    """Return a backend that tells some events when it is asked, and then answers."""

    def script(peer: Peer) -> None:
        while True:
            request = peer.receive()
            for method, params in events:
                tell(peer, method, params)
            if hangs_up:
                peer.hang_up()
                return
            peer.send_json({"jsonrpc": "2.0", "id": request.id, "result": None})

    return script


LAMPS = telling(("Lamp.on", {"id": 1}), ("Lamp.off", {"id": 1}), ("Lamp.on", {"id": 2}))


def drained(subscription: Subscription[Any], instance: Instance) -> list[Any]:
    """Return what a subscription gives until this program disconnects."""
    instance.disconnect()
    return list(subscription)


def test_what_comes_is_read_in_its_order() -> None:
    with connected(LAMPS) as instance, instance.listen(LampOn, LampOff) as events:
        instance.request("go")
        assert [events.next(), events.next(), events.next()] == [
            LampOn(id=1),
            LampOff(id=1),
            LampOn(id=2),
        ]
        assert len(events) == 0


def test_several_may_listen_each_to_its_own() -> None:
    with connected(LAMPS) as instance:
        on, off, again = (instance.listen(kind) for kind in (LampOn, LampOff, LampOn))
        instance.request("go")
        assert drained(on, instance) == [LampOn(id=1), LampOn(id=2)]
        assert list(off) == [LampOff(id=1)]
        assert list(again) == [LampOn(id=1), LampOn(id=2)]


def test_a_filter_takes_what_it_is_true_for() -> None:
    with connected(LAMPS) as instance:
        events = instance.listen(LampOn, where=lambda event: event.id > 1)
        instance.request("go")
        assert drained(events, instance) == [LampOn(id=2)]


def test_an_error_of_a_filter_is_raised_where_it_is_read() -> None:
    with connected(LAMPS) as instance:
        events = instance.listen(LampOn, where=lambda event: bool(1 // (event.id - 1)))
        instance.request("go")
        with pytest.raises(ZeroDivisionError):
            events.next()
        assert events.next() == LampOn(id=2)


@pytest.mark.parametrize("error", [SystemExit(1), asyncio.CancelledError()], ids=repr)
def test_a_filter_ends_neither_the_connection_nor_who_reads(error: BaseException) -> None:
    def fail(event: LampOn) -> bool:
        if event.id == 1:
            raise error
        return True

    with connected(LAMPS) as instance:
        events = instance.listen(LampOn, where=fail)
        instance.request("go")
        with pytest.raises(UsageError, match="`where` of a subscription raised"):
            events.next()
        assert events.next() == LampOn(id=2)


def test_what_was_before_or_is_after_is_not_heard() -> None:
    with connected(LAMPS) as instance:
        instance.request("go")
        events = instance.listen(LampOn)
        instance.request("go")
        events.close()
        instance.request("go")
        assert list(events) == []


def test_more_than_it_holds_is_an_error_after_what_it_holds() -> None:
    with connected(LAMPS) as instance:
        events = instance.listen(LampOn, LampOff, capacity=2)
        instance.request("go")
        assert [events.next(), events.next()] == [LampOn(id=1), LampOff(id=1)]
        for _ in range(2):
            with pytest.raises(NotificationOverflowError, match="more than 2"):
                events.next()


def test_what_does_not_fit_its_class_is_an_error_and_the_next_one_goes_on() -> None:
    script = telling(("Lamp.on", {"id": "x"}), ("Lamp.on", None), ("Lamp.on", {"id": 3.0}))
    with connected(script) as instance:
        events = instance.listen(LampOn)
        instance.request("go")
        for _ in range(2):
            with pytest.raises(InvalidReplyError, match=r"'Lamp\.on' does not fit"):
                events.next()
        assert events.next() == LampOn(id=3)


def test_none_in_time_is_a_timeout_and_the_subscription_goes_on() -> None:
    with connected(LAMPS) as instance:
        events = instance.listen(LampOn)
        with pytest.raises(RequestTimeoutError, match=r"Lamp\.on"):
            events.next(timeout=0.01)
        instance.request("go")
        assert events.next(timeout=5) == LampOn(id=1)


def test_a_lost_connection_is_raised_after_what_came() -> None:
    with connected(telling(("Lamp.on", {"id": 1}), hangs_up=True)) as instance:
        events = instance.listen(LampOn)
        with pytest.raises(ConnectionClosedError):
            instance.request("go")
        assert next(events) == LampOn(id=1)
        for _ in range(2):
            with pytest.raises(ConnectionClosedError):
                next(events)
        with pytest.raises(ConnectionClosedError):
            instance.listen(LampOn)


def test_closing_ends_the_wait_of_another_thread() -> None:
    with connected(LAMPS) as instance, ThreadPoolExecutor() as threads:
        events = instance.listen(LampOn)
        waiting = threads.submit(list[LampOn], events)
        events.close()
        assert waiting.result() == []


def test_coroutines_read_it_too() -> None:
    async def read(instance: Instance) -> list[LampOn]:
        events = instance.listen(LampOn)
        task = asyncio.create_task(asyncio.wait_for(events.next_async(), 5))
        await asyncio.sleep(0)
        await instance.task("go")
        found = [await task]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await instance.listen(LampOff).next_async()
        instance.disconnect()
        found += [event async for event in events]
        return found

    with connected(LAMPS) as instance:
        assert asyncio.run(read(instance)) == [LampOn(id=1), LampOn(id=2)]


def test_hooks_are_called_as_well() -> None:
    told: list[tuple[str, Any]] = []
    done = Event()

    def hook(method: str, params: object) -> None:
        told.append((method, params))
        if len(told) == 3:
            done.set()

    with connected(LAMPS, hooks=Hooks(on_notification=hook)) as instance:
        instance.listen(LampOn)
        instance.request("go")
        assert done.wait(5)
    assert told[0] == ("Lamp.on", {"id": 1})


def test_only_classes_of_notifications_can_be_listened_to() -> None:
    with connected(LAMPS) as instance:
        for kinds in ([], [Notification], [LampOn, Notification]):
            with pytest.raises(UsageError, match="classes of notifications"):
                instance.listen(*kinds)
        with pytest.raises(UsageError, match="capacity"):
            instance.listen(LampOn, capacity=0)
