"""TLS settings of the server."""

import ssl
from dataclasses import dataclass
from pathlib import Path

__all__ = ["TlsFiles", "make_tls_context"]


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Files of PEM text."""

    certificate: str | None
    """Certificate of the server, with the chain up to its authority."""
    private_key: str | None
    """Key of the certificate; None if it is in the same file."""
    passphrase: str | None
    """Opens the key."""
    authorities: str | None
    """File or folder of authorities; clients are not asked for certificates."""


def make_tls_context(files: TlsFiles) -> ssl.SSLContext:
    """Make a context for TLS 1.2 and newer.

    Raises:
        ValueError: A file is missing or does not fit.
    """
    if files.certificate is None:
        raise ValueError("--secure needs --certificate-file")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(
            files.certificate, files.private_key, password=lambda: files.passphrase or ""
        )
        if files.authorities is not None:
            folder = Path(files.authorities).is_dir()
            context.load_verify_locations(
                cafile=None if folder else files.authorities,
                capath=files.authorities if folder else None,
            )
    except (OSError, ValueError) as error:
        raise ValueError(f"TLS files cannot be used: {error}") from None
    return context
