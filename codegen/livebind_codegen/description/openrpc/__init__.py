"""Descriptions as OpenRPC documents, in canonical JSON.

What OpenRPC has no word for stands under `x-livebind`: the protocol, whether a method reports
progress or carries bytes, how to cancel it, the loaders, and the parts of a parameters schema that
a list of parameters cannot hold. The group of a method is its first tag.

Specification: https://spec.open-rpc.org (1.3).
"""

from livebind_codegen.description.openrpc.normal_form import canonical_json, digest
from livebind_codegen.description.openrpc.reading import (
    from_document,
    load_document,
    parse_document,
    readable_part,
)
from livebind_codegen.description.openrpc.writing import to_document

__all__ = [
    "canonical_json",
    "digest",
    "from_document",
    "load_document",
    "parse_document",
    "readable_part",
    "to_document",
]
