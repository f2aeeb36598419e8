"""The normal form of documents: plain JSON within limits, each number in one notation, as text."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Any, Final

from livebind_codegen.errors import SchemaError
from livebind_codegen.json_values import is_list, is_object
from livebind_codegen.schema.limits import MAX_DEPTH, MAX_NAME

__all__ = ["canonical_json", "digest", "normalised"]

_DIGITS: Final = 300
_LARGEST_NUMBER: Final = 10**_DIGITS
"""Integers beyond are no floats any more, and no backend's."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can spell it, UTF-8 cannot."""


def canonical_json(document: dict[str, Any]) -> str:
    """Return the document as text: the same for the same content, in ASCII, ending in a newline."""
    return json.dumps(document, indent=1, sort_keys=True, allow_nan=False) + "\n"


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text of `document`, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def normalised(value: object, where: str, depth: int = 0) -> object:
    """Return a copy of `value` with each number in one notation.

    Raises:
        SchemaError: if it is no plain JSON, or beyond the limits.
    """
    # A description wraps each schema in a few levels of its own.
    if depth > 2 * MAX_DEPTH + 20:
        raise SchemaError(f"{where} is nested deeper than we accept")
    if is_object(value):
        return {
            _name(key, where): normalised(item, where, depth + 1) for key, item in value.items()
        }
    if is_list(value):
        return [normalised(item, where, depth + 1) for item in value]
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SchemaError(f"{where} holds a number that is not finite")
        # Backends print 1.0 as 1 or as 1.0: the same number, and the same text here.
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise SchemaError(f"{where} holds a number of more than {_DIGITS} digits")
    if value is None or isinstance(value, bool | int):
        return value
    raise SchemaError(f"{where} holds a {type(value).__name__}, which is no JSON")


def _name(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise SchemaError(f"{where} holds a key that is no string")
    if len(key) > MAX_NAME:
        raise SchemaError(f"{where} holds a name of {len(key)} characters")
    return _text(key, where)


def _text(text: str, where: str) -> str:
    if not text.isascii() and _HALF.search(text):
        raise SchemaError(f"{where} holds half a character (a lone surrogate), which is no UTF-8")
    return text
