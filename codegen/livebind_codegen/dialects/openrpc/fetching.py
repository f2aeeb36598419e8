"""Gets a document that lies at a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from livebind import SslClientContext
from livebind_codegen.description.openrpc import load_document
from livebind_codegen.errors import SourceError

if TYPE_CHECKING:
    from livebind_codegen.dialects.dialect import LiveOptions, Source

__all__ = ["fetched_document"]

_LARGEST: Final = 256 * 2**20
_OK: Final = 200


def fetched_document(source: Source, options: LiveOptions) -> Any | None:  # noqa: ANN401 - any JSON
    """Return the JSON at an HTTP address, None if there is none, or it is no such address.

    No redirect is followed, and nothing is tried again.
    """
    if source.scheme not in {"http", "https"}:
        return None
    import urllib3  # noqa: PLC0415 - an extra, and slow to import

    context = None
    if source.scheme == "https":
        cafile = None if options.cafile is None else str(options.cafile)
        context = SslClientContext(cafile=cafile).create()
    with urllib3.PoolManager(ssl_context=context) as pool:
        try:
            response = pool.request(
                "GET",
                source.text,
                headers=dict(options.headers),
                redirect=False,
                retries=False,
                timeout=options.timeout,
                preload_content=False,
            )
            content = response.read(_LARGEST)
        except (urllib3.exceptions.HTTPError, OSError):
            return None
    if response.status != _OK:
        return None
    try:
        return load_document(content, source.text)
    except SourceError:
        return None
