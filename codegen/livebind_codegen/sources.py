"""Sources of descriptions: live instances and captured files, twins of one pipeline."""

from __future__ import annotations

import re
from dataclasses import replace
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from livebind_codegen.description.openrpc import load_document, readable_part, to_document
from livebind_codegen.dialects.dialect import LiveOptions, Source
from livebind_codegen.dialects.registry import known_dialects, known_schemes
from livebind_codegen.errors import DiscoveryError, SchemaError, SourceError, reason_of
from livebind_codegen.json_values import is_object
from livebind_codegen.text.literals import plain_text
from livebind_codegen.unreadable import unreadable_methods

if TYPE_CHECKING:
    from livebind_codegen.description.model import Description
    from livebind_codegen.dialects.asking import OnProgress

__all__ = ["LiveOptions", "is_file_source", "read_source"]

_MAX_FILE_SIZE: Final = 256 * 2**20
_ADDRESS = re.compile(
    r"([A-Za-z0-9+.-]+://.*|[A-Za-z]+\+[A-Za-z]+:.*|\[[0-9A-Fa-f:.%]+\]:\d+|[^/\\\s:]+:\d+)\Z"
)


def is_file_source(source: str) -> bool:
    """Whether a source is a file rather than an address."""
    # `Path.is_file` fails for what is too long for a name, as a command may be.
    return isfile(source) or not _ADDRESS.match(source)  # noqa: PTH113 - see above


def read_source(
    source: str,
    options: LiveOptions,
    on_progress: OnProgress | None = None,
) -> tuple[Description, dict[str, str]]:
    """Return the description of a source, and why any method is missing from it.

    Raises:
        SourceError: if the source cannot be read or reached.
        SchemaError: if what it says is beyond the limits, or is no description of a method; with
            `keep_going` if no method is left.
        DiscoveryError: if a method cannot be described, unless `keep_going`.
    """
    asked = Source(source)
    if is_file_source(source):
        where = str(Path(source))
        document = load_document(_read_file(Path(source)), where)
        asked = Source(where, document)
        is_openrpc = is_object(document) and "openrpc" in document
        if is_openrpc or not any(one.claims(asked) for one in known_dialects()):
            return _described(document, where, keep_going=options.keep_going)
    return _ask(asked, options, on_progress)


def _read_file(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_FILE_SIZE:
            raise SourceError(f"{path} is larger than the {_MAX_FILE_SIZE >> 20} MiB we accept")
        return path.read_bytes()
    except OSError as error:
        addresses = ", ".join(f"{scheme}://" for scheme in known_schemes())
        raise SourceError(
            f"{path} cannot be read ({reason_of(error)}): "
            f"give a captured file, host:port, or a URL ({addresses})"
        ) from None


def _ask(
    source: Source, options: LiveOptions, on_progress: OnProgress | None
) -> tuple[Description, dict[str, str]]:
    # Imported here: reading a description needs no network.
    from livebind_codegen.dialects.asking import describe_source, no_progress  # noqa: PLC0415

    found = describe_source(source, options, on_progress or no_progress)
    if found.failures and not options.keep_going:
        name, reason = next(iter(sorted(found.failures.items())))
        others = f" and {len(found.failures) - 1} more" if len(found.failures) > 1 else ""
        raise DiscoveryError(
            f"{source.text} does not describe method {plain_text(name, 100)!r}{others}: {reason} "
            "(--keep-going leaves it out)",
            found.failures,
        )
    # Through the document and back, so that a live source and its captured file are the same.
    document = to_document(found.description)
    description, unreadable = _described(document, source.text, keep_going=options.keep_going)
    return description, found.failures | unreadable


def _described(
    document: object, where: str, *, keep_going: bool
) -> tuple[Description, dict[str, str]]:
    """Return what a document describes; to keep going, without what makes no sense, and why not."""
    description, unreadable = readable_part(document, where)
    if not keep_going:
        if unreadable:
            raise SchemaError(f"{next(iter(unreadable.values()))} (--keep-going leaves it out)")
        return description, {}
    unreadable |= unreadable_methods(description)
    kept = tuple(one for one in description.methods if one.name not in unreadable)
    if unreadable and not kept:
        raise SchemaError(f"{where}: no method can be read: {next(iter(unreadable.values()))}")
    return replace(description, methods=kept), unreadable
