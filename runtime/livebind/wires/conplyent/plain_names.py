"""The names that a pickle of a server may hold, and what each makes here.

Nothing is imported or looked up for a name that a peer sends: it is in this table or it is not.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "BUILDERS",
    "COPYING",
    "DEFAULTDICT",
    "MESSAGE",
    "MESSAGE_KIND",
    "Foreign",
    "MessageKind",
    "RawMessage",
    "flat_key",
]

MESSAGE: Final = ("conplyent._msg", "MSG")
"""The class of conplyent's messages."""
MESSAGE_KIND: Final = ("conplyent._msg", "MSGType")
"""The class of the kinds of messages."""
DEFAULTDICT: Final = ("collections", "defaultdict")
"""The only one whose first argument is a class or function."""
_MAX_KEY_ITEMS: Final = 100


@dataclass(frozen=True, slots=True)
class MessageKind:
    """The kind of a message, by its number in conplyent."""

    number: int


@dataclass(slots=True)
class RawMessage:
    """A message of conplyent as it came, its contents unchecked."""

    state: dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Stands for an object of a class that is not allowed here; it was not made."""

    name: str


def flat_key(value: Any) -> Any:  # noqa: ANN401 - any plain value in and out
    """Return a key of a dict or set, which must be small: hashing follows tuples to their end.

    Raises:
        ValueError: it holds too many items, counted as often as hashing meets them.
    """
    pending: list[object] = [value]
    left = _MAX_KEY_ITEMS
    while pending:
        item = pending.pop()
        if isinstance(item, tuple | frozenset):
            items = cast("tuple[object, ...]", item)
            left -= len(items) + 1
            if left < 0:
                raise ValueError("a key of too many items")
            pending.extend(items)
    return value


def _set(items: Iterable[Any] = ()) -> set[Any]:
    return set(map(flat_key, items))


def _frozenset(items: Iterable[Any] = ()) -> frozenset[Any]:
    return frozenset(map(flat_key, items))


def _mapping(items: Iterable[Any] = ()) -> dict[Any, Any]:
    return {flat_key(key): value for key, value in dict(items).items()}


def _deque(items: Iterable[Any] = (), _max_length: int | None = None) -> list[Any]:
    return list(items)


def _bytearray(data: bytes = b"") -> bytearray:
    # Of bytes only: of a number it would allocate as much as a peer likes.
    return bytearray(memoryview(data))


def _kind(value: object) -> MessageKind:
    """Return a kind: its value is a tuple of one number, except SYNC's, which is the number."""
    items = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
    number = items[0] if len(items) == 1 else None
    if type(number) is not int:
        raise ValueError("the kind of a message is no number")
    return MessageKind(number)


BUILDERS: Final[dict[tuple[str, str], Callable[..., Any]]] = {
    MESSAGE: lambda: RawMessage({}),
    MESSAGE_KIND: _kind,
    ("builtins", "complex"): complex,
    ("builtins", "set"): _set,
    ("builtins", "frozenset"): _frozenset,
    ("builtins", "bytearray"): _bytearray,
    ("collections", "OrderedDict"): _mapping,
    ("collections", "Counter"): _mapping,
    DEFAULTDICT: _mapping,
    ("collections", "deque"): _deque,
    ("datetime", "date"): date,
    ("datetime", "datetime"): datetime,
    ("datetime", "time"): time,
    ("datetime", "timedelta"): timedelta,
    ("datetime", "timezone"): timezone,
    **{
        ("builtins", name): kind
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    },
}
"""What is called for a name, with the plain arguments that the peer sent.

Of the builtin exceptions those that end programs (`SystemExit`, `KeyboardInterrupt`) are left out.
"""

COPYING: Final = frozenset(
    [("builtins", name) for name in ("bytearray", "frozenset", "set", "ExceptionGroup")]
    + [("collections", name) for name in ("Counter", "OrderedDict", "defaultdict", "deque")]
)
"""Names whose making copies what it is given, as often as a peer asks for it."""
