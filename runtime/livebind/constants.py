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

from livebind.codec.json_type import JsonType, json_name, json_types_of

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
            shown = [f"`{_shortened(json.dumps(one))}`" for one in cls._listed.values()]
            more = f" or {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
            expected = ", ".join(shown[:_MOST_SHOWN])
            raise ValueError(f"Expected {expected}{more}, got {_described(value)}") from None
        # A list or an object belongs to who reads it, who may change it.
        return cast("object", value) if isinstance(value, list | dict) else listed

    @classmethod
    def is_value(cls, value: object) -> bool:
        """Whether `value` is one of the type's."""
        try:
            return _key(value) in cls._listed
        except TypeError:
            # What cannot be hashed is no JSON value.
            return False


def _key(value: object) -> Hashable:
    """Return what is equal for equal JSON values, and for no others."""
    if isinstance(value, bool):
        # To Python, True is 1.
        return (bool, value)
    # An open model is a dict too, but no JSON value.
    if type(value) is list:
        return (list, *map(_key, cast("list[object]", value)))
    if type(value) is dict:
        items = cast("dict[str, object]", value).items()
        return (dict, frozenset((name, _key(item)) for name, item in items))
    return value


def _described(value: object) -> str:
    """Return a scalar as it is written, and only the kind of anything that may be long."""
    if isinstance(value, list | dict):
        return json_name(cast("object", value))
    if isinstance(value, str):
        return f"`{json.dumps(_shortened(value))}`"
    return f"`{json.dumps(value)}`"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


if TYPE_CHECKING:
    Nothing: TypeAlias = Never
else:

    class Nothing(JsonType):
        """The type of what must not be there: it has no value."""

        json_types = ()

        @classmethod
        def from_json(cls, value: object) -> object:
            """Raise ValueError."""
            raise ValueError(f"Expected nothing at all, got {_described(value)}")
