"""Connections to live backends; what goes wrong is told in the words of the command line."""

from __future__ import annotations

import re
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import livebind
from livebind_codegen.errors import NotABackendError, SourceError, UsageProblem
from livebind_codegen.text.literals import plain_text

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from livebind.wires.wire import Wire
    from livebind_codegen.dialects.dialect import LiveOptions

__all__ = ["connected", "make_connector", "one_line", "telling"]

_PLAIN: Final = frozenset({"http", "stdio", "tcp", "unix", "ws"})
"""Schemes of connections that are never encrypted."""
_UNKNOWN_AUTHORITY: Final = frozenset({18, 19, 20, 21})
"""What OpenSSL finds wrong with a certificate where trusting another one would help."""


@contextmanager
def connected(
    source: str, options: LiveOptions, wire: type[Wire] | None = None
) -> Generator[livebind.Instance]:
    """Give a connection to the backend at `source`, closed at the end.

    The timeout of the options is for connecting and for each request; `wire` is what it speaks,
    None for JSON-RPC.

    Raises:
        UsageProblem: the certificates cannot be used.
        SourceError: the backend cannot be reached, or stops answering.
        NotABackendError: whatever answers does not speak the protocol.
    """
    with telling(source, options.cafile):
        connector = make_connector(source, options, wire)
        with connector.connect() as instance:
            yield instance


def make_connector(
    source: str,
    options: LiveOptions,
    wire: type[Wire] | None = None,
    hooks: livebind.Hooks | None = None,
) -> livebind.Connector:
    """Return what connects to the backend at `source`; the arguments are those of `connected`.

    `hooks` are called with what concerns no single request.

    Raises:
        UsageProblem: the certificates cannot be used.
        livebind.UsageError: the address cannot be one.
    """
    cafile = options.cafile
    kind = type("Connector", (livebind.Connector,), {"_wire": wire})
    connector: livebind.Connector = kind(
        source,
        ssl_context=None if cafile is None else _trusting(cafile, source),
        connect_timeout=options.timeout,
        request_timeout=options.timeout,
        headers=options.headers,
        hooks=hooks or livebind.Hooks(),
    )
    return connector


@contextmanager
def telling(source: str, cafile: Path | None = None) -> Generator[None]:
    """Tell what goes wrong with a connection to `source` in the words of the command line.

    Raises:
        SourceError: the backend cannot be reached, or stops answering.
        NotABackendError: whatever answers does not speak the protocol.
    """
    try:
        yield
    except livebind.InvalidServerCertificateError as error:
        raise SourceError(_distrust(error, source, cafile)) from None
    except livebind.ProtocolError as error:
        raise NotABackendError(_about(source, error)) from None
    except livebind.UsageError as error:
        raise SourceError(one_line(error)) from None
    except livebind.LivebindError as error:
        raise SourceError(_about(source, error)) from None


def one_line(error: Exception) -> str:
    """Return the message of an error as one line without a full stop."""
    return plain_text(str(error), 300).rstrip(".")


def _trusting(cafile: Path, source: str) -> ssl.SSLContext:
    if source.partition(":")[0].rpartition("+")[2].lower() in _PLAIN:
        raise UsageProblem(f"--cafile is for encrypted connections, which {source} is none of")
    try:
        return livebind.SslClientContext(cafile=str(cafile)).create()
    except livebind.TlsError:
        raise UsageProblem(f"--cafile {cafile} holds no certificates in PEM format") from None


def _distrust(
    error: livebind.InvalidServerCertificateError, source: str, cafile: Path | None
) -> str:
    cause = error.__cause__
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return _about(source, error)
    problem = f"the certificate of {source} is not trusted: {cause.verify_message.rstrip('.')}"
    if cause.verify_code not in _UNKNOWN_AUTHORITY:
        return problem
    if cafile is None:
        return f"{problem}; give the file of its authority with --cafile"
    return f"{problem}; --cafile {cafile} does not hold its authority"


def _about(source: str, error: Exception) -> str:
    """Return the error's message, with the source in front of it unless it names the host."""
    text = one_line(error)
    authority = source.partition("://")[2] or source
    host = authority.partition("/")[0].rpartition(":")[0] or authority
    is_named = re.search(rf"(?<![\w.-]){re.escape(host)}(?![\w.-])", text)
    return text if is_named else f"{source}: {text}"
