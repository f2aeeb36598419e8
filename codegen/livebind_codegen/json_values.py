"""Tells JSON values apart, for checkers as well: what is inside is still any JSON."""

from __future__ import annotations

import json
from typing import Any, TypeGuard

__all__ = ["is_list", "is_object", "json_key"]


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is a list."""
    return isinstance(value, list)


def json_key(value: object) -> str:
    """Return what is equal for equal JSON values, and for no others."""
    return json.dumps(_normal(value), sort_keys=True)


def _normal(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if is_list(value):
        return [_normal(one) for one in value]
    return {key: _normal(one) for key, one in value.items()} if is_object(value) else value
