"""Calls under way: their progress, how they end, and how they are cancelled."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import livebind
from livebind_codegen.text.visible import visible
from livebind_explore.history import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livebind_explore.session import Session

__all__ = ["Calls", "Job"]


@dataclass(frozen=True)
class Job:
    """A call under way, as it is shown."""

    id: int
    method: str
    text: str = ""
    """What the backend is doing."""
    amount: float = -1.0
    """How much of it is done, 0 to 1; negative if it did not say."""


@dataclass
class _Running:
    job: Job
    task: livebind.Task[livebind.Reply[Any]]
    waiter: asyncio.Task[Any] | None = None


class Calls:
    """Runs calls, and keeps what came of them in the history of the session."""

    def __init__(self, session: Session, show: Callable[[Sequence[Job]], object]) -> None:
        """Show the calls that are to be seen with `show`, whenever they change."""
        self._session = session
        self._show = show
        self._running: dict[int, _Running] = {}
        self._listed: set[int] = set()
        self._count = 0

    async def run(
        self,
        method: str,
        params: Any,  # noqa: ANN401 - any JSON
        data: bytes,
        *,
        is_listed: bool = False,
    ) -> Entry:
        """Call a method and return what came of it.

        `is_listed` says whether it is shown beside others, rather than waited for alone.
        """
        began, start = time.time(), time.perf_counter()
        entry = Entry(method, params, began=began)
        try:
            reply = await self._reply(method, params, data, is_listed=is_listed)
        except livebind.LivebindError as error:
            entry = replace(entry, error=str(error))
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            entry = replace(entry, error="nobody waits for it any more; it may still be running")
        else:
            entry = replace(entry, result=reply.result, data=reply.data)
        entry = replace(entry, seconds=time.perf_counter() - start)
        self._session.history.add(entry)
        return entry

    def stop(self) -> None:
        """Cancel the call that is waited for."""
        for number in self._running.keys() - self._listed:
            self.cancel(number)

    def cancel(self, number: int) -> None:
        """Cancel a call if the backend can, or else stop waiting for it."""
        running = self._running.get(number)
        if running is None:
            return
        try:
            running.task.cancel()
        except livebind.LivebindError:
            if running.waiter is not None:
                running.waiter.cancel()

    async def _reply(
        self,
        method: str,
        params: Any,  # noqa: ANN401 - any JSON
        data: bytes,
        *,
        is_listed: bool,
    ) -> livebind.Reply[Any]:
        task = await asyncio.to_thread(self._session.start, method, params, data)
        self._count += 1
        number = self._count
        running = _Running(Job(number, method), task)
        self._running[number] = running
        running.waiter = asyncio.ensure_future(self._followed(running))
        if is_listed:
            self._listed.add(number)
        self._tell()
        try:
            reply: livebind.Reply[Any] = await running.waiter
        finally:
            del self._running[number]
            self._listed.discard(number)
            self._tell()
        return reply

    async def _followed(self, running: _Running) -> livebind.Reply[Any]:
        async for progress in running.task.follow_async(None):
            text = visible(progress.operation[:200])
            running.job = replace(running.job, text=text, amount=progress.amount)
            self._tell()
        reply: livebind.Reply[Any] = await running.task.result_async(None)
        return reply

    def _tell(self) -> None:
        self._show(
            [
                one.job
                for number, one in self._running.items()
                if one.job.text or number in self._listed
            ]
        )
