"""A session: one backend that is explored, the connection to it, and what was called."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import livebind
from livebind_codegen.connecting import make_connector, telling
from livebind_codegen.dialects.registry import client_of
from livebind_codegen.errors import UsageProblem
from livebind_explore.history import History
from livebind_explore.safety import SafeMethods

if TYPE_CHECKING:
    from collections.abc import Callable

    from livebind_codegen.api.model import Api
    from livebind_codegen.description.model import Description, MethodDescription
    from livebind_codegen.dialects.dialect import LiveOptions

__all__ = ["NotAllowedError", "Session", "open_session"]


class NotAllowedError(livebind.UsageError):
    """A call that may change something, in a session that only reads."""


class Session:
    """One backend that is explored. All methods are safe to use from several threads.

    The page and its panels share it. Calls of `call` and `start` are not put into the history:
    who calls for the user does that.
    """

    def __init__(  # noqa: PLR0913 - what a session is made of
        self,
        source: str,
        description: Description,
        api: Api,
        connect: Callable[[livebind.Hooks], livebind.Instance],
        *,
        is_read_only: bool = False,
        can_reconnect: bool = True,
    ) -> None:
        """Connect to the backend; raises what `connect` does.

        Args:
            source: its address, as the user gave it.
            description: what it says about itself.
            api: what its generated package would hold.
            connect: connects to it with these hooks.
            is_read_only: refuse all calls that may change something.
            can_reconnect: whether `connect` can connect again.
        """
        self.source = source
        """The address, as the user gave it."""
        self.description = description
        """What the backend says about itself."""
        self.api = api
        """What its generated package would hold: named types and functions."""
        self.is_read_only = is_read_only
        """Whether calls that may change something are refused."""
        self.can_reconnect = can_reconnect
        """Whether `reconnect` can connect again."""
        self.history = History()
        """What the user called, and what came back."""
        self.on_event: Callable[[str, Any], object] | None = None
        """Called with name and content of each notification, in the thread that reads."""
        self._safe = SafeMethods(description)
        self._methods = {one.name: one for one in description.methods}
        self._connect = connect
        self._lock = Lock()
        self._instance = connect(livebind.Hooks(on_notification=self._notified))

    @property
    def instance(self) -> livebind.Instance:
        """The connection, which may have ended: `reconnect` makes another one."""
        return self._instance

    @property
    def is_connected(self) -> bool:
        """Whether requests can be sent, as far as this side can know."""
        return self._instance.connected

    def is_allowed(self, method: str) -> bool:
        """Whether the session may call a method: any, or in one that only reads, a safe one."""
        return not self.is_read_only or self._safe.is_safe(method)

    def call(
        self,
        method: str,
        params: object = None,
        data: bytes = b"",
        *,
        timeout: livebind.Timeout = livebind.DEFAULT,
    ) -> livebind.Reply[Any]:
        """Send one request, and wait for its result and the bytes that came with it.

        Raises:
            NotAllowedError: the session only reads, and the method may do more.
            LivebindError: as `livebind.Instance.request` does.
        """
        return self._instance.call(self._method(method), params, binary=data, timeout=timeout)

    def start(
        self, method: str, params: object = None, data: bytes = b""
    ) -> livebind.Task[livebind.Reply[Any]]:
        """Send one request and return at once with its task: progress, result, cancellation.

        Raises:
            NotAllowedError: the session only reads, and the method may do more.
            LivebindError: as `livebind.Instance.task` does.
        """
        return self._instance.start(self._method(method), params, binary=data)

    def reconnect(self) -> None:
        """Connect again, if the connection has ended.

        Raises:
            LivebindError, CodegenError: it cannot be made; the next call may try again.
        """
        with self._lock:
            if not self._instance.connected:
                self._instance.disconnect()
                self._instance = self._connect(livebind.Hooks(on_notification=self._notified))

    def close(self) -> None:
        """End the connection. Raises nothing."""
        self._instance.disconnect()

    def _method(self, name: str) -> livebind.Method[livebind.Reply[Any]]:
        if not self.is_allowed(name):
            raise NotAllowedError(
                f"{name!r} may change something, and this session only reads: begin one that is "
                "not read-only to call it"
            )
        described = self._methods.get(name)
        return livebind.Method(
            name,
            params=Any,
            result=Any,
            has_reply_data=True,
            cancellation=None if described is None else _cancellation(described),
            positions=() if described is None else described.positions,
        )

    def _notified(self, name: str, content: Any) -> None:  # noqa: ANN401 - any JSON
        if self.on_event is not None:
            self.on_event(name, content)


def open_session(  # noqa: PLR0913 - what a session is made of
    source: str,
    description: Description,
    api: Api,
    live: LiveOptions,
    *,
    is_read_only: bool,
    is_stand_in: bool = False,
) -> Session:
    """Return a session of the backend at an address.

    What stands in for one (`is_stand_in`) speaks JSON-RPC, whatever that one speaks.

    Raises:
        UsageProblem: it is of a kind whose packages have a client of their own.
        CodegenError: it cannot be reached.
    """
    if client_of(description).layout is not None:
        raise UsageProblem(
            f"{source} cannot be shown: packages for it have a client of their own; livebind call "
            f"{source} lists what it can do"
        )

    def connect(hooks: livebind.Hooks) -> livebind.Instance:
        with telling(source, live.cafile):
            wire = None if is_stand_in else client_of(description).wire
            return make_connector(source, live, wire, hooks).connect()

    return Session(source, description, api, connect, is_read_only=is_read_only)


def _cancellation(method: MethodDescription) -> livebind.Cancellation | None:
    way = method.cancellation
    return None if way is None else livebind.Cancellation(way.method, way.parameter, way.error_code)
