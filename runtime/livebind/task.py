"""A JSON-RPC request that was sent, as a handle: progress, result, cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from livebind.encoding import split_path
from livebind.errors import InvalidReplyError
from livebind.escaping import escape
from livebind.events import ProgressUpdate
from livebind.integers import decode_leniently
from livebind.method import Reply
from livebind.progress import MAX_KEPT, Progress
from livebind.request_handle import RequestHandle

if TYPE_CHECKING:
    from livebind.events import SuccessReply, TaskUpdate

__all__ = ["Task"]

T = TypeVar("T")


class Task(RequestHandle[T, Progress]):
    """A request under way.

    Wait for it with `result()`, or `await` it; iterate it (also with `async for`) to see its
    progress until it is done. All of it works from any thread and any asyncio loop, also from
    several at once.
    """

    _MAX_KEPT: ClassVar[int | None] = MAX_KEPT

    @property
    def progress(self) -> Progress | None:
        """The latest progress, or None if there was none yet."""
        return self._messages[-1] if self._messages else None

    def cancel(self) -> None:
        """Ask the backend to cancel the task, without waiting.

        If it does, the task ends with `RequestCancelledError`. If it refuses, as some methods
        cannot be cancelled, that is logged and the task goes on. Does nothing if it is done.

        Raises:
            UsageError: this backend has no way to cancel.
            ConnectionClosedError: the connection has ended.
        """
        if not self.done:
            self._owner.cancel(self)

    def _keep(self, update: ProgressUpdate | TaskUpdate) -> None:
        if isinstance(update, ProgressUpdate):
            self._message_count += 1
            number = self._message_count
            self._messages.append(Progress(update.operation, update.amount, number))

    def _newer_than(self, number: int) -> list[tuple[int, Progress]]:
        kept = self._messages.copy()
        return [(one.number, one) for one in kept if one.number > number]

    def _decode(self, reply: SuccessReply) -> Any:  # noqa: ANN401 - what the method's type says
        method = self._method
        try:
            result = decode_leniently(method.result_decoder, reply.result)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            problem, path = (
                split_path(error)
                if isinstance(error, msgspec.ValidationError)
                else (str(error), "$")
            )
            raise InvalidReplyError(
                f"the result of {method.name!r} is not valid at {escape(path)}: {escape(problem)}; "
                "the backend may be another version than the bindings were generated from",
                path=path,
                raw=bytes(reply.result),
            ) from None
        return Reply(result=result, data=reply.body) if method.has_reply_data else result
