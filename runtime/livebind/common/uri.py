"""Addresses of instances: `host:port`, `ws://...`, `wss://...`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from livebind.errors import UsageError

__all__ = ["Address", "parse_uri", "without_secrets"]

_FORMS = "'host:port', 'ws://host:port' or 'wss://host:port' (IPv6 in brackets: '[::1]:5000')"
_USER = re.compile(r"\A(\w*://)?[^/?#]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_DEFAULT_PORTS = {"ws": 80, "wss": 443}


@dataclass(frozen=True)
class Address:
    """Where an instance listens."""

    host: str
    """Host name or IP address, without brackets."""
    port: int
    """TCP port, 1 to 65535."""
    secure: bool | None = None
    """True for `wss://`, False for `ws://`, None if the URI does not say."""
    resource: str = "/"
    """Path and query of the WebSocket."""

    @property
    def authority(self) -> str:
        """`host:port`, as in a Host header (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        # Without the query, where secrets may stand.
        return self.authority + self.resource.partition("?")[0].rstrip("/")


def parse_uri(uri: str) -> Address:
    """Return the address that `uri` names. Raises `UsageError` if it names none."""
    text, shown = uri.strip(), without_secrets(uri)
    if not text.isprintable() or any(character.isspace() for character in text):
        raise UsageError(f"URI {shown!r} holds white space or control characters: give {_FORMS}")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"URI {shown!r} cannot be read ({error}): give {_FORMS}") from None
    scheme = parts.scheme.lower()
    if scheme not in {"", "ws", "wss"}:
        raise UsageError(f"URI {shown!r} has the scheme {scheme!r}: give {_FORMS}")
    if not host:
        raise UsageError(f"URI {shown!r} names no host: give {_FORMS}")
    if parts.username is not None or parts.password is not None:
        raise UsageError("a URI with a user name or password is not supported: leave them out")
    if parts.fragment:
        raise UsageError(f"URI {shown!r} has a fragment ('#'), which a WebSocket cannot have")
    if port is None:
        port = _DEFAULT_PORTS.get(scheme)
    if not port:
        raise UsageError(f"URI {shown!r} names no port (1 to 65535): give {_FORMS}")
    resource = parts.path or "/"
    if parts.query:
        resource = f"{resource}?{parts.query}"
    secure = None if not scheme else scheme == "wss"
    return Address(host=host, port=port, secure=secure, resource=resource)


def without_secrets(uri: str) -> str:
    """Return a URI to show: without user name and password, and without its query."""
    return _QUERY.sub("?...", _USER.sub(r"\1...@", uri))
