"""What has to block, in a thread that a coroutine waits for and may abandon."""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar

from livebind.common.waking import wakeable

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_thread"]

T = TypeVar("T")


async def in_thread(function: Callable[[], T], discard: Callable[[T], object] | None = None) -> T:
    """Return what `function` returns, or raise what it raises, in a thread of its own.

    Not in a pool, whose threads might all be waiting, and which a program waits for as it ends.

    Args:
        function: what may block.
        discard: called, in a thread, with the value that nobody takes as the coroutine was
            cancelled.
    """
    future, wake = wakeable()
    lock = Lock()  # either the value is taken, or it is discarded
    values: list[T] = []
    errors: list[BaseException] = []
    is_abandoned = False

    def run() -> None:
        try:
            value = function()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            errors.append(error)
        else:
            with lock:
                values.append(value)
                must_discard = is_abandoned
            if must_discard and discard is not None:
                discard(value)
        wake()

    Thread(target=run, name="livebind-blocking", daemon=True).start()
    try:
        await future
    except BaseException:
        with lock:
            is_abandoned, must_discard = True, bool(values)
        if must_discard and discard is not None:
            Thread(target=discard, args=values, name="livebind-closing", daemon=True).start()
        raise
    if errors:
        raise errors[0]
    return values[0]
