"""Addresses of instances: `host:port`, a URL, the path of a socket, or the command of a program."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from livebind.common.secrets import PROGRAM, without_secrets
from livebind.errors import UsageError

__all__ = ["Address", "parse_uri"]

_FORMS = (
    "'host:port', or one of ws://, wss://, http://, https://, tcp:// and host:port (IPv6 in "
    "brackets: '[::1]:5000'), unix:/path, or stdio: and a command"
)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9.+-]*://|([a-z][a-z0-9.-]*[+])?unix:", re.IGNORECASE)
_TRANSPORTS = {
    "": "websocket",
    "ws": "websocket",
    "wss": "websocket",
    "http": "http",
    "https": "http",
    "tcp": "lines",
    "unix": "lines",
    "cdp": "devtools",
}
"""What carries messages, by the scheme of a URI; of `qmp+unix:` the part after the plus."""
_DEFAULT_PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443, "cdp": 9222}
_SECURE = {"ws": False, "wss": True, "http": False, "https": True}


@dataclass(frozen=True)
class Address:
    """Where an instance listens."""

    host: str
    """Host name or IP address, without brackets."""
    port: int
    """TCP port, 1 to 65535."""
    secure: bool | None = None
    """True for `wss://` and `https://`, False for the plain ones, None if the URI does not say."""
    resource: str = "/"
    """Path and query; of a Unix socket its path."""
    transport: str = "websocket"
    """What carries messages: websocket, http, lines, devtools, or program."""
    command: tuple[str, ...] = ()
    """Of a program that is to be started, its name and arguments."""

    @property
    def is_local(self) -> bool:
        """Whether it is a Unix socket, or a program that is to be started."""
        return not self.host

    @property
    def authority(self) -> str:
        """`host:port`, as in a Host header (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        if self.command:
            # Without its arguments, where secrets may stand.
            return f"the program {self.command[0].rpartition('/')[2]!r}"
        if self.is_local:
            return self.resource
        # Without the query, where secrets may stand.
        return self.authority + self.resource.partition("?")[0].rstrip("/")


def parse_uri(uri: str) -> Address:
    """Return the address that `uri` names. Raises `UsageError` if it names none."""
    text, shown = uri.strip(), without_secrets(uri)
    program = PROGRAM.match(uri)
    if program:
        return _program(program[1])
    if not text.isprintable() or any(character.isspace() for character in text):
        raise UsageError(f"URI {shown!r} holds white space or control characters: give {_FORMS}")
    try:
        parts = urlsplit(text if _HAS_SCHEME.match(text) else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        # What is wrong may be a part of a password.
        why = "" if "@" in text else f" ({error})"
        raise UsageError(f"URI {shown!r} cannot be read{why}: give {_FORMS}") from None
    scheme = parts.scheme.lower().rpartition("+")[2]
    if scheme not in _TRANSPORTS or (parts.scheme and not scheme):
        raise UsageError(f"URI {shown!r} has the scheme {scheme!r}: give {_FORMS}")
    if scheme == "unix":
        return _local(parts.path, shown)
    _check_host(parts, shown)
    if parts.fragment:
        raise UsageError(f"URI {shown!r} has a fragment ('#'), which no address has")
    if port is None:
        port = _DEFAULT_PORTS.get(scheme)
    if not port:
        raise UsageError(f"URI {shown!r} names no port (1 to 65535): give {_FORMS}")
    resource = parts.path or "/"
    if parts.query:
        resource = f"{resource}?{parts.query}"
    return Address(host or "", port, _SECURE.get(scheme), resource, _TRANSPORTS[scheme])


def _check_host(parts: SplitResult, shown: str) -> None:
    if not parts.hostname:
        raise UsageError(f"URI {shown!r} names no host: give {_FORMS}")
    if parts.username is not None or parts.password is not None:
        raise UsageError("a URI with a user name or password is not supported: leave them out")


def _local(path: str, shown: str) -> Address:
    if not path.startswith("/"):
        raise UsageError(f"URI {shown!r} names no absolute path of a socket: give unix:/path")
    return Address("", 0, resource=path, transport=_TRANSPORTS["unix"])


def _program(line: str) -> Address:
    try:
        command = tuple(shlex.split(line))
    except ValueError as error:
        raise UsageError(f"the command of a program cannot be read ({error})") from None
    if not command or not command[0] or "\0" in line:
        raise UsageError(f"no program is named: give {_FORMS}")
    return Address("", 0, secure=False, resource="", transport="program", command=command)
