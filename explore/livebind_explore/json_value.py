"""The word for what is sent and comes back."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Json"]

Json: TypeAlias = Any
"""A JSON value, as it is in Python."""
