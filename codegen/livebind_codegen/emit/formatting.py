"""Formats what was emitted, once, at the end, with black."""

from __future__ import annotations

from typing import Final

__all__ = ["formatted"]

_LINE_LENGTH: Final = 100


def formatted(code: str) -> str:
    """Return Python code as black formats it."""
    import black  # noqa: PLC0415 - slow to import, and not needed when nothing changed

    mode = black.Mode(target_versions={black.TargetVersion.PY311}, line_length=_LINE_LENGTH)
    return black.format_str(code, mode=mode)
