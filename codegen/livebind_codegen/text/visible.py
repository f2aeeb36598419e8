"""Text of others, made visible: nothing in it may steer a terminal or reorder what one reads."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["visible", "visible_line"]

_OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, without the tab and the end of a line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # directions of writing
    "\u2028\u2029"  # ends of lines that do not look like one
    "\ud800-\udfff]"  # halves of characters, which cannot be written
)


def visible(text: str) -> str:
    """Return `text` with each character that a terminal would obey as an escape of JSON.

    Of JSON the result is JSON of the same value.
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def visible_line(text: str) -> str:
    """Return `text` likewise, on one line."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")
