"""Text of a peer, made safe to show on one line of a log or a terminal."""

from __future__ import annotations

__all__ = ["escape"]


def escape(text: str) -> str:
    """Return `text` without control characters, so that a peer cannot forge lines of a log."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )
