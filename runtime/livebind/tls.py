"""TLS settings of a connector."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from livebind.common.settings_checks import check_type
from livebind.errors import TlsError

if TYPE_CHECKING:
    import ssl

__all__ = ["SslClientContext"]


@dataclass(frozen=True)
class SslClientContext:
    """Whom to trust when connecting over TLS.

    Default-constructed it trusts the certificate authorities of the machine. With `cafile`,
    `capath` or `cadata` it trusts only those: use `cafile` for a private authority or for a
    self-signed certificate. Host names are always checked and TLS is at least 1.2. For anything
    else (client certificates, pinning) give the connector an `ssl.SSLContext` of your own.

    Raises:
        UsageError: a setting is of the wrong type, at construction.
    """

    cafile: str | None = None
    """Path of a file of concatenated certificates in PEM format."""
    capath: str | None = None
    """Path of a directory of certificates, as `ssl.SSLContext.load_verify_locations` takes it."""
    cadata: str | bytes | None = None
    """Certificates themselves: PEM text, or DER bytes."""

    def __post_init__(self) -> None:
        for name in ("cafile", "capath"):
            path: object = getattr(self, name)
            if path is not None:
                check_type(name, path, (str, PathLike), "a path")
        if self.cadata is not None:
            check_type("cadata", self.cadata, (str, bytes), "text in PEM format, or bytes in DER")

    def __repr__(self) -> str:
        shown = {"cafile": self.cafile, "capath": self.capath}
        given = [f"{name}={value!r}" for name, value in shown.items() if value is not None]
        if self.cadata is not None:
            given.append(f"cadata=<{len(self.cadata)} characters>")
        return f"SslClientContext({', '.join(given)})"

    def create(self) -> ssl.SSLContext:
        """Return the context for one connection.

        Raises:
            TlsError: the certificates cannot be read.
        """
        import ssl  # noqa: PLC0415 - slow to import, and settings alone do not need it

        try:
            context = ssl.create_default_context(
                cafile=self.cafile, capath=self.capath, cadata=self.cadata
            )
        except (OSError, ValueError) as error:
            where = self.cafile or self.capath or "cadata"
            raise TlsError(f"the certificates of {where!r} cannot be read: {error}") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
