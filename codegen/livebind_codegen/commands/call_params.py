"""The parameters of `livebind call`: JSON in one of its places, or pairs of a name and a value."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from livebind_codegen.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_params"]

_PAIR = re.compile(r"([^\s\"\[{=@][^=]*)=(.*)", re.DOTALL)
"""No JSON text looks like this: there, an equals sign stands in strings alone."""
_FORMS: Final = "JSON, KEY=VALUE ..., @FILE, or - for standard input"


def read_params(arguments: Sequence[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return the parameters that the arguments say, None for no arguments.

    They are one JSON text, `@FILE` or `-` for JSON in a file or on standard input, or any number
    of `KEY=VALUE`, which make an object. A VALUE that is no JSON is a string.

    Raises:
        UsageProblem: they are something else, or cannot be read.
    """
    if not arguments:
        return None
    pairs = [match for one in arguments if (match := _PAIR.fullmatch(one))]
    if len(pairs) == len(arguments):
        return _object(pairs)
    if len(arguments) > 1:
        odd = next(one for one in arguments if not _PAIR.fullmatch(one))
        raise UsageProblem(f"{odd[:80]!r} cannot stand beside other parameters: give {_FORMS}")
    return _json(arguments[0])


def _object(pairs: Sequence[re.Match[str]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, text in (pair.groups() for pair in pairs):
        if key in content:
            raise UsageProblem(f"parameter {key!r} is given twice")
        try:
            content[key] = msgspec.json.decode(text)
        except (ValueError, RecursionError):
            content[key] = text
    return content


def _json(argument: str) -> Any:  # noqa: ANN401 - any JSON
    text: bytes | str = argument
    place = ""
    try:
        if argument == "-":
            place = "standard input"
            text = sys.stdin.buffer.read()
        elif argument.startswith("@"):
            place = argument[1:]
            text = Path(place).read_bytes()
        return msgspec.json.decode(text)
    except OSError as error:
        raise UsageProblem(f"{place} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        if place:
            raise UsageProblem(f"{place} holds no JSON ({error})") from None
        raise UsageProblem(f"the parameters are no JSON ({error}): give {_FORMS}") from None
