"""Fingerprints: what a shape is, as a short text that is the same on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, cast

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
            if field.compare and not _is_left_out(field, getattr(value, field.name))
        )
        return f"{type(value).__name__}({','.join(parts)})"
    return repr(value)


def _is_left_out(field: Field[Any], value: object) -> bool:
    """Whether a field says no more than shapes did before it was there: old locks stay good."""
    return bool(field.metadata.get("sparse")) and value == field.default
