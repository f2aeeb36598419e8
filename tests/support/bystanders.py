"""Requests that wait while a server sends something odd, and that must not be harmed by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from livebind import Hooks
from support.peer import DEADLINE
from support.session import connected

if TYPE_CHECKING:
    from livebind import ConnectionError, ProtocolError, RemoteError  # noqa: A004 - not the builtin
    from support.peer import Peer

__all__ = ["Noticed", "send_while_two_wait"]


@dataclass
class Noticed:
    """What the hooks of a connection were called with."""

    errors: list[RemoteError] = field(default_factory=list["RemoteError"])
    notifications: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    invalid: list[ProtocolError] = field(default_factory=list["ProtocolError"])
    lost: list[ConnectionError] = field(default_factory=list["ConnectionError"])
    binaries: list[bytes] = field(default_factory=list[bytes])

    def hooks(self) -> Hooks:
        """Return hooks that take note."""
        return Hooks(
            on_error=self.errors.append,
            on_notification=lambda method, params: self.notifications.append((method, params)),
            on_invalid_message=self.invalid.append,
            on_connection_lost=self.lost.append,
        )


def send_while_two_wait(data: bytes, *, secure: bool = False, handler: bool = True) -> Noticed:
    """Have a server send `data` while the requests 1 and 2 wait, and check that both succeed.

    With `handler` there is a `binary_handler`.
    """

    def send_and_answer(peer: Peer) -> None:
        requests = [peer.receive(), peer.receive()]
        peer.send(data)
        for request in requests:
            peer.reply(request, request.method)

    noticed = Noticed()
    binary_handler = noticed.binaries.append if handler else None
    with connected(
        send_and_answer, secure=secure, hooks=noticed.hooks(), binary_handler=binary_handler
    ) as instance:
        tasks = [instance.task("first"), instance.task("second")]
        results = [task.result(DEADLINE).result for task in tasks]
        assert results == ["first", "second"]
        assert instance.connected
    assert noticed.lost == []
    return noticed
