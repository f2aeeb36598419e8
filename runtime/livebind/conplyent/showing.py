"""Values of a server as text: bounded, as a small one can unfold to a text without end.

A list that holds one list twice, which holds another twice, and so on, is small, and its text is
not. What is small is shown as Python shows it.
"""

from __future__ import annotations

import reprlib
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["bounded_error", "bounded_text"]

_MAX_ITEMS: Final = 10_000
_SHORTENED: Final = reprlib.Repr()
_SHORTENED.maxlevel = 4
_SHORTENED.maxlist = _SHORTENED.maxtuple = _SHORTENED.maxdict = 20
_SHORTENED.maxset = _SHORTENED.maxfrozenset = _SHORTENED.maxdeque = 20
_SHORTENED.maxstring = _SHORTENED.maxother = 200
_SHORTENED.maxlong = 100


def bounded_text(value: object) -> str:
    """Return `str(value)`, shortened if it holds too much to be shown."""
    if _is_small(value):
        return str(value)
    if isinstance(value, BaseException):
        arguments: tuple[object, ...] = value.args
        return f"{type(value).__name__}({', '.join(map(_SHORTENED.repr, arguments))})"
    return _SHORTENED.repr(value)


def bounded_error(error: Exception) -> Exception | None:
    """Return an error whose text is bounded: itself, or one like it; None if there is none."""
    if _is_small(error):
        return error
    arguments: tuple[object, ...] = error.args
    try:
        return type(error)(*map(_SHORTENED.repr, arguments))
    except Exception:  # noqa: BLE001 - some take arguments of certain types alone
        return None


def _is_small(value: object) -> bool:
    """Whether a value holds few others, counted as often as its text would."""
    pending: list[Iterable[Any]] = [(value,)]
    left = _MAX_ITEMS
    while pending:
        for item in pending.pop():
            left -= 1
            if left < 0:
                return False
            if isinstance(item, dict):
                pending.append(chain.from_iterable(cast("Any", item).items()))
            elif isinstance(item, list | tuple | set | frozenset):
                pending.append(cast("Iterable[Any]", item))
            elif isinstance(item, BaseException):
                pending.append(item.args)
    return True
