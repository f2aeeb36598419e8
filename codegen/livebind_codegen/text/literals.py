"""Literals: the one door through which text and values of a schema enter generated code.

A string goes in as `repr` of a `str`, which ASCII-escapes everything that could end the literal,
start a comment or reorder what a reader sees. No text of a schema stands in a comment.
"""

from __future__ import annotations

import math
import re
import textwrap
from typing import Final

from livebind_codegen.json_values import is_list, is_object

__all__ = ["docstring", "full_title", "plain_text", "text_literal", "value_literal"]

_MAX_TEXT: Final = 2000
_MAX_VALUE: Final = 400
_SPACES = re.compile(r"\s+")


def text_literal(text: str) -> str:
    """Return a Python literal of `text`, in ASCII."""
    # Exactly `str`: a subclass could bring a `__repr__` of its own.
    return ascii(str(text))


def plain_text(text: str, limit: int = _MAX_TEXT) -> str:
    """Return `text` as one line of printable characters, cut at `limit` characters.

    Directions of writing, controls and other characters that a reader cannot see are dropped.
    """
    line = _SPACES.sub(" ", text[: limit * 4])
    line = "".join(character for character in line if character.isprintable()).strip()
    return line if len(line) <= limit else f"{line[:limit]}..."


def full_title(title: str, version: str, limit: int = 100) -> str:
    """Return the title and the version of a backend as one line, cut at `limit` characters."""
    return plain_text(f"{title} {version}".strip(), limit)


def docstring(paragraphs: list[str], indent: int, width: int = 100) -> str:
    """Return a docstring literal for `paragraphs`, wrapped, to stand at `indent` spaces.

    Triple-quoted so that it reads well; double quotes and backslashes are replaced, and only
    printable characters stay, so that nothing in it can end the literal or hide a part of it.
    """
    margin = " " * indent
    lines: list[str] = []
    for paragraph in paragraphs:
        if lines:
            lines.append("")
        for line in paragraph.split("\n"):
            body = line.lstrip(" ")
            lead = " " * (len(line) - len(body))
            lines.extend(
                textwrap.wrap(
                    _escaped(body),
                    width - indent - 3,
                    initial_indent=lead,
                    subsequent_indent=lead + ("    " if lead else ""),
                    break_long_words=False,
                    break_on_hyphens=False,
                )
                or [""]
            )
    if len(lines) == 1 and indent + len(lines[0]) + 6 <= width:
        return f'"""{lines[0]}"""'
    body = "\n".join(f"{margin}{line}" if line else "" for line in lines[1:])
    return f'"""{lines[0]}\n{body}\n{margin}"""' if body else f'"""{lines[0]}\n{margin}"""'


def _escaped(text: str) -> str:
    """Return `text` without anything that means something inside a string literal."""
    spaced = text.replace('"', "'").replace("\\", "/")
    return "".join(
        character if character.isprintable() else " " if character.isspace() else "?"
        for character in spaced
    )


def value_literal(value: object) -> str:
    """Return JSON value `value` as it reads in documentation, cut where it is long.

    Raises:
        TypeError: if it is not a JSON value, or a number that is not finite.
    """
    rendered = _rendered(value)
    return rendered if len(rendered) <= _MAX_VALUE else f"{rendered[:_MAX_VALUE]}..."


def _rendered(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return text_literal(plain_text(value, _MAX_VALUE))
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return repr(float(value))
    if is_list(value):
        return f"[{', '.join(_rendered(item) for item in value)}]"
    if is_object(value):
        items = (f"{text_literal(str(key))}: {_rendered(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    raise TypeError(f"{type(value).__name__} is no JSON value")
