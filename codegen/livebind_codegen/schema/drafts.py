"""Stands in until the table of drafts is merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def modern(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema in the spelling of 2020-12."""
    return dict(schema)
