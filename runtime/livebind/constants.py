"""Types of constants, and the type that has no value at all.

`Literal` cannot say `true`, `1.5`, a list or an object, or not to msgspec. A generated package
declares such a type twice: as the type of its values for checkers, and for run time as a class of
this module:

    if TYPE_CHECKING:
        Automatic: TypeAlias = Literal[True]
    else:
        class Automatic(Exactly, values=(True,)): ...

Values are equal as JSON is: 1 and 1.0 are one number, and true is none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Never, TypeAlias, cast

from livebind.json_type import JSON_TYPES, JsonType, json_types_of

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["Exactly", "Nothing"]

_LONGEST_SHOWN = 50
_MOST_SHOWN = 10


class Exactly(JsonType):
    """Base of the constants and enums that `Literal` cannot say."""

    keeps_all = True
    _listed: ClassVar[dict[Hashable, object]] = {}

    def __init_subclass__(cls, *, values: tuple[Any, ...]) -> None:
        """Take the JSON values of the type."""
        cls._listed = {_key(value): value for value in values}
        cls.json_types = json_types_of(values)

    @classmethod
    def from_json(cls, value: object) -> object:
        """Return `value` if it is one of the type's.

        Raises:
            ValueError: if it is not.
        """
        try:
            listed = cls._listed[_key(value)]
        except KeyError:
            values = [_shown(one) for one in cls._listed.values()]
            expected = ", ".join(values[:_MOST_SHOWN])
            more = f" or {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else ""
            raise ValueError(f"Expected {expected}{more}, got {_shown(value)}") from None
        # A list or an object belongs to who reads it, who may change it.
        return cast("object", value) if isinstance(value, list | dict) else listed

    @classmethod
    def is_value(cls, value: object) -> bool:
        """Whether `value` is one of the type's."""
        return isinstance(value, JSON_TYPES) and _key(value) in cls._listed


def _key(value: object) -> Hashable:
    """Return what is equal for equal JSON values, and for no others."""
    if isinstance(value, bool):
        # To Python, True is 1.
        return (bool, value)
    if isinstance(value, list):
        return (list, *map(_key, cast("list[object]", value)))
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return (dict, frozenset((name, _key(item)) for name, item in items))
    return value


def _shown(value: object) -> str:
    text = json.dumps(value)
    return f"`{text}`" if len(text) <= _LONGEST_SHOWN else f"`{text[:_LONGEST_SHOWN]}...`"


if TYPE_CHECKING:
    Nothing: TypeAlias = Never
else:

    class Nothing(JsonType):
        """The type of what must not be there: it has no value."""

        json_types = ()

        @classmethod
        def from_json(cls, value: object) -> object:
            """Raise ValueError."""
            raise ValueError(f"Expected nothing at all, got {_shown(value)}")

        @classmethod
        def is_value(cls, value: object) -> bool:  # noqa: ARG003 - it does not matter which
            """Return False."""
            return False
