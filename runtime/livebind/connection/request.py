"""A JSON-RPC request that was sent: its messages are progress, its result is JSON of some type."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from livebind.codec.encoding import split_path
from livebind.codec.integers import decode_leniently
from livebind.common.escaping import escape
from livebind.connection.request_handle import RequestHandle
from livebind.errors import InvalidReplyError
from livebind.method import Reply
from livebind.progress import MAX_KEPT, Progress
from livebind.wires.events import ProgressUpdate

if TYPE_CHECKING:
    from livebind.wires.events import SuccessReply, TaskUpdate

__all__ = ["Request"]

T = TypeVar("T")


class Request(RequestHandle[T, Progress]):
    """A request under way, behind a `livebind.task.Task`."""

    _MAX_KEPT: ClassVar[int | None] = MAX_KEPT

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
            # Where nothing is what a method returns, some protocols send an empty object.
            is_nothing = method.result is None and reply.result == b"{}"
            result = None if is_nothing else self._decode_either(reply)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            problem, path = (
                split_path(error)
                if isinstance(error, msgspec.ValidationError)
                else (str(error), "$")
            )
            hint = (
                f"the bindings were generated from {method.bindings}, and this instance may be "
                "another version: `livebind generate` makes new ones"
                if method.bindings
                else "the instance may be another version than its types were written for"
            )
            raise InvalidReplyError(
                f"the result of {method.name!r} is not valid at {escape(path)}: {escape(problem)}; "
                f"{escape(hint)}",
                path=path,
                raw=bytes(reply.result),
            ) from None
        return Reply(result=result, data=reply.binary) if method.has_reply_data else result

    def _decode_either(self, reply: SuccessReply) -> Any:  # noqa: ANN401 - as above
        """Return the result in the first of its forms that fits, else what of the first does.

        Raises what is wrong with the first form unless the connection is lenient.
        """
        decoder = self._method.result_decoder
        try:
            return decode_leniently(decoder, reply.result)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            if reply.otherwise is not None:
                with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                    return decode_leniently(decoder, reply.otherwise)
            leniency = self._connection.settings.leniency
            if leniency is None:
                raise
            what = f"the result of {self.method!r}"
            return leniency.read(self._method.result, reply.result, what)
