"""What an application can be told about that no call returns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from livebind.common.settings_checks import check_callable

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind.errors import ConnectionError, ProtocolError, RemoteError  # noqa: A004 - ours

__all__ = ["BinaryHandler", "Hooks", "RequestHandler"]

BinaryHandler: TypeAlias = "Callable[[bytes], object]"
"""Takes the bytes of a binary message that is no reply."""
RequestHandler: TypeAlias = "Callable[[Any], object]"
"""Takes the params of a request of the peer, as JSON is in Python (None for none), and returns the
result: anything that JSON can express."""


@dataclass(frozen=True)
class Hooks:
    """Functions that are called with what concerns no single request.

    They run in the thread that reads the connection, so they must return soon and must not wait
    for a reply. What they raise is logged and harms nothing.

    Raises:
        UsageError: one is no function, at construction.
    """

    on_error: Callable[[RemoteError], object] | None = None
    """An error that names no request: the backend could not read some message."""
    on_notification: Callable[[str, Any], object] | None = None
    """Method and params of a notification that is no progress of a request."""
    on_invalid_message: Callable[[ProtocolError], object] | None = None
    """A message that cannot be understood."""
    on_connection_lost: Callable[[ConnectionError], object] | None = None
    """The connection ended without a call to `disconnect`."""

    def __post_init__(self) -> None:
        for hook in fields(self):
            check_callable(hook.name, getattr(self, hook.name))
