"""Fingerprints: what a shape is, as a short text that is the same on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from livebind_codegen.naming.occurrences import Identity

__all__ = ["fingerprint"]

_LENGTH = 16


def fingerprint(identity: Identity) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a type's structure and title."""
    return hashlib.sha256(_structure(identity).encode()).hexdigest()[:_LENGTH]


def _structure(value: object) -> str:
    """Return the parts of `value` that are compared, as text that cannot be read two ways."""
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return f"({','.join(_structure(item) for item in items)})"
    if is_dataclass(value):
        parts = (
            f"{field.name}={_structure(getattr(value, field.name))}"
            for field in fields(value)
            if field.compare
        )
        return f"{type(value).__name__}({','.join(parts)})"
    return repr(value)
