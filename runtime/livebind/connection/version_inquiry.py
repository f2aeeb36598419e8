"""Asks an instance for its version when a method is missing, so that the error can say it.

It is asked where the error is raised, in the thread or coroutine that waits for the result: the
thread that reads replies, where hooks and callbacks run, never waits for one. Whatever goes wrong,
the error is raised without the version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from livebind.errors import LivebindError, MethodNotFoundError
from livebind.method import Method
from livebind.timeouts import Deadline

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from livebind.bindings import Bindings
    from livebind.connection.connection import Connection
    from livebind.connection.request_handle import RequestHandle

__all__ = ["Inquiry", "begin_inquiry"]

_PATIENCE: Final = 2.0
"""Seconds that the answer may take: a backend that is busy with something else may not give any."""


@dataclass(slots=True)
class Inquiry:
    """The question for the version of an instance. In its `with` statement nothing is raised."""

    connection: Connection
    error: MethodNotFoundError
    bindings: Bindings
    request: RequestHandle[Any, Any]
    """The request whose result is the answer."""
    deadline: Deadline
    """How long to wait for it."""

    def take(self, reply: object) -> None:
        """Put the answer into the error, and keep it for later ones."""
        version = self.bindings.version_in(reply)
        self.error.instance_version = version
        self.connection.versions[self.bindings.version_method] = version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if not self.request.done:
            self.connection.abandon(self.request)
        return isinstance(error, LivebindError)


def begin_inquiry(
    connection: Connection, error: MethodNotFoundError, deadline: Deadline
) -> Inquiry | None:
    """Ask for the version that `error` does not say yet; None if it cannot be asked, or is known.

    `deadline` is that of the request that failed, which the question does not outlive.
    """
    bindings = error.bindings
    if bindings is None or not bindings.version_method or error.instance_version:
        return None
    known = connection.versions.get(bindings.version_method)
    if known is not None:
        error.instance_version = known
        return None
    remaining = deadline.remaining()
    patience = Deadline(_PATIENCE if remaining is None else min(remaining, _PATIENCE))
    try:
        connection.reader.check_may_wait()
        method = Method[Any](bindings.version_method, result=Any)
        request = connection.start(method, None, b"", patience)
    except LivebindError:
        return None
    return Inquiry(connection, error, bindings, request, patience)
