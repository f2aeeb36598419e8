"""A backend as a child process: start it, wait for it, stop it for sure."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from livebind import Connector, LivebindError, ServiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from livebind import Instance

__all__ = ["LogLevel", "RunningService", "Service", "ServiceError", "ServiceTls"]

LogLevel: TypeAlias = Literal["trace", "debug", "info", "warn", "error", "critical", "off"]
"""How much a backend writes into its log."""

_STOP_TIMEOUT = 10.0
"""Seconds that a backend has to stop by itself."""
_LOG_TAIL = 2000
"""How much of the log an error shows, in characters."""


class ServiceError(LivebindError):
    """The child process could not be started, or ended while it was waited for."""


@dataclass(frozen=True)
class ServiceTls:
    """Files that make the backend serve TLS, all PEM."""

    certificate_file: str
    """Its certificate."""
    private_key_file: str
    """The key of that."""
    private_key_passphrase: str = ""
    """Opens the key; other users of the machine may see it in the list of processes."""
    ca_location: str = ""
    """File or folder of certificate authorities."""


@dataclass(frozen=True)
class Service:
    """How to start a backend on this machine."""

    uri: str = "localhost:5000"
    """Where it listens, host:port; 0.0.0.0 as host lets other machines connect."""
    command: Sequence[str] = ("braynsService",)
    """The program, perhaps with arguments: found on the PATH, or a path. For the reference backend
    `(sys.executable, "-m", "livebind_backend")`."""
    max_clients: int = 2
    """Clients that are served at the same time."""
    log_level: LogLevel = "warn"
    """How much it writes into its log."""
    plugins: Sequence[str] = ()
    """Plugins to load, such as `braynsCircuitExplorer`."""
    tls: ServiceTls | None = None
    """Files to serve TLS with; None is not encrypted."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables that it gets beside those of this process."""
    log_file: Path | None = None
    """Where its output goes; None is a temporary file, removed when the service is stopped."""

    def command_line(self) -> list[str]:
        """Return the program and all its arguments."""
        arguments = [
            *self.command,
            *("--uri", self.uri),
            *("--max-clients", str(self.max_clients)),
            *("--log-level", self.log_level),
        ]
        for plugin in self.plugins:
            arguments += ["--plugin", plugin]
        if self.tls is not None:
            arguments += ["--secure", "true"]
            arguments += ["--certificate-file", self.tls.certificate_file]
            arguments += ["--private-key-file", self.tls.private_key_file]
            if self.tls.private_key_passphrase:
                arguments += ["--private-key-passphrase", self.tls.private_key_passphrase]
            if self.tls.ca_location:
                arguments += ["--ca-location", self.tls.ca_location]
        return arguments

    def start(self) -> RunningService:
        """Start the process, without waiting until it serves.

        Raises:
            ServiceError: there is no such program, it may not be run, another one listens at its
                address, or the log cannot be written.
        """
        _check_nobody_listens(self.uri)
        log = self.log_file or _temporary_log()
        try:
            output = log.open("wb")
        except OSError as error:
            raise ServiceError(f"the log {log} cannot be written: {error.strerror}") from None
        try:
            with output:
                process = subprocess.Popen(  # noqa: S603 - the program is the caller's choice
                    self.command_line(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **self.environment},
                    # A group of its own: a wrapper script is stopped with all that it started.
                    start_new_session=True,
                )
        except OSError as error:
            if self.log_file is None:
                log.unlink(missing_ok=True)
            raise ServiceError(f"{self.command[0]!r} cannot be started: {error.strerror}") from None
        return RunningService(self, process, log)


class RunningService:
    """A backend that this program has started.

    Use it in a `with` statement to stop it at the end. It is stopped too when the program ends
    without doing so, unless a signal kills it.
    """

    def __init__(self, service: Service, process: subprocess.Popen[bytes], log: Path) -> None:
        """Made by `Service.start`, not by applications."""
        self._service = service
        self._process = process
        self._log = log
        self._final_logs: str | None = None
        temporary = log if service.log_file is None else None
        self._forgotten = weakref.finalize(self, _stop, process, temporary)

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the process ended, negative for a signal; None while it runs."""
        return self._process.poll()

    @property
    def logs(self) -> str:
        """All that it has written so far, also after it was stopped."""
        if self._final_logs is not None:
            return self._final_logs
        return self._log.read_text(encoding="utf-8", errors="replace")

    def connect(self, connector: Connector | None = None) -> Instance:
        """Wait until it serves, and connect.

        Args:
            connector: how to connect; None is without encryption, for as long as it takes.
                `max_attempts=None` tries for as long as the process runs.

        Raises:
            ServiceError: the process ended; the text has the end of its log.
            ServiceUnavailableError: `max_attempts` were in vain.
            TlsError, ProtocolError: as `Connector.connect`.
        """
        wanted = connector or Connector(self._service.uri, max_attempts=None)
        # One attempt at a time, to look after the process in between.
        once = replace(wanted, max_attempts=1)
        attempt = 1
        while True:
            try:
                return once.connect()
            except ServiceUnavailableError:
                if not self.running:
                    raise ServiceError(self._obituary()) from None
                if wanted.max_attempts is not None and attempt >= wanted.max_attempts:
                    raise
            attempt += 1
            time.sleep(wanted.attempt_period)

    def stop(self, timeout: float = _STOP_TIMEOUT) -> None:
        """Stop the process: politely, and after `timeout` seconds by force."""
        if self._forgotten.detach() is None:
            return
        _end_group(self._process, timeout)
        self._final_logs = self.logs
        if self._service.log_file is None:
            self._log.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _obituary(self) -> str:
        end = self.logs[-_LOG_TAIL:].strip()
        return f"the backend ended with code {self.exit_code}: {end or 'it wrote nothing'}"


def _check_nobody_listens(uri: str) -> None:
    # Otherwise the process would end, and `connect` would reach the other one instead.
    host, _, port = uri.rpartition(":")
    with suppress(OSError, ValueError):
        socket.create_connection((host.strip("[]"), int(port)), timeout=1.0).close()
        raise ServiceError(f"another program listens at {uri} already: give another port")


def _temporary_log() -> Path:
    descriptor, name = tempfile.mkstemp(prefix="livebind-service-", suffix=".log")
    os.close(descriptor)
    return Path(name)


def _stop(process: subprocess.Popen[bytes], temporary_log: Path | None) -> None:
    """Stop a service that nobody has stopped: it was forgotten, or the program ends."""
    _end_group(process, _STOP_TIMEOUT)
    if temporary_log is not None:
        temporary_log.unlink(missing_ok=True)


def _end_group(process: subprocess.Popen[bytes], timeout: float) -> None:
    """End a process and all that it started."""
    _signal_group(process, signal.SIGTERM)
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout)
    finally:
        # What it started may still run, also if it has ended itself.
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
