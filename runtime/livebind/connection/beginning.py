"""What a wire says as a connection begins, within the time that connecting may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from livebind.errors import RequestTimeoutError, ServiceUnavailableError

if TYPE_CHECKING:
    from livebind.timeouts import Deadline, Timeout

__all__ = ["Beginning"]


class _Instance(Protocol):
    """What is needed of an instance."""

    def request(
        self, method: str, params: object = None, *, timeout: Timeout
    ) -> Any:  # noqa: ANN401 - any JSON
        """Send a request and wait for its result."""
        ...

    def send_notification(self, method: str, params: object = None) -> None:
        """Send a notification."""
        ...


class Beginning:
    """An instance whose connection begins (`livebind.wires.wire.Caller`)."""

    def __init__(self, instance: _Instance, name: str, deadline: Deadline) -> None:
        self._instance = instance
        self._name = name
        self._deadline = deadline

    def request(self, method: str, params: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Send a request and return its result; raises what `Instance.request` does.

        Raises:
            ServiceUnavailableError: no answer came in time.
        """
        try:
            return self._instance.request(method, params, timeout=self._deadline.remaining())
        except RequestTimeoutError as error:
            raise ServiceUnavailableError(
                f"{self._name} did not answer {method!r}, with which a connection begins, in the "
                "time that connecting may take: it may still be starting; a longer "
                "connect_timeout waits longer"
            ) from error

    def send_notification(self, method: str, params: object = None) -> None:
        """Send what is never answered."""
        self._instance.send_notification(method, params)
