"""Asks a live backend about itself: all questions at once, one failure not losing the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import livebind
from livebind_codegen.connecting import connected, one_line
from livebind_codegen.discovery.protocol import Protocol, Request, UnreadableReplyError
from livebind_codegen.errors import NotABackendError
from livebind_codegen.schema.limits import MAX_METHODS

if TYPE_CHECKING:
    from pathlib import Path

    from livebind_codegen.description.model import Description, MethodDescription

__all__ = ["Discovery", "OnProgress", "discover", "method_names"]

OnProgress = Callable[[int, int], None]
"""Called with the number of methods described so far, and of all."""


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


_PROBE_TIMEOUT: Final = 10.0
"""Seconds for the first answer: a server that echoes or ignores us never gives one."""


@dataclass(frozen=True)
class Discovery:
    """A description, and the methods that are missing from it."""

    description: Description
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """Why a method could not be described, by its name."""


def discover(
    uri: str,
    protocols: Sequence[Protocol],
    *,
    cafile: Path | None = None,
    timeout: float = 60.0,
    on_progress: OnProgress = no_progress,
) -> Discovery:
    """Return what the backend at `uri` says about itself.

    `protocols` are tried in their order; `cafile` holds the certificates to trust, in PEM;
    `timeout` is in seconds, for the whole conversation.

    Raises:
        UsageProblem: if the certificates cannot be used.
        SourceError: if it cannot be reached, or stops answering.
        NotABackendError: if it speaks none of the protocols.
    """
    with connected(uri, cafile=cafile, timeout=timeout) as instance:
        return _Conversation(instance, timeout, on_progress).discover(uri, protocols)


def method_names(
    uri: str, instance: livebind.Instance, protocols: Sequence[Protocol], timeout: float
) -> list[str]:
    """Return the names of all methods of a connected backend, sorted; none if it tells none.

    Raises:
        NotABackendError: if it answers with something else.
    """
    conversation = _Conversation(instance, timeout, no_progress)
    for protocol in protocols:
        names = conversation.names(uri, protocol)
        if names is not None:
            return names
    return []


@dataclass(frozen=True)
class _Conversation:
    instance: livebind.Instance
    timeout: float
    on_progress: OnProgress

    def discover(self, uri: str, protocols: Sequence[Protocol]) -> Discovery:
        for protocol in protocols:
            names = self.names(uri, protocol)
            if names is not None:
                return self._description(uri, protocol, names)
        known = ", ".join(protocol.name for protocol in protocols)
        raise NotABackendError(f"{uri} speaks no protocol that we know ({known})")

    def names(self, uri: str, protocol: Protocol) -> list[str] | None:
        """Return the backend's methods, None if it does not speak the protocol."""
        task = self._start(protocol.list_request())
        try:
            names = protocol.read_names(task.result(timeout=min(_PROBE_TIMEOUT, self.timeout)))
        except livebind.RemoteError:
            return None
        except (livebind.RequestTimeoutError, livebind.ProtocolError) as error:
            raise NotABackendError(
                f"{uri} is no backend that we know: it does not answer as one ({one_line(error)})"
            ) from None
        except UnreadableReplyError as error:
            raise NotABackendError(f"{uri} is no {protocol.name}: {error}") from None
        if len(names) > MAX_METHODS:
            raise NotABackendError(f"{uri} lists {len(names)} methods: more than we accept")
        return sorted(names)

    def _description(self, uri: str, protocol: Protocol, names: list[str]) -> Discovery:
        tasks = [(name, self._start(protocol.schema_request(name))) for name in names]
        extra_tasks = {
            key: self._start(request) for key, request in protocol.extra_requests(names).items()
        }
        methods: list[MethodDescription] = []
        failures: dict[str, str] = {}
        for done, (name, task) in enumerate(tasks, start=1):
            try:
                methods.append(protocol.read_method(name, task.result(timeout=self.timeout)))
            except (
                UnreadableReplyError,
                livebind.RemoteError,
                livebind.InvalidReplyError,
            ) as error:
                failures[name] = one_line(error)
            self.on_progress(done, len(tasks))
        try:
            extras = {key: task.result(timeout=self.timeout) for key, task in extra_tasks.items()}
            description = protocol.describe(methods, extras)
        except (UnreadableReplyError, livebind.RemoteError) as error:
            raise NotABackendError(f"{uri} is no {protocol.name}: {one_line(error)}") from None
        return Discovery(description, failures)

    def _start(self, request: Request) -> livebind.Task[Any]:
        method = livebind.Method[Any](request.method, params=Any, result=Any)
        return self.instance.start(method, request.params)
